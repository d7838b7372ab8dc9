"""the versions that people watch stay until those of a new file are all there"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column('videos', sa.Column('playing', sa.String(length=200), nullable=False, server_default=''))
    op.execute("UPDATE videos SET playing = source_etag WHERE state = 'ready'")
    with op.batch_alter_table('renditions') as batch:
        batch.drop_constraint(op.f('uq_renditions_video_id_name'), type_='unique')
        batch.create_unique_constraint(
            op.f('uq_renditions_video_id_source_etag_name'), ['video_id', 'source_etag', 'name']
        )


def downgrade() -> None:
    """Take back."""
    op.execute(
        "DELETE FROM renditions WHERE source_etag <> "
        "(SELECT CASE playing WHEN '' THEN videos.source_etag ELSE playing END "
        "FROM videos WHERE videos.id = renditions.video_id)"
    )
    with op.batch_alter_table('renditions') as batch:
        batch.drop_constraint(op.f('uq_renditions_video_id_source_etag_name'), type_='unique')
        batch.create_unique_constraint(op.f('uq_renditions_video_id_name'), ['video_id', 'name'])
    op.drop_column('videos', 'playing')
