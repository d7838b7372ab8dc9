"""words of names, and the indexes of the office's lists"""

import sqlalchemy as sa
from alembic import op

from lms.accounts.name_words import rows_of

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_STEP = 5_000


def _bytewise(length):
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Apply; everybody who is there is found as before."""
    words = op.create_table(
        "name_words",
        sa.Column("word", _bytewise(40), nullable=False),
        sa.Column("marked", _bytewise(200), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_name_words_user_id_users")),
        sa.PrimaryKeyConstraint("word", "marked", "user_id", name=op.f("pk_name_words")),
    )
    op.create_index("ix_name_words_user_id", "name_words", ["user_id", "word", "marked"])
    connection = op.get_bind()
    users = sa.table("users", sa.column("id", sa.Uuid()), sa.column("full_name"), sa.column("state"))
    people = connection.execute(sa.select(users.c.id, users.c.full_name).where(users.c.state != "erased"))
    for start in iter(lambda: people.fetchmany(_STEP), []):
        rows = [row for user_id, full_name in start for row in rows_of(user_id, full_name)]
        if rows:
            connection.execute(words.insert(), rows)
    new = sa.text("password_hash IS NULL")
    op.drop_index("ix_users_sort_key", table_name="users")
    op.create_index("ix_users_sort_key", "users", ["sort_key", "id"])
    op.create_index("ix_users_state", "users", ["state", "sort_key", "id"])
    op.create_index("ix_users_new", "users", ["state", "sort_key", "id"], sqlite_where=new, postgresql_where=new)
    op.add_column("enrolments", sa.Column("certified_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_certificates_enrolment_id", "certificates", ["enrolment_id"])
    op.execute(
        "UPDATE enrolments SET certified_at = (SELECT min(issued_at) FROM certificates"
        " WHERE certificates.enrolment_id = enrolments.id) WHERE completed_at IS NOT NULL"
    )
    op.drop_index("ix_enrolments_state_completed_at", table_name="enrolments")
    op.create_index("ix_enrolments_state", "enrolments", ["state", "certified_at", "completed_at", "id"])
    op.create_index("ix_audit_entries_action", "audit_entries", ["action", "at"])
    op.create_index("ix_certificates_register_number", "certificates", ["register_number"])
    op.create_index("ix_certificates_number", "certificates", ["number"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_certificates_number", table_name="certificates")
    op.drop_index("ix_certificates_register_number", table_name="certificates")
    op.drop_index("ix_certificates_enrolment_id", table_name="certificates")
    op.drop_index("ix_audit_entries_action", table_name="audit_entries")
    op.drop_index("ix_enrolments_state", table_name="enrolments")
    op.create_index("ix_enrolments_state_completed_at", "enrolments", ["state", "completed_at"])
    op.drop_column("enrolments", "certified_at")
    op.drop_index("ix_users_new", table_name="users")
    op.drop_index("ix_users_state", table_name="users")
    op.drop_index("ix_users_sort_key", table_name="users")
    op.create_index("ix_users_sort_key", "users", ["sort_key"])
    op.drop_table("name_words")
