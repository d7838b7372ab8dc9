"""Who may get a code and who holds one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select

from lms.accounts.codes.models import LoginCode
from lms.accounts.models import GrantRow, User, UserState
from lms.db import db


@dataclass(frozen=True, slots=True)
class Holder:
    """A person as far as a slip and its permission care. `learner_only`: no role of any kind."""

    id: UUID
    full_name: str
    user_code: str
    unit: str
    phone: str | None
    commune_code: str | None
    sort_key: str
    active: bool
    learner_only: bool


def holders(user_ids: Iterable[UUID]) -> list[Holder]:
    """These people; one query. Unknown ids are left out."""
    granted = exists().where(GrantRow.user_id == User.id)
    rows = db.session.execute(
        select(
            User.id,
            User.full_name,
            User.user_code,
            User.unit,
            User.phone,
            User.commune_code,
            User.sort_key,
            User.state == UserState.ACTIVE,
            ~granted,
        ).where(User.id.in_(list(user_ids)))
    )
    return [Holder(*row) for row in rows]


def live(user_id: UUID, at: datetime) -> LoginCode | None:
    """The code a person can still use."""
    return db.session.scalar(select(LoginCode).where(LoginCode.user_id == user_id, LoginCode.expires_at > at))
