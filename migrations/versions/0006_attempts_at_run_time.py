"""attempts: deadline, furthest page, how they ended; answers: revision, checks; exceptions; wrong passwords"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Columns are added one by one, because rebuilding a table of answers would take its time."""
    op.add_column("attempts", sa.Column("deadline", sa.DateTime(timezone=True), nullable=True))
    op.add_column("attempts", sa.Column("page", sa.Integer(), server_default="0", nullable=False))
    op.execute(
        "ALTER TABLE attempts ADD COLUMN ending VARCHAR(32) "
        "CONSTRAINT ck_attempts_ending CHECK (ending IN ('handed-in', 'deadline'))"
    )
    op.execute("UPDATE attempts SET ending = 'handed-in' WHERE state = 'submitted'")
    where = sa.text("state = 'open'")
    op.create_index(
        "ix_attempts_open_deadline", "attempts", ["deadline"], sqlite_where=where, postgresql_where=where
    )
    op.add_column("answers", sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
    op.add_column("answers", sa.Column("checked", sa.Integer(), server_default="0", nullable=False))
    op.add_column("answers", sa.Column("settled", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "quiz_exceptions",
        sa.Column("course_id", sa.String(length=80), nullable=False),
        sa.Column("quiz_id", sa.String(length=80), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes >= 0 AND attempts >= 0", name=op.f("ck_quiz_exceptions_more")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_quiz_exceptions_course_id_courses")
        ),
        sa.ForeignKeyConstraint(["given_by"], ["users.id"], name=op.f("fk_quiz_exceptions_given_by_users")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_quiz_exceptions_user_id_users")),
        sa.PrimaryKeyConstraint("course_id", "quiz_id", "user_id", name=op.f("pk_quiz_exceptions")),
    )
    op.create_index(op.f("ix_quiz_exceptions_given_by"), "quiz_exceptions", ["given_by"])
    op.create_index(op.f("ix_quiz_exceptions_user_id"), "quiz_exceptions", ["user_id"])
    op.create_index(op.f("ix_quiz_exceptions_course_id"), "quiz_exceptions", ["course_id"])
    op.create_table(
        "wrong_quiz_passwords",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("quiz_id", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_wrong_quiz_passwords_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_quiz_passwords")),
    )
    op.create_index(
        "ix_wrong_quiz_passwords_user_id_quiz_id_at", "wrong_quiz_passwords", ["user_id", "quiz_id", "at"]
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("wrong_quiz_passwords")
    op.drop_table("quiz_exceptions")
    for name in ("settled", "checked", "revision"):
        op.drop_column("answers", name)
    op.drop_index("ix_attempts_open_deadline", "attempts")
    for name in ("ending", "page", "deadline"):
        op.drop_column("attempts", name)
