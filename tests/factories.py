"""People, courses and enrolments for tests, made by the services that make them in earnest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pyotp
from flask import Flask
from sqlalchemy import select

from lms import clock
from lms.accounts import consents, queries, second_factor, service, sessions
from lms.accounts.passwords import hash_password
from lms.calculators.catalogue import BY_SLUG
from lms.certificates import service as certificates
from lms.courses import queries as course_queries
from lms.courses import service as course_service
from lms.courses.folder import read_folder
from lms.courses.manifest import PracticalItem, QuizItem
from lms.courses.practicals import Level
from lms.courses.publish import Prepared, prepare
from lms.courses.source import read_course
from lms.db import atomic, db
from lms.jobs.models import Job, JobState
from lms.jobs.worker import Worker
from lms.learning import queries as learning_queries
from lms.learning import service as learning
from lms.permissions import Actor, Role
from lms.places import files as place_files
from lms.places import service as places
from lms.practical import marking
from lms.practical import queries as practical_queries
from lms.practical import service as practical
from lms.practical.rules import Marks, Showing
from lms.quizzes import queries as quiz_queries
from lms.quizzes import service as quizzes
from lms.storage import get_storage
from tests.client import CheckingClient
from tests.unit.questions.builders import right_answers

SAMPLE_COURSE = Path(__file__).parent / "data" / "courses" / "so-ban-hang"
COURSE_ID = "so-ban-hang"
#: Xã Mê Linh, Thành phố Hà Nội, once Xã Tráng Việt and others.
ME_LINH = "09022"
PASSWORD = "hạt gạo làng ta 36"


@cache
def _hash() -> str:
    return hash_password(PASSWORD)


@cache
def _prepared(files: tuple[tuple[str, bytes], ...], today: date) -> Prepared:
    """A checked and rendered course; most tests publish the same one."""
    reading = read_course(dict(files), today, BY_SLUG)
    assert reading.course is not None, "\n".join(map(str, reading.faults))
    return prepare(reading.course)


@cache
def _units() -> dict[str, place_files.Unit]:
    return {unit.code: unit for unit in place_files.units()}


@cache
def _formers() -> dict[str, list[place_files.Former]]:
    found: dict[str, list[place_files.Former]] = {}
    for old in place_files.formers(list(_units().values())):
        found.setdefault(old.code, []).append(old)
    return found


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
        self._people = 0
        self._communes: list[str] = []

    def go_on_from(self, other: "Factory") -> None:
        """Make others than this one made: its people and places are in the database already."""
        self._people, self._communes = other._people, list(other._communes)

    def write(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a service inside `atomic()` and return what it returns."""
        with self.app.app_context(), atomic():
            return work(*args, **kwargs)

    def read(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a query in a context of its own and return what it returns."""
        with self.app.app_context():
            return work(*args, **kwargs)

    def work_off(self, kind: str | None = None) -> int:
        """Do every job that is due, as the worker does, or only those of one kind; return how many."""
        worker = Worker(self.app)
        if kind is None:
            return int(self.read(worker.work_off))
        due = select(Job.id).where(Job.kind == kind, Job.state == JobState.QUEUED)
        wanted = self.read(lambda: db.session.scalars(due).all())
        return sum(self.read(worker.do_one, one) for one in wanted)

    def person(
        self,
        full_name: str = "Nguyễn Thị Sen",
        *,
        phone: str | None = None,
        admin: bool = False,
        teaches: str | None = None,
        contact_of: str | None = None,
        commune: str | None = None,
        at: datetime | None = None,
        **details: Any,
    ) -> Person:
        """Make an account: a learner, or with the right to `teaches` (a course id), or the office.

        commune: code of the commune where the person lives; contact_of: of the one the person looks after;
        details: further fields of NewPerson.
        """
        at = at or clock.now()
        self._people += 1
        login = phone or f"09{self._people:08d}"
        for code in {commune, contact_of} - {None}:
            self.commune(str(code))
        new = service.NewPerson(
            full_name, phone=login, password_hash=_hash(), commune_code=commune, **details
        )
        with self.app.app_context():
            with atomic():
                user_id = service.create_user(new, at)
                consents.answer(user_id, (), at)
                if admin:
                    service.grant(user_id, Role.ADMIN, "", at, None)
                if teaches:
                    service.grant(user_id, Role.TRAINER, teaches, at, None)
                if contact_of:
                    service.grant(user_id, Role.COMMUNE_CONTACT, contact_of, at, None)
            found = queries.person(user_id)
        assert found is not None
        return Person(user_id, full_name, found.user_code, login)

    def commune(self, code: str = ME_LINH) -> str:
        """Let the database know one commune, as the file has it, with its old names; return its code."""
        if code not in self._communes:
            self._communes.append(code)
            units = [_units()[one] for one in self._communes]
            formers = [old for one in self._communes for old in _formers().get(one, [])]
            self.write(places.store, units, formers, f"test-{code}", places.FIRST_DAY, clock.now())
        return code

    def course(self, files: Mapping[str, bytes] | Path = SAMPLE_COURSE, *, folder: str = "/tests") -> UUID:
        """Publish a course (a folder, or its files) and return the id of the live revision.

        Called again with other files it publishes the edit; `folder` tells content folders apart (law 1).
        """
        if isinstance(files, Path):
            files = read_folder(files)[0]
        made = _prepared(tuple(sorted(files.items())), clock.local_date(clock.now()))
        with self.app.app_context():
            planned = course_service.plan(made, folder)
            course_service.store_pictures(made, get_storage(), clock.now())
            with atomic():
                course_service.publish(made, planned, folder, None, clock.now())
            live = course_queries.course(made.course.id)
        assert live is not None
        return live.revision_id

    def enrol(self, person: Person, course_id: str = COURSE_ID) -> UUID:
        """Enrol somebody and return the enrolment's id."""
        enrolment_id: UUID = self.write(learning.enrol, person.id, course_id, person.id, clock.now())
        return enrolment_id

    def start_quiz(self, person: Person, quiz_id: str, course_id: str = COURSE_ID) -> UUID:
        """Start an attempt of somebody enrolled, or go on with the open one; return its id."""
        with self.app.app_context():
            study = self._study(person, course_id)
            item = next(item for part in study.manifest.modules for item in part.items if item.id == quiz_id)
            assert isinstance(item, QuizItem)
            quiz = course_queries.quiz_definition(item.definition)
            edition = (study.major, study.minor)
            with atomic():
                return quizzes.start(
                    person.id, course_id, edition, quiz_id, item.definition, quiz, clock.now()
                )

    def right_answers(self, attempt_id: UUID) -> dict[str, Any]:
        """Return what to send to get full marks, by question id."""
        with self.app.app_context():
            found = quiz_queries.attempt(attempt_id)
            assert found is not None
            return right_answers(found.quiz, found.instance)

    def pass_quiz(self, person: Person, quiz_id: str, course_id: str = COURSE_ID) -> UUID:
        """Do a whole quiz with full marks and return the attempt's id."""
        attempt_id = self.start_quiz(person, quiz_id, course_id)
        given = self.right_answers(attempt_id)
        self.write(quizzes.hand_in, attempt_id, given, person.id, clock.now(), confirmed=True)
        return attempt_id

    def send_work(
        self,
        person: Person,
        practical_id: str,
        course_id: str = COURSE_ID,
        *,
        text: str = "Sổ của tôi.",
        showing: Showing = Showing.NO,
        at: datetime | None = None,
    ) -> UUID:
        """Write and send practical work, or send it again; return its id."""
        item = self.read(self._study, person, course_id).manifest.item(practical_id)
        assert isinstance(item, PracticalItem)
        at = at or clock.now()
        work_id: UUID = self.write(
            practical.open_work, person.id, course_id, practical_id, item.definition, at
        )
        self.write(practical.save_text, work_id, text, "", None, item.definition)
        self.write(practical.send, work_id, showing, item.definition, person.id, at)
        return work_id

    def mark_work(
        self, work_id: UUID, marker: Person, *levels: Level, comment: str = "", second: bool = False
    ) -> None:
        """Mark a work that waits: one level for each row of its rubric, all met without any."""
        with self.app.app_context():
            found = practical_queries.work(work_id)
            assert found is not None
            rows = [row.id for row in found.practical.rubric]
            given = dict(zip(rows, levels or [Level.MET] * len(rows), strict=True))
            with atomic():
                marking.mark(work_id, found.turn, Marks(given, comment), second, marker.id, clock.now())

    def meet_practical(self, person: Person, practical_id: str, course_id: str = COURSE_ID) -> UUID:
        """Send practical work and have it marked "đạt"; return its id."""
        work_id = self.send_work(person, practical_id, course_id)
        self.mark_work(work_id, self.person("Trần Văn Giảng", teaches=course_id))
        return work_id

    def finish(self, person: Person, course_id: str = COURSE_ID) -> UUID:
        """Enrol somebody, do every lesson, quiz and practical task; return the enrolment's id."""
        enrolment_id = self.enrol(person, course_id)
        study = self.read(self._study, person, course_id)
        for item in (item for part in study.manifest.modules for item in part.items):
            if isinstance(item, QuizItem):
                self.pass_quiz(person, item.id, course_id)
            elif isinstance(item, PracticalItem):
                self.meet_practical(person, item.id, course_id)
            else:
                self.write(learning.complete_lesson, person.id, course_id, item.id, person.id, clock.now())
        return enrolment_id

    def certificate(self, person: Person, course_id: str = COURSE_ID) -> UUID:
        """Let somebody finish the course and get the certificate; return its id."""
        enrolment_id = self.finish(person, course_id)
        certificate_id: UUID = self.write(certificates.issue, enrolment_id, None, clock.now())
        return certificate_id

    @staticmethod
    def _study(person: Person, course_id: str) -> learning_queries.Study:
        found = learning_queries.study(course_id, Actor(person.id))
        assert found is not None
        return found

    def another_session(self, person: Person) -> UUID:
        """Sign somebody in on a device that no client holds; return the session's id."""
        self.write(sessions.start, person.id, clock.now())
        return self.read(sessions.devices, person.id, clock.now())[0].id

    def second_factor(self, person: Person) -> tuple[pyotp.TOTP, list[str]]:
        """Put the second factor in force, with a code of two minutes ago; return phone and recovery codes."""
        at = clock.now() - timedelta(minutes=2)
        self.write(second_factor.begin, person.id, at)
        found = self.read(second_factor.state, person.id)
        phone = pyotp.TOTP(found.secret)
        return phone, self.write(second_factor.confirm, person.id, phone.at(at), at)

    def sign_in(self, client: CheckingClient, person: Person) -> None:
        """Give the client a session of this person, without the sign-in page."""
        token = self.write(sessions.start, person.id, clock.now())
        client.forget(_user_id=token, _fresh=True, consent=consents.VERSION)
