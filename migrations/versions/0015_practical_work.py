"""practical work"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

#: Words that two columns may hold: before, and with practical tasks.
CHECKS = (
    ('blobs', 'ck_blobs_blobkind', "kind IN ('source', 'body', 'quiz'{})"),
    ('completions', 'ck_completions_itemkind', "kind IN ('lesson', 'quiz'{})"),
)


def _checks(more: str) -> None:
    for table, name, words in CHECKS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(name), type_='check')
            batch_op.create_check_constraint(op.f(name), words.format(more))


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    """Apply."""
    _checks(", 'practical'")
    op.create_table('practical_works',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('course_id', sa.String(length=80), nullable=False),
    sa.Column('practical_id', sa.String(length=80), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('state', _one_of('workstate', 'draft', 'sent', 'fix', 'met', 'waived'), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('save_id', sa.String(length=64), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('turns', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('levels', sa.JSON(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('second', sa.Boolean(), nullable=False),
    sa.Column('differs', sa.Boolean(), nullable=False),
    sa.Column('showing', _one_of('showing', 'no', 'unnamed', 'named'), nullable=False),
    sa.Column('shown_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('turn >= 0 AND turn <= turns', name=op.f('ck_practical_works_turns')),
    sa.ForeignKeyConstraint(['course_id'], ['courses.id'], name=op.f('fk_practical_works_course_id_courses')),
    sa.ForeignKeyConstraint(['decided_by'], ['users.id'], name=op.f('fk_practical_works_decided_by_users')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_practical_works_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practical_works')),
    sa.UniqueConstraint('user_id', 'course_id', 'practical_id', name=op.f('uq_practical_works_user_id_course_id_practical_id'))
    )
    op.create_index('ix_practical_works_course_id_state', 'practical_works', ['course_id', 'state', 'sent_at'])
    op.create_index('ix_practical_works_state_sent_at', 'practical_works', ['state', 'sent_at'])
    op.create_index(op.f('ix_practical_works_decided_by'), 'practical_works', ['decided_by'])
    op.create_table('practical_photos',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('work_id', sa.Uuid(), nullable=False),
    sa.Column('client_id', sa.String(length=64), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('state', _one_of('photostate', 'awaiting', 'arrived', 'ready', 'broken'), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['work_id'], ['practical_works.id'], name=op.f('fk_practical_photos_work_id_practical_works')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practical_photos')),
    sa.UniqueConstraint('key', name=op.f('uq_practical_photos_key')),
    sa.UniqueConstraint('work_id', 'client_id', name=op.f('uq_practical_photos_work_id_client_id'))
    )
    op.create_table('practical_verdicts',
    sa.Column('work_id', sa.Uuid(), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('marker_id', sa.Uuid(), nullable=False),
    sa.Column('levels', sa.JSON(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['marker_id'], ['users.id'], name=op.f('fk_practical_verdicts_marker_id_users')),
    sa.ForeignKeyConstraint(['work_id'], ['practical_works.id'], name=op.f('fk_practical_verdicts_work_id_practical_works')),
    sa.PrimaryKeyConstraint('work_id', 'turn', 'marker_id', name=op.f('pk_practical_verdicts'))
    )
    op.create_index(op.f('ix_practical_verdicts_marker_id'), 'practical_verdicts', ['marker_id'])
    op.create_table('practical_phrases',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('trainer_id', sa.Uuid(), nullable=False),
    sa.Column('text', sa.String(length=300), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['trainer_id'], ['users.id'], name=op.f('fk_practical_phrases_trainer_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practical_phrases')),
    sa.UniqueConstraint('trainer_id', 'text', name=op.f('uq_practical_phrases_trainer_id_text'))
    )


def downgrade() -> None:
    """Take back; what was completed by practical tasks is forgotten with them."""
    op.drop_table('practical_phrases')
    op.drop_table('practical_verdicts')
    op.drop_table('practical_photos')
    op.drop_table('practical_works')
    op.execute("DELETE FROM completions WHERE kind = 'practical'")
    op.execute("DELETE FROM blobs WHERE kind = 'practical'")
    _checks('')
