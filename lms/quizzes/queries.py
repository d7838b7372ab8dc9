"""Reads of attempts. An attempt with its answers is two queries; definitions come from memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, case, func, select, text

from lms.courses import queries as courses
from lms.courses.cache import Lru
from lms.courses.manifest import Manifest
from lms.db import db, plain_rows
from lms.prepared import read_apart
from lms.questions import Instance, Moment, Quiz, Result, Show
from lms.quizzes.models import Answer, Attempt, AttemptState, Ending, QuizException
from lms.quizzes.rules import (
    GRACE,
    NO_EXCEPTION,
    Exceptional,
    History,
    attempts_left,
    closing,
    cooling_until,
    kept_score,
    shown,
    shown_from,
)

_STORED = (
    "id",
    "user_id",
    "course_id",
    "quiz_id",
    "number",
    "digest",
    "instance",
    "state",
    "started_at",
    "deadline",
    "page",
    "submitted_at",
    "ending",
    "result",
)


@dataclass(frozen=True, slots=True)
class AttemptHead:
    """What never changes while an attempt is open: whose it is and what it asks."""

    id: UUID
    user_id: UUID
    course_id: str
    quiz_id: str
    digest: str
    instance: Instance

    @property
    def quiz(self) -> Quiz:
        """The definition the attempt was started with; at most one query a process."""
        return courses.quiz_definition(self.digest)


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """An attempt as pages need it."""

    id: UUID
    user_id: UUID
    course_id: str
    quiz_id: str
    number: int
    digest: str
    instance: Instance
    state: AttemptState
    started_at: datetime
    deadline: datetime | None
    page: int
    submitted_at: datetime | None
    ending: Ending | None
    result: Result | None

    @property
    def open(self) -> bool:
        """True until it is submitted."""
        return self.state is AttemptState.OPEN

    def reachable(self, question_id: str) -> bool:
        """Whether its answer may be seen and given now: where pages are left for good, only on this one."""
        drawn = self.instance.question(question_id)
        return drawn is not None and (not self.quiz.sequential or drawn.page == self.page + 1)

    @property
    def quiz(self) -> Quiz:
        """The definition the attempt was started with; at most one query a process."""
        return courses.quiz_definition(self.digest)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An attempt with what its result page needs: the person's history at the quiz, and the edition.

    `history` counts this attempt too once it is submitted.
    """

    attempt: AttemptRow
    history: History
    revision_id: UUID

    @property
    def user_id(self) -> UUID:
        """Whose attempt it is, for permissions."""
        return self.attempt.user_id

    @property
    def manifest(self) -> Manifest:
        """The edition the person is served; at most one query a process."""
        return courses.manifest(self.revision_id)


@dataclass(frozen=True, slots=True)
class KeptResult:
    """What counts of a person's submitted attempts at a quiz; score: None while it may not be shown."""

    score: Decimal | None
    max_score: Decimal


@dataclass(frozen=True, slots=True)
class Door:
    """What the page before a quiz needs to say.

    open_id: the attempt under way; last_id: the latest submitted one; left: attempts that may still be
    started, None for any number; cooling_until: when the next one may be started, None for now; kept: the
    score that counts, None where there is none or it may not be shown; score_from: when it will be;
    shut: when the quiz has closed for the person, opens_at: when it will open; each None where it is not so.
    """

    open_id: UUID | None
    last_id: UUID | None
    history: History
    left: int | None
    cooling_until: datetime | None
    given: Exceptional = NO_EXCEPTION
    kept: Decimal | None = None
    score_from: Moment | None = None
    shut: datetime | None = None
    opens_at: datetime | None = None

    @property
    def may_start(self) -> bool:
        """True where a new attempt may be started now (an open one is gone on with instead)."""
        return self.left != 0 and not (self.cooling_until or self.shut or self.opens_at)


@cache
def _attempt() -> Any:
    """Built once a process; plain columns, because an answer saved pays for every detour of the ORM."""
    columns = {column.name: column for column in Attempt.__table__.columns}
    wanted = [columns[name] for name in _STORED]
    return select(*wanted).where(columns["id"] == bindparam("attempt_id"))


@cache
def _attempt_locked() -> Any:
    return _attempt().with_for_update()


def attempt(attempt_id: UUID, *, lock: bool = False) -> AttemptRow | None:
    """The attempt, or None; one query. `lock`: keep others waiting until the caller's `atomic()` ends."""
    statement = _attempt_locked() if lock else _attempt()
    found = read_apart(statement, {"attempt_id": attempt_id})
    return _row(found[0]) if found else None


@cache
def _reviewed() -> Any:
    tried = Attempt.__table__
    tries = tried.alias()
    history = (
        func.count(tries.c.id).label("submitted"),
        func.max(tries.c.submitted_at).label("last_at"),
        func.max(case((tries.c.passed, 1), else_=0)).label("any_passed"),
    )
    submitted = and_(
        tries.c.user_id == tried.c.user_id,
        tries.c.course_id == tried.c.course_id,
        tries.c.quiz_id == tried.c.quiz_id,
        tries.c.state == AttemptState.SUBMITTED,
    )
    columns = {column.name: column for column in tried.columns}
    revision = courses.revision_of_edition(tried.c.course_id, tried.c.major, tried.c.minor)
    return (
        select(*[columns[name] for name in _STORED], revision.label("revision_id"), *history)
        .select_from(tried.outerjoin(tries, submitted))
        .where(tried.c.id == bindparam("attempt_id"))
        .group_by(tried.c.id)
    )


def reviewed(attempt_id: UUID) -> Reviewed | None:
    """The attempt with history and edition, or None; one query."""
    found = read_apart(_reviewed(), {"attempt_id": attempt_id})
    if not found:
        return None
    row = found[0]
    history = History(row.submitted, row.last_at, bool(row.any_passed))
    return Reviewed(_row(row), history, row.revision_id)


@cache
def _head() -> Any:
    return select(
        Attempt.__table__.c.id,
        Attempt.__table__.c.user_id,
        Attempt.__table__.c.course_id,
        Attempt.__table__.c.quiz_id,
        Attempt.__table__.c.digest,
        Attempt.__table__.c.instance,
    ).where(
        Attempt.__table__.c.id == bindparam("attempt_id"), Attempt.__table__.c.user_id == bindparam("user_id")
    )


_heads: Lru[tuple[UUID, UUID], AttemptHead] = Lru(2048)


class _NotTheirs(LookupError):
    """There is no such attempt, or it is somebody else's; never kept in memory."""


def head(attempt_id: UUID, user_id: UUID) -> AttemptHead | None:
    """What an attempt of this person asks, None where it is not theirs; one query, then none in this process.

    A phone saves ten answers of one attempt: only what may change is read again for each.
    """

    def load(_key: tuple[UUID, UUID]) -> AttemptHead:
        found = read_apart(_head(), {"attempt_id": attempt_id, "user_id": user_id})
        if not found:
            raise _NotTheirs
        row = found[0]
        instance = Instance.from_json(row.instance)
        return AttemptHead(row.id, row.user_id, row.course_id, row.quiz_id, row.digest, instance)

    try:
        return _heads.get((attempt_id, user_id), load)
    except _NotTheirs:
        return None


def remember(found: AttemptRow) -> None:
    """Keep what `head` would ask for: the page of an attempt was read, and its answers come next."""
    head = AttemptHead(found.id, found.user_id, found.course_id, found.quiz_id, found.digest, found.instance)
    _heads.get((found.id, found.user_id), lambda _key: head)


CHECK_CLIENT = "check"
"""Stands in place of a page's name at an answer that was judged as it stands; shorter than any page's."""


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it stands: its value, the save that wrote it, and how often it was changed and judged."""

    value: Any
    client_id: str
    seq: int
    revision: int
    checked: int
    settled: bool

    @property
    def judged(self) -> bool:
        """Whether what stands now is what was checked, and not a later answer."""
        return self.client_id == CHECK_CLIENT

    @property
    def tries(self) -> int:
        """How many tries the answer took, the one handed in unchecked being one more."""
        return self.checked if self.judged else self.checked + 1


_ANSWER = ("question_id", "value", "client_id", "seq", "revision", "checked", "settled")


@cache
def _answers() -> Any:
    columns = Answer.__table__.c
    return select(*(columns[name] for name in _ANSWER)).where(columns.attempt_id == bindparam("attempt_id"))


def stored_answers(attempt_id: UUID) -> dict[str, StoredAnswer]:
    """Answers by question id; one query."""
    rows = read_apart(_answers(), {"attempt_id": attempt_id})
    return {row[0]: StoredAnswer(*row[1:]) for row in rows}


def handful(attempt_ids: Collection[UUID]) -> list[tuple[AttemptRow, dict[str, StoredAnswer]]]:
    """Some attempts with their answers; others wait until the caller's `atomic()` ends; two queries."""
    columns, kept = Attempt.__table__.c, Answer.__table__.c
    wanted = select(*(columns[name] for name in _STORED)).where(columns.id.in_(attempt_ids))
    rows = plain_rows(wanted.order_by(columns.id).with_for_update(), {}).all()
    given: dict[UUID, dict[str, StoredAnswer]] = {row.id: {} for row in rows}
    stored = select(kept.attempt_id, *(kept[name] for name in _ANSWER)).where(kept.attempt_id.in_(given))
    for attempt_id, question_id, *answer in plain_rows(stored, {}):
        given[attempt_id][question_id] = StoredAnswer(*answer)
    return [(_row(row), given[row.id]) for row in rows]


def answers(attempt_id: UUID) -> dict[str, Any]:
    """Stored values by question id; one query."""
    return {question_id: found.value for question_id, found in stored_answers(attempt_id).items()}


def moment() -> datetime:
    """The time by the database's clock, which all processes share: deadlines go by it (F20); one query."""
    if db.session.get_bind().dialect.name == "postgresql":
        found: datetime = db.session.connection().execute(text("SELECT clock_timestamp()")).scalar_one()
        return found.astimezone(UTC)
    said = db.session.connection().execute(text("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')")).scalar_one()
    return datetime.fromisoformat(said).replace(tzinfo=UTC)


def overdue(at: datetime) -> list[UUID]:
    """Open attempts whose time, and the grace after it, was over at `at`; one query."""
    found = db.session.scalars(
        select(Attempt.id)
        .where(Attempt.state == AttemptState.OPEN, Attempt.deadline < at - GRACE)
        .order_by(Attempt.deadline)
    )
    return list(found)


def exceptional(user_id: UUID, course_id: str, quiz_id: str) -> Exceptional:
    """What a person is given beyond the rules of a quiz; one query."""
    row = db.session.execute(
        select(QuizException.minutes, QuizException.attempts, QuizException.closes_at).where(
            QuizException.user_id == user_id,
            QuizException.course_id == course_id,
            QuizException.quiz_id == quiz_id,
        )
    ).one_or_none()
    return NO_EXCEPTION if row is None else Exceptional(*row)


@cache
def _submitted() -> Any:
    return (
        select(Attempt.quiz_id, Attempt.score, Attempt.max_score, Attempt.passed, Attempt.submitted_at)
        .where(
            Attempt.user_id == bindparam("user_id"),
            Attempt.course_id == bindparam("course_id"),
            Attempt.state == AttemptState.SUBMITTED,
        )
        .order_by(Attempt.number)
    )


def kept_results(
    user_id: UUID, course_id: str, digests: Mapping[str, str], at: datetime
) -> dict[str, KeptResult]:
    """What a person may see of the quizzes of a course they have submitted, by quiz id.

    digests: the definition of each quiz in the edition the person is served. One query; a second where a
    quiz sets limits, and one more for definitions that this process has not yet read.
    """
    tries: dict[str, list[Any]] = {}
    for row in read_apart(_submitted(), {"user_id": user_id, "course_id": course_id}):
        if row.quiz_id in digests:
            tries.setdefault(row.quiz_id, []).append(row)
    definitions = courses.quiz_definitions({digests[quiz_id] for quiz_id in tries})
    quizzes = {quiz_id: definitions[digests[quiz_id]] for quiz_id in tries}
    limited = any(quiz.attempts or quiz.closes for quiz in quizzes.values())
    given = _exceptions(user_id, course_id) if limited else {}
    return {
        quiz_id: _kept(quiz, tries[quiz_id], given.get(quiz_id, NO_EXCEPTION), at)
        for quiz_id, quiz in quizzes.items()
    }


def _kept(quiz: Quiz, tries: Sequence[Any], given: Exceptional, at: datetime) -> KeptResult:
    seen = Show.SCORE in shown(quiz, history_of(tries), at, given)
    score = kept_score(quiz.counts, [row.score for row in tries]) if seen else None
    return KeptResult(score, tries[-1].max_score)


def history_of(tries: Sequence[Any]) -> History:
    """The history that submitted attempts make, in their order."""
    last_at = max((row.submitted_at for row in tries), default=None)
    return History(len(tries), last_at, any(row.passed for row in tries))


def _exceptions(user_id: UUID, course_id: str) -> dict[str, Exceptional]:
    rows = db.session.execute(
        select(
            QuizException.quiz_id, QuizException.minutes, QuizException.attempts, QuizException.closes_at
        ).where(QuizException.user_id == user_id, QuizException.course_id == course_id)
    )
    return {row[0]: Exceptional(*row[1:]) for row in rows}


def latest_results(user_id: UUID, course_id: str) -> dict[str, Result]:
    """The result of a person's latest submitted attempt at each quiz of a course, by quiz id; one query."""
    rows = db.session.execute(
        select(Attempt.quiz_id, Attempt.result)
        .where(
            Attempt.user_id == user_id,
            Attempt.course_id == course_id,
            Attempt.state == AttemptState.SUBMITTED,
        )
        .order_by(Attempt.number)
    )
    return {quiz_id: Result.from_json(result) for quiz_id, result in rows}


@cache
def _tries() -> Any:
    columns = Attempt.__table__.c
    return (
        select(columns.id, columns.state, columns.submitted_at, columns.passed, columns.score)
        .where(
            columns.user_id == bindparam("user_id"),
            columns.course_id == bindparam("course_id"),
            columns.quiz_id == bindparam("quiz_id"),
        )
        .order_by(columns.number)
    )


def door(user_id: UUID, course_id: str, quiz: Quiz, at: datetime) -> Door:
    """Where a person stands with a quiz at the moment `at`; one query, two where the quiz sets limits."""
    limited = bool(quiz.attempts or quiz.minutes or quiz.closes)
    given = exceptional(user_id, course_id, quiz.id) if limited else NO_EXCEPTION
    asked = {"user_id": user_id, "course_id": course_id, "quiz_id": quiz.id}
    rows = read_apart(_tries(), asked)
    submitted = [row for row in rows if row.state is AttemptState.SUBMITTED]
    history = history_of(submitted)
    seen = Show.SCORE in shown(quiz, history, at, given)
    closes = closing(quiz, given)
    return Door(
        open_id=next((row.id for row in rows if row.state is AttemptState.OPEN), None),
        last_id=submitted[-1].id if submitted else None,
        history=history,
        left=attempts_left(quiz, history, given),
        cooling_until=cooling_until(quiz, history, at),
        given=given,
        kept=kept_score(quiz.counts, [row.score for row in submitted]) if seen else None,
        score_from=shown_from(quiz, [Show.SCORE], history, at, given),
        shut=closes if closes is not None and closes <= at else None,
        opens_at=quiz.opens if quiz.opens is not None and at < quiz.opens else None,
    )


def _row(found: Any) -> AttemptRow:
    return AttemptRow(
        id=found.id,
        user_id=found.user_id,
        course_id=found.course_id,
        quiz_id=found.quiz_id,
        number=found.number,
        digest=found.digest,
        instance=Instance.from_json(found.instance),
        state=found.state,
        started_at=found.started_at,
        deadline=found.deadline,
        page=found.page,
        submitted_at=found.submitted_at,
        ending=found.ending,
        result=None if found.result is None else Result.from_json(found.result),
    )
