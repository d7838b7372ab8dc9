"""People, courses and enrolments for tests, made by the services that make them in earnest."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient

from lms import clock
from lms.accounts import queries, service
from lms.accounts.passwords import hash_password
from lms.db import atomic
from lms.permissions import Role

PASSWORD = "hạt gạo làng ta 36"
_HASH = hash_password(PASSWORD)


@dataclass(frozen=True)
class Person:
    """Somebody with an account; `login` and PASSWORD open it."""

    id: UUID
    full_name: str
    user_code: str
    login: str


class Factory:
    """Makes what a test needs, in transactions of its own; call it without a pushed app context."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._numbers = count(1)

    def write(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a service inside `atomic()` and return what it returns."""
        with self.app.app_context(), atomic():
            return work(*args, **kwargs)

    def read(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a query in a context of its own and return what it returns."""
        with self.app.app_context():
            return work(*args, **kwargs)

    def person(
        self,
        full_name: str = "Nguyễn Thị Sen",
        *,
        phone: str | None = None,
        admin: bool = False,
        teaches: str | None = None,
        at: datetime | None = None,
    ) -> Person:
        """Make an account: a learner, or with the right to `teaches` (a course id), or the office."""
        at = at or clock.now()
        login = phone or f"09{next(self._numbers):08d}"
        new = service.NewPerson(full_name, phone=login, password_hash=_HASH)
        with self.app.app_context():
            with atomic():
                user_id = service.create_user(new, at)
                service.give_consent(user_id, at)
                if admin:
                    service.grant(user_id, Role.ADMIN, "", at, None)
                if teaches:
                    service.grant(user_id, Role.TRAINER, teaches, at, None)
            found = queries.person(user_id)
        assert found is not None
        return Person(user_id, full_name, found.user_code, login)

    def sign_in(self, client: FlaskClient, person: Person) -> None:
        """Give the client a session of this person, without the sign-in page."""
        token = self.write(service.open_session, person.id, clock.now())
        with client.session_transaction() as session:
            session.clear()
            session["_user_id"] = token
            session["_fresh"] = True
