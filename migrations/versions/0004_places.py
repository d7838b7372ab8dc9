"""places, and what people have of them; merged accounts"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


STATES = "state IN ('active', 'disabled')"
STATES_AND_MERGED = "state IN ('active', 'disabled', 'merged')"
CHECK = "ck_users_userstate"


def upgrade() -> None:
    """Apply."""
    op.create_table('place_imports',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_place_imports'))
    )
    with op.batch_alter_table('place_imports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_place_imports_imported_at'), ['imported_at'], unique=False)

    op.create_table('provinces',
    sa.Column('code', sa.String(length=2), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('folded', sa.String(length=80), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_provinces'))
    )
    op.create_table('communes',
    sa.Column('code', sa.String(length=5), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('province_code', sa.String(length=2), nullable=False),
    sa.Column('folded', sa.String(length=120), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['province_code'], ['provinces.code'], name=op.f('fk_communes_province_code_provinces')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_communes'))
    )
    with op.batch_alter_table('communes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_communes_folded'), ['folded'], unique=False)
        batch_op.create_index('ix_communes_province_code', ['province_code', 'folded'], unique=False)

    op.create_table('former_communes',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('province', sa.String(length=80), nullable=False),
    sa.Column('district', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('folded', sa.String(length=120), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('commune_code', sa.String(length=5), nullable=True),
    sa.ForeignKeyConstraint(['commune_code'], ['communes.code'], name=op.f('fk_former_communes_commune_code_communes')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_former_communes'))
    )
    with op.batch_alter_table('former_communes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_former_communes_commune_code'), ['commune_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_former_communes_folded'), ['folded'], unique=False)

    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.drop_constraint(op.f(CHECK), type_='check')
        batch_op.create_check_constraint(op.f(CHECK), STATES_AND_MERGED)
        batch_op.add_column(sa.Column('commune_code', sa.String(length=5), nullable=True))
        batch_op.add_column(sa.Column('audience_group', sa.Enum('ban-chi-dao', 'hoi-dong', 'to-tu-van', 'can-bo-tinh', 'can-bo-xa', 'doanh-nghiep', 'hop-tac-xa', 'to-hop-tac', 'ho-san-xuat', 'trang-trai', 'khac', name='audiencegroup', native_enum=False, create_constraint=True, length=32), nullable=True))
        batch_op.add_column(sa.Column('birth_year', sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column('gender', sa.Enum('nu', 'nam', 'khac', name='gender', native_enum=False, create_constraint=True, length=32), nullable=True))
        batch_op.add_column(sa.Column('sort_name', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('merged_into_id', sa.Uuid(), nullable=True))
        batch_op.create_index('ix_users_audience_group', ['audience_group', 'sort_key'], unique=False)
        batch_op.create_index('ix_users_commune_code', ['commune_code', 'sort_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_users_merged_into_id'), ['merged_into_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_users_commune_code_communes'), 'communes', ['commune_code'], ['code'])
        batch_op.create_foreign_key(batch_op.f('fk_users_merged_into_id_users'), 'users', ['merged_into_id'], ['id'])



def downgrade() -> None:
    """Take back; who had been merged is then disabled."""
    op.execute("UPDATE users SET state = 'disabled' WHERE state = 'merged'")
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.drop_constraint(op.f(CHECK), type_='check')
        batch_op.create_check_constraint(op.f(CHECK), STATES)
        batch_op.drop_constraint(op.f("ck_users_audiencegroup"), type_="check")
        batch_op.drop_constraint(op.f("ck_users_gender"), type_="check")
        batch_op.drop_constraint(batch_op.f('fk_users_merged_into_id_users'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_users_commune_code_communes'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_users_merged_into_id'))
        batch_op.drop_index('ix_users_commune_code')
        batch_op.drop_index('ix_users_audience_group')
        batch_op.drop_column('merged_into_id')
        batch_op.drop_column('sort_name')
        batch_op.drop_column('gender')
        batch_op.drop_column('birth_year')
        batch_op.drop_column('audience_group')
        batch_op.drop_column('commune_code')

    with op.batch_alter_table('former_communes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_former_communes_folded'))
        batch_op.drop_index(batch_op.f('ix_former_communes_commune_code'))

    op.drop_table('former_communes')
    with op.batch_alter_table('communes', schema=None) as batch_op:
        batch_op.drop_index('ix_communes_province_code')
        batch_op.drop_index(batch_op.f('ix_communes_folded'))

    op.drop_table('communes')
    op.drop_table('provinces')
    with op.batch_alter_table('place_imports', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_place_imports_imported_at'))

    op.drop_table('place_imports')
