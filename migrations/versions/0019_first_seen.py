"""when somebody first signed in"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def _index(condition):
    where = sa.text(condition)
    op.drop_index("ix_users_new", table_name="users")
    op.create_index("ix_users_new", "users", ["state", "sort_key", "id"], sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    """Apply; who has a session has come in, and so has who was merged with somebody who had."""
    op.add_column("users", sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE users SET first_seen_at ="
        " (SELECT min(created_at) FROM sessions WHERE sessions.user_id = users.id)"
    )
    op.execute(
        "UPDATE users SET first_seen_at ="
        " (SELECT min(gone.first_seen_at) FROM users AS gone WHERE gone.merged_into_id = users.id)"
        " WHERE first_seen_at IS NULL AND id IN (SELECT merged_into_id FROM users)"
    )
    _index("first_seen_at IS NULL")


def downgrade() -> None:
    """Take back."""
    _index("password_hash IS NULL")
    op.drop_column("users", "first_seen_at")
