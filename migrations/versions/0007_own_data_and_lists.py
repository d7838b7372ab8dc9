"""lists of people sent in, files of lists, deletions"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

STATES = "state IN ('active', 'disabled', 'merged')"
STATES_AND_ERASED = "state IN ('active', 'disabled', 'merged', 'erased')"
CHECK = "ck_users_userstate"


def upgrade() -> None:
    """Apply."""
    op.create_table('people_imports',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('file_name', sa.String(length=120), nullable=False),
    sa.Column('course_id', sa.String(length=80), nullable=True),
    sa.Column('province_code', sa.String(length=2), nullable=True),
    sa.Column('state', sa.Enum('open', 'writing', 'done', 'failed', name='importstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('choices', sa.JSON(), nullable=False),
    sa.Column('result', sa.JSON(none_as_null=True), nullable=True),
    sa.ForeignKeyConstraint(['course_id'], ['courses.id'], name=op.f('fk_people_imports_course_id_courses')),
    sa.ForeignKeyConstraint(['created_by'], ['users.id'], name=op.f('fk_people_imports_created_by_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people_imports'))
    )
    with op.batch_alter_table('people_imports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_people_imports_course_id'), ['course_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_people_imports_created_by'), ['created_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_people_imports_expires_at'), ['expires_at'], unique=False)
    op.create_table('exports',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('file_format', sa.String(length=8), nullable=False),
    sa.Column('filters', sa.JSON(), nullable=False),
    sa.Column('requested_by', sa.Uuid(), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'ready', name='exportstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('row_count', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['requested_by'], ['users.id'], name=op.f('fk_exports_requested_by_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exports'))
    )
    with op.batch_alter_table('exports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exports_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_exports_requested_by'), ['requested_by'], unique=False)
    op.create_table('deletions',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_deletions'))
    )
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.drop_constraint(op.f(CHECK), type_='check')
        batch_op.create_check_constraint(op.f(CHECK), STATES_AND_ERASED)


def downgrade() -> None:
    """Take back; whoever was removed stays so, as a disabled account without a name."""
    op.execute("UPDATE users SET state = 'disabled' WHERE state = 'erased'")
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.drop_constraint(op.f(CHECK), type_='check')
        batch_op.create_check_constraint(op.f(CHECK), STATES)
    op.drop_table('deletions')
    op.drop_table('exports')
    op.drop_table('people_imports')
