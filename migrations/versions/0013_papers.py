"""quizzes on paper"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('papers',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('course_id', sa.String(length=80), nullable=False),
    sa.Column('quiz_id', sa.String(length=80), nullable=False),
    sa.Column('major', sa.Integer(), nullable=False),
    sa.Column('minor', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('variants', sa.JSON(), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['courses.id'], name=op.f('fk_papers_course_id_courses')),
    sa.ForeignKeyConstraint(['made_by'], ['users.id'], name=op.f('fk_papers_made_by_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_papers'))
    )
    op.create_index('ix_papers_course_id_quiz_id', 'papers', ['course_id', 'quiz_id'])
    op.create_index(op.f('ix_papers_made_by'), 'papers', ['made_by'])
    op.create_table('paper_entries',
    sa.Column('attempt_id', sa.Uuid(), nullable=False),
    sa.Column('paper_id', sa.Uuid(), nullable=False),
    sa.Column('variant', sa.String(length=1), nullable=False),
    sa.Column('entered_by', sa.Uuid(), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("variant IN ('A', 'B')", name=op.f('ck_paper_entries_variant')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempts.id'], name=op.f('fk_paper_entries_attempt_id_attempts')),
    sa.ForeignKeyConstraint(['entered_by'], ['users.id'], name=op.f('fk_paper_entries_entered_by_users')),
    sa.ForeignKeyConstraint(['paper_id'], ['papers.id'], name=op.f('fk_paper_entries_paper_id_papers')),
    sa.PrimaryKeyConstraint('attempt_id', name=op.f('pk_paper_entries'))
    )
    op.create_index(op.f('ix_paper_entries_entered_by'), 'paper_entries', ['entered_by'])
    op.create_index(op.f('ix_paper_entries_paper_id'), 'paper_entries', ['paper_id'])


def downgrade() -> None:
    """Take back."""
    op.drop_table('paper_entries')
    op.drop_table('papers')
