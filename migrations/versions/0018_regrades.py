"""questions of a quiz corrected for everybody"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('regrades',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('course_id', sa.String(length=80), nullable=False),
    sa.Column('quiz_id', sa.String(length=80), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('question_id', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.Enum('drop', 'full', 'key', name='correctionkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('key', sa.JSON(), nullable=True),
    sa.Column('replace', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by', sa.Uuid(), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['course_id'], ['courses.id'], name=op.f('fk_regrades_course_id_courses')),
    sa.ForeignKeyConstraint(['made_by'], ['users.id'], name=op.f('fk_regrades_made_by_users')),
    sa.ForeignKeyConstraint(['undone_by'], ['users.id'], name=op.f('fk_regrades_undone_by_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_regrades'))
    )
    op.create_index('ix_regrades_course_id_quiz_id', 'regrades', ['course_id', 'quiz_id'])
    op.create_index(op.f('ix_regrades_made_by'), 'regrades', ['made_by'])
    op.create_index(op.f('ix_regrades_undone_by'), 'regrades', ['undone_by'])
    op.create_index(
        'uq_regrades_in_force', 'regrades', ['digest', 'question_id'], unique=True,
        sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'),
    )
    op.create_table('regrade_changes',
    sa.Column('regrade_id', sa.Uuid(), nullable=False),
    sa.Column('attempt_id', sa.Uuid(), nullable=False),
    sa.Column('score_before', sa.Integer(), nullable=False),
    sa.Column('most_before', sa.Integer(), nullable=False),
    sa.Column('passed_before', sa.Boolean(), nullable=False),
    sa.Column('score_after', sa.Integer(), nullable=False),
    sa.Column('most_after', sa.Integer(), nullable=False),
    sa.Column('passed_after', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('score_after >= 0 AND score_after <= most_after', name=op.f('ck_regrade_changes_score')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempts.id'], name=op.f('fk_regrade_changes_attempt_id_attempts')),
    sa.ForeignKeyConstraint(['regrade_id'], ['regrades.id'], name=op.f('fk_regrade_changes_regrade_id_regrades')),
    sa.PrimaryKeyConstraint('regrade_id', 'attempt_id', name=op.f('pk_regrade_changes'))
    )
    op.create_index(op.f('ix_regrade_changes_attempt_id'), 'regrade_changes', ['attempt_id'])


def downgrade() -> None:
    """Take back."""
    op.drop_table('regrade_changes')
    op.drop_table('regrades')
