"""recalls: questions asked again without a grade"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('recalls',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('enrolment_id', sa.Uuid(), nullable=False),
    sa.Column('module_id', sa.String(length=80), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('right', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('"right" >= 0 AND "right" <= asked', name=op.f('ck_recalls_right')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_recalls_enrolment_id_enrolments')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recalls')),
    sa.UniqueConstraint('enrolment_id', 'module_id', 'days', name=op.f('uq_recalls_enrolment_id_module_id_days'))
    )


def downgrade() -> None:
    """Revert."""
    op.drop_table('recalls')
