"""The table of password links."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class PasswordLink(Model):
    """A link that sets a new password, and nothing else; a row that is gone has been used.

    `binding` is the SHA-256 of what must not have changed since: the address it was sent to and the password
    it replaces.
    """

    __tablename__ = "password_links"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    binding: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
