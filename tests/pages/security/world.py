"""One course, nine kinds of people, and everything of learner A that somebody else might reach for."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from unittest import mock
from urllib.parse import urljoin, urlsplit
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from lms import clock
from lms.accounts.models import Consent
from lms.certificates import jobs
from lms.certificates import queries as certificates
from lms.courses import queries as courses
from lms.db import db
from lms.ids import new_id
from lms.office.exports import service as exports
from lms.office.imports import service as imports
from lms.office.imports.columns import RawRow
from lms.papers import service as papers
from lms.practical.models import Photo, Phrase, Work
from lms.practical.rules import PhotoState, Showing, WorkState
from lms.privacy import service as privacy
from lms.questions import Correction, CorrectionKind
from lms.quizzes.regrading import service as regrading
from lms.storage import Storage, get_storage, uploads
from lms.storage.rules import Stat
from lms.videos import service as videos
from lms.videos.captions import service as captions
from lms.videos.captions.models import CaptionOrigin
from lms.videos.captions.rules import Cue
from lms.videos.rules import Fault, video_folder
from tests import databases
from tests.client import CheckingClient
from tests.factories import COURSE_ID, SAMPLE_COURSE, Factory, Person
from tests.films import NAME as VIDEO
from tests.films import make_video, showing
from tests.markup_check import targets
from tests.unit.courses.sample import TASK, TASK_PATH

ROLES = ("anonymous", "learner A", "learner B", "unenrolled", "other trainer", "trainer", "contact",
         "other contact", "admin")  # fmt: skip
#: Where the learners live, and another commune.
COMMUNE, OTHER_COMMUNE = "00004", "00008"
OTHER_COURSE = "khoa-khac"
LESSON, QUIZ, CHECK, PRACTICAL = "so-ban", "kiem-tra-ghi", "so-ban-thu", "so-that"
#: Statements are counted elsewhere; here only what a response holds matters.
MANY = 200
#: The desk's pages gather more than a learner's, and few people open them.
DESK_QUERIES = 12


def sample_files(course_id: str = COURSE_ID) -> dict[str, bytes]:
    """The files of the sample course with a practical task, under this id."""
    found = {
        str(path.relative_to(SAMPLE_COURSE)): path.read_bytes()
        for path in sorted(SAMPLE_COURSE.rglob("*"))
        if path.is_file()
    }
    found["course.yml"] = found["course.yml"].replace(
        f"id: {COURSE_ID}".encode(), f"id: {course_id}".encode()
    )
    found[TASK_PATH] = TASK
    return found


def with_file(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """A course whose first lesson hands out a worksheet, unless it does already."""
    path = "01-ghi/01-so-ban.md"
    if "media/phieu.csv" in files:
        return dict(files)
    link = "\n\n[Phiếu ghi tuần](../media/phieu.csv)\n".encode()
    return {**files, "media/phieu.csv": "Ngày;Số túi\n".encode(), path: files[path] + link}


@dataclass
class World:
    """Who is there, their browsers, and the ids of learner A's things."""

    app: Flask
    factory: Factory
    people: dict[str, Person] = field(default_factory=dict)
    clients: dict[str, CheckingClient] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    submitted: UUID | None = None

    def address(self, rule: Rule, **other: Any) -> str:
        """The address of a route for learner A's things, or for `other` ones."""
        values = {name: {**self.values, **other}[name] for name in rule.arguments}
        return str(self.app.url_map.bind("127.0.0.1").build(rule.endpoint, values, force_external=False))

    def rules(self) -> Iterator[Rule]:
        """Every route, in a lasting order."""
        return iter(sorted(self.app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)))

    def rules_in_turn(self, role: str) -> Iterator[Rule]:
        """Every route for a stranger, a learner and the office; the other kinds of people share them out."""
        others = [one for one in ROLES if one not in ("anonymous", "learner A", "admin")]
        for nth, rule in enumerate(self.rules()):
            if role not in others or nth % len(others) == others.index(role):
                yield rule

    def digest(self) -> str:
        """The sha256 of every row of every table but the audit log, where refusals are noted."""
        return rows_digest(self.factory, *(db.metadata.tables.keys() - {"audit_entries"}))


def rows_digest(factory: Factory, *names: str) -> str:
    """The sha256 of all rows of these tables, or of all tables."""

    def read() -> str:
        found, connection = hashlib.sha256(), db.session.connection()
        for table in db.metadata.sorted_tables:
            if not names or table.name in names:
                found.update(table.name.encode())
                # As the driver gives them: turning them into Python's types is what would cost.
                rows = connection.exec_driver_sql(f"SELECT * FROM {table.name}")
                for row in sorted(repr(tuple(row)) for row in rows):
                    found.update(row.encode())
        return found.hexdigest()

    return str(factory.read(read))


def row_counts(factory: Factory) -> dict[str, int]:
    """How many rows each table has."""

    def read() -> dict[str, int]:
        counts = " UNION ALL ".join(
            f"SELECT '{table.name}', count(*) FROM {table.name}" for table in db.metadata.sorted_tables
        )
        return {str(name): int(count) for name, count in db.session.connection().exec_driver_sql(counts)}

    found: dict[str, int] = factory.read(read)
    return found


def _wishes(factory: Factory, learner: Person, admin: Person) -> dict[str, UUID]:
    """Learner A's consent and wish to be removed; a list the office has sent in, a file it has asked for."""
    at = clock.now()
    rows = [RawRow(2, "Lò Văn Péng", "0987654321", "", "HTX")]
    export_id = factory.write(exports.ask, "people", "csv", {}, admin.id, at)
    factory.write(exports.ready, export_id, 1)
    with factory.app.app_context():
        get_storage().put(exports.file_key(export_id, "csv"), b"ten", "text/csv")
    return {
        "consent_id": factory.read(
            lambda: db.session.scalar(select(Consent.id).where(Consent.user_id == learner.id))
        ),
        "request_id": factory.write(privacy.ask_deletion, learner.id, at),
        "import_id": factory.write(imports.keep, rows, "ds.xlsx", None, None, admin.id, at),
        "export_id": export_id,
    }


def _failed_video(trainer_id: UUID) -> UUID:
    """A video of the course that could not be made, with captions."""
    at = clock.now()
    made = videos.add(COURSE_ID, "ghi-so", "Cách ghi sổ", "quay.mp4", trainer_id, at)
    videos.source_arrived(made.id, f"{video_folder(made.id, made.secret)}/source/x", "etag", 1000, at)
    videos.fail_run(made.id, 1, Fault.NOT_MEDIA, at)
    cues = (Cue(0, 2000, "Chào bà con."),)
    captions.save(made.id, "vi", cues, 0, CaptionOrigin.EDITOR, trainer_id, at)
    return made.id


def _works(factory: Factory, learner: Person) -> dict[str, UUID]:
    """Learner A's practical work: shown to the class, with a photo, to be corrected; a phrase of A's own."""
    at, photo_id = clock.now(), new_id()

    def make() -> dict[str, UUID]:
        work = db.session.scalars(select(Work).where(Work.user_id == learner.id)).one()
        work.state, work.showing, work.shown_at = WorkState.FIX, Showing.UNNAMED, at
        key = f"practical/{work.id}/{photo_id}.jpg"
        get_storage().put(key, b"photo", "image/jpeg")
        db.session.add(
            Photo(
                id=photo_id,
                work_id=work.id,
                client_id="a",
                place=1,
                state=PhotoState.READY,
                key=key,
                added_at=at,
            )
        )
        phrase = Phrase(id=new_id(), trainer_id=learner.id, text="Cộng lại.", added_at=at)
        db.session.add(phrase)
        db.session.flush()
        return {"work_id": work.id, "photo_id": photo_id, "phrase_id": phrase.id}

    made: dict[str, UUID] = factory.write(make)
    return made


@dataclass(frozen=True)
class _Kept:
    """A world as it was when it was made, to be put back for the next test: making it takes a second."""

    world: World
    copy: databases.Copy
    sessions: dict[str, str]
    stored: dict[str, tuple[bytes, str]]

    def again(self, factory: Factory, new_client: Callable[[], CheckingClient]) -> World:
        made = self.world
        databases.put(made.app, self.copy)
        factory.go_on_from(made.factory)
        with made.app.app_context():
            for key, (data, content_type) in self.stored.items():
                get_storage().put(key, data, content_type)
        clients = {role: new_client() for role in made.clients}
        for role, cookie in self.sessions.items():
            clients[role].set_cookie("session", cookie)
            clients[role].get("/account", queries=MANY)
        return replace(made, factory=factory, clients=clients, values=dict(made.values))


_KEPT: dict[object, _Kept] = {}


def make_world(
    app: Flask,
    factory: Factory,
    new_client: Callable[[], CheckingClient],
    files: Mapping[str, bytes] | None = None,
    *,
    drawn: bool = False,
) -> World:
    """Let learner A finish the course, hold a certificate and have an attempt open; sign everybody in.

    `drawn`: let the certificate's files lie in the store, as after the worker's job.
    """
    key = (id(app), drawn, frozenset((files or {}).items()))
    if key in _KEPT:
        return _KEPT[key].again(factory, new_client)
    with recording(app.extensions["storage"]) as stored:
        world = _make(app, factory, new_client, files, drawn)
    copy = databases.keep(app, f"world-{len(_KEPT)}")
    cookies = {role: client.get_cookie("session") for role, client in world.clients.items()}
    sessions = {role: cookie.value for role, cookie in cookies.items() if cookie is not None}
    _KEPT[key] = _Kept(replace(world, values=dict(world.values)), copy, sessions, stored)
    return world


@contextmanager
def recording(storage: Storage) -> Iterator[dict[str, tuple[bytes, str]]]:
    """Note what is put into the store: a later test may have swept it.

    What lies there from an earlier test is not found, so that it is put, and noted, as well.
    """
    stored: dict[str, tuple[bytes, str]] = {}
    put, head = storage.put, storage.head

    def note(key: str, data: bytes, content_type: str) -> None:
        put(key, data, content_type)
        stored[key] = (data, content_type)

    def find(key: str) -> Stat | None:
        return head(key) if key in stored else None

    with mock.patch.object(storage, "put", note), mock.patch.object(storage, "head", find):
        yield stored


def _make(
    app: Flask,
    factory: Factory,
    new_client: Callable[[], CheckingClient],
    files: Mapping[str, bytes] | None,
    drawn: bool,
) -> World:
    world = World(app, factory)
    factory.course(showing(with_file(files or sample_files())))
    with app.app_context():
        store = get_storage() if drawn else None
    make_video(factory, storage=store)
    factory.course(sample_files(OTHER_COURSE))
    grants: dict[str, dict[str, Any]] = {
        "other trainer": {"teaches": OTHER_COURSE},
        "trainer": {"teaches": COURSE_ID},
        "contact": {"contact_of": COMMUNE},
        "other contact": {"contact_of": OTHER_COMMUNE},
        "admin": {"admin": True},
    }
    for role in ROLES:
        world.clients[role] = new_client()
        if role != "anonymous":
            world.people[role] = factory.person(
                f"Nguyễn Văn {role.title()}", commune=COMMUNE, **grants.get(role, {})
            )
    learner = world.people["learner A"]
    certificate_id = factory.certificate(learner)
    upload_id = factory.write(
        uploads.begin,
        "video",
        str(new_id()),
        learner.id,
        f"videos/{new_id().hex}",
        "a.mp4",
        1000,
        "video/mp4",
        clock.now(),
    )
    factory.enrol(world.people["learner B"])
    attempt_id = factory.start_quiz(learner, QUIZ)
    found = factory.read(certificates.certificate, certificate_id)
    paper_id = factory.write(papers.make, COURSE_ID, QUIZ, world.people["admin"].id, clock.now())
    live = factory.read(courses.course, COURSE_ID)
    manifest = factory.read(courses.manifest, live.revision_id)
    world.values = {
        "course_id": COURSE_ID,
        "lesson_id": LESSON,
        "quiz_id": QUIZ,
        "practical_id": PRACTICAL,
        **_works(factory, learner),
        "question_id": CHECK,
        "digest": next(iter(manifest.media.values())).digest,
        "file_digest": next(iter(manifest.attachments.values())).digest,
        "attempt_id": attempt_id,
        "paper_id": paper_id,
        "regrade_id": factory.write(
            regrading.order,
            COURSE_ID,
            QUIZ,
            manifest.item(QUIZ).definition,
            "ghi-khi-nao",
            Correction(CorrectionKind.FULL),
            replace=False,
            reason="đáp án in nhầm",
            actor=world.people["trainer"].id,
            at=clock.now(),
        ),
        "certificate_id": certificate_id,
        "upload_id": upload_id,
        "video_id": factory.write(_failed_video, world.people["trainer"].id),
        "language": "vi",
        "version": 1,
        "enrolment_id": found.enrolment_id,
        "session_id": factory.another_session(learner),
        **_wishes(factory, learner, world.people["admin"]),
        "video_name": VIDEO,
        "rendition": "240p",
        "number": 0,
        "slug": "hoa-von",
        "person_id": learner.id,
        "other_id": world.people["learner B"].id,
        "module_id": "tinh",
        "days": 0,
        "code": found.code,
        "key": jobs.file_key(certificate_id, "pdf"),
    }
    if drawn:
        with app.app_context():
            for kind, content_type in jobs.TYPES.items():
                get_storage().put(jobs.file_key(certificate_id, kind), b"drawn", content_type)
    for role, person in world.people.items():
        factory.sign_in(world.clients[role], person)
        # Two pages: the first may note things once; a token for the forms is at hand afterwards.
        world.clients[role].get("/account", queries=MANY)
    return world


def crawl(
    client: CheckingClient, *starts: str, limit: int = 800, queries: int | None = MANY
) -> dict[str, Any]:
    """Every page and file that links, pictures and GET forms lead to from `starts`, by address."""
    found: dict[str, Any] = {}
    waiting = list(starts)
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        assert len(found) < limit, "the crawl does not end"
        desk = address.startswith(("/office/", "/teach/"))
        answer = found[address] = client.get(address, queries=queries or (DESK_QUERIES if desk else None))
        if answer.location:
            waiting.append(_local(address, answer.location))
        if answer.mimetype == "text/html" and answer.status_code == 200:
            waiting += [_local(address, target) for target in targets(answer.text)]
        waiting = [one for one in waiting if one and not one.startswith("/static/")]
    return found


def _local(page: str, target: str) -> str:
    parts = urlsplit(urljoin(f"http://127.0.0.1:8000{page}", target))
    if parts.scheme != "http" or parts.netloc not in ("127.0.0.1:8000", "127.0.0.1", "localhost"):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def raw(world: World, role: str) -> FlaskClient:
    """A browser of this person that is not slowed down by judging every page's HTML."""
    client = FlaskClient(world.app)
    cookie = world.clients[role].get_cookie("session")
    if cookie is not None:
        client.set_cookie("session", cookie.value)
    return client
