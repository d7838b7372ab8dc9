"""what people have watched of videos"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('watchings',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('video_id', sa.Uuid(), nullable=False),
    sa.Column('spans', sa.JSON(), nullable=False),
    sa.Column('watched_ms', sa.Integer(), nullable=False),
    sa.Column('position_ms', sa.Integer(), nullable=False),
    sa.Column('played_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('watched_ms >= 0 AND position_ms >= 0', name=op.f('ck_watchings_not_negative')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_watchings_user_id_users')),
    sa.ForeignKeyConstraint(['video_id'], ['videos.id'], name=op.f('fk_watchings_video_id_videos'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_watchings')),
    sa.UniqueConstraint('user_id', 'video_id', name=op.f('uq_watchings_user_id_video_id'))
    )
    op.create_index(op.f('ix_watchings_video_id'), 'watchings', ['video_id'])


def downgrade() -> None:
    """Take back."""
    op.drop_table('watchings')
