"""sessions know their device, whether others use it too, and the last proof"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    kind = sa.Enum("own", "shared", name="sessionkind", native_enum=False, create_constraint=True, length=32)
    with op.batch_alter_table("sessions") as batch_op:
        batch_op.add_column(sa.Column("kind", kind, server_default="own", nullable=False))
        batch_op.add_column(sa.Column("device", sa.String(length=32), server_default="", nullable=False))
        batch_op.add_column(sa.Column("strong_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("sessions") as batch_op:
        batch_op.drop_constraint(op.f("ck_sessions_sessionkind"), type_="check")
        batch_op.drop_column("strong_at")
        batch_op.drop_column("device")
        batch_op.drop_column("kind")
