"""The table of live login codes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class LoginCode(Model):
    """The one live code of a person; a row that is gone was used, replaced or burnt (the audit log says).

    `code_hash` is HMAC-SHA-256 under the site's key, not argon2: a code has 34 bits, which no slow hash
    protects from somebody who holds a copy of the database, and a keyed one does. Guessing on line ends
    after ten tries.
    """

    __tablename__ = "login_codes"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    expires_at: Mapped[datetime]
    wrong_tries: Mapped[int]
