"""requests of people, and the outbox of mail"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

KINDS = ('forgotten-code', 'name-correction', 'correction', 'withdrawal', 'deletion', 'people-list')


def upgrade() -> None:
    """Apply."""
    op.create_table('mails',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=True),
    sa.Column('address', sa.String(length=254), nullable=False),
    sa.Column('subject', sa.String(length=160), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('seed', sa.String(length=64), nullable=True),
    sa.Column('state', sa.Enum('waiting', 'sending', 'sent', 'unknown', name='mailstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mails')),
    sa.UniqueConstraint('key', name=op.f('uq_mails_key'))
    )
    op.create_table('requests',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum(*KINDS, name='requestkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=True),
    sa.Column('commune_code', sa.String(length=5), nullable=True),
    sa.Column('typed', sa.String(length=254), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'replied', 'done', 'refused', name='requeststate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reply_due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('replied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.Uuid(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['closed_by'], ['users.id'], name=op.f('fk_requests_closed_by_users')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_requests_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_requests'))
    )
    with op.batch_alter_table('requests', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_requests_closed_by'), ['closed_by'], unique=False)
        batch_op.create_index('ix_requests_user_id_kind', ['user_id', 'kind'], unique=False)
        batch_op.create_index('ix_requests_state_reply_due_at', ['state', 'reply_due_at'], unique=False)
        batch_op.create_index('ix_requests_commune_code_state', ['commune_code', 'state'], unique=False)
        batch_op.create_index('ix_requests_typed_kind', ['typed', 'kind'], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table('requests')
    op.drop_table('mails')
