"""`python -m benchmarks.desk [--big 100000]`: the office's lists with 100 people and with many, in turn.

One process, no server between: what is measured is the page with its statements. Prints a table of median
milliseconds and their ratio. With --postgresql on a PostgreSQL of its own.
"""

import argparse
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from statistics import median

from flask import Flask
from sqlalchemy import insert, text

from benchmarks.people import add_learners
from lms import clock, create_app
from lms.accounts import consents, service, sessions
from lms.audit.models import AuditEntry
from lms.config import Settings
from lms.db import atomic, db
from lms.ids import new_id
from lms.permissions import Role
from tests.servers.platform import Platform
from tests.servers.postgres import Postgres

PAGES = {
    "people": "/office/people",
    "people, the last page": "/office/people?page=200",
    "people called nguyen": "/office/people?q=nguyen",
    "people called Nguyễn Thị Hoa": "/office/people?q=Nguy%E1%BB%85n+Th%E1%BB%8B+Hoa",
    "people called Nguyên": "/office/people?q=Nguy%C3%AAn",
    "a phone number": "/office/people?q=0900000042",
    "people of a province": "/office/people?province=01",
    "people who have not come in": "/office/people?seen=never",
    "disabled people": "/office/people?state=disabled",
    "enrolments": "/office/enrolments",
    "enrolments, the last page": "/office/enrolments?page=200",
    "enrolments of Hoa": "/office/enrolments?q=hoa",
    "enrolments that ended": "/office/enrolments?state=left",
    "requests": "/office/requests",
    "certificates due": "/office/certificates",
    "register": "/office/certificates/issued",
    "register, the last page": "/office/certificates/issued?page=200",
    "register, Hoa": "/office/certificates/issued?q=hoa",
    "audit log": "/office/audit",
    "audit log, one kind": "/office/audit?action=site.",
    "audit log, Hoa": "/office/audit?who=hoa",
}
ROUNDS = 9


def _fill(app: Flask, count: int) -> str:
    """Add so many people and as many acts; return the token of a session of the office."""
    at = clock.now()
    with app.app_context():
        ids = add_learners(count, various=True)
        acts = [
            {
                "id": new_id(),
                "at": at - timedelta(minutes=number),
                "actor_id": None,
                "action": "accounts.create",
                "target_kind": "user",
                "target_id": str(one),
                "detail": {},
            }
            for number, one in enumerate(ids)
        ]
        with atomic():
            db.session.execute(insert(AuditEntry), acts)
            office = service.create_user(service.NewPerson("Phạm Thị Thảo", phone="0311111111"), at)
            consents.answer(office, (), at)
            service.grant(office, Role.ADMIN, "", at, None)
        with atomic():
            token = sessions.start(office, at)
        with db.engine.begin() as connection:
            if db.engine.dialect.name == "postgresql":
                connection.execute(text("ANALYZE"))
    return token


@contextmanager
def _desk(count: int, database: str | None) -> Iterator[tuple[Flask, str]]:
    platform = Platform({"DATABASE_URL": database} if database else None, measured=True)
    try:
        platform.prepare()
        platform.flask("places", "import")
        app = create_app(Settings.from_env(platform.environment))
        yield app, _fill(app, count)
    finally:
        platform.stop()


def _visit(app: Flask, token: str, path: str) -> float:
    client = app.test_client()
    with client.session_transaction() as kept:
        kept.update(_user_id=token, _fresh=True, consent=consents.VERSION)
    started = time.perf_counter()
    answer = client.get(path)
    spent = time.perf_counter() - started
    assert answer.status_code == 200, (path, answer.status)
    return 1000 * spent


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--big", type=int, default=100_000)
    parser.add_argument("--postgresql", action="store_true")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        urls: list[str | None] = [None, None]
        if chosen.postgresql:
            server = Postgres()
            stack.callback(server.stop)
            urls = [server.create("few"), server.create("many")]
        desks = [
            stack.enter_context(_desk(count, url)) for count, url in zip((100, chosen.big), urls, strict=True)
        ]
        print(f"| page, ms | 100 people | {chosen.big:,} people | ratio |\n| --- | ---: | ---: | ---: |")
        for name, path in PAGES.items():
            rounds = [[_visit(app, token, path) for app, token in desks] for _ in range(ROUNDS)]
            few, many = (median(one[place] for one in rounds[2:]) for place in (0, 1))
            print(f"| {name} | {few:.1f} | {many:.1f} | {many / few:.2f} |", flush=True)


if __name__ == "__main__":
    main()
