"""captions"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('captions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('video_id', sa.Uuid(), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('vtt', sa.Text(), nullable=False),
    sa.Column('origin', sa.Enum('file', 'editor', 'restored', 'film', name='captionorigin', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint('version > 0', name=op.f('ck_captions_version')),
    sa.ForeignKeyConstraint(['made_by'], ['users.id'], name=op.f('fk_captions_made_by_users')),
    sa.ForeignKeyConstraint(['video_id'], ['videos.id'], name=op.f('fk_captions_video_id_videos'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_captions')),
    sa.UniqueConstraint('video_id', 'language', 'version', name=op.f('uq_captions_video_id_language_version'))
    )
    op.create_index(op.f('ix_captions_made_by'), 'captions', ['made_by'])
    op.create_table('caption_waivers',
    sa.Column('video_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('waived_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('waived_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['video_id'], ['videos.id'], name=op.f('fk_caption_waivers_video_id_videos'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['waived_by'], ['users.id'], name=op.f('fk_caption_waivers_waived_by_users')),
    sa.PrimaryKeyConstraint('video_id', name=op.f('pk_caption_waivers'))
    )
    op.create_index(op.f('ix_caption_waivers_waived_by'), 'caption_waivers', ['waived_by'])


def downgrade() -> None:
    """Take back."""
    op.drop_table('caption_waivers')
    op.drop_table('captions')
