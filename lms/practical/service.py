"""Writing practical work: the learner's drafts and sendings, the office's waivers, what the class may see.

All in the caller's transaction. `practical_settled` tells learning that the task is done.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lms.audit.service import record
from lms.db import db
from lms.errors import NotFound
from lms.ids import new_id
from lms.names import passage
from lms.practical.errors import (
    DraftOvertaken,
    MayNotShow,
    NothingToSend,
    NotWaiting,
    PhotosMissing,
    WorkOver,
)
from lms.practical.models import Photo, Work
from lms.practical.photos import writable
from lms.practical.rules import (
    LONGEST_TEXT,
    SETTLED,
    TURNS,
    PhotoState,
    Showing,
    WorkState,
    may_send,
    overdue,
    stuck,
)
from lms.signals import practical_settled


def open_work(user_id: UUID, course_id: str, practical_id: str, digest: str, at: datetime) -> UUID:
    """The id of a person's work at a task, begun if it was not; two requests at once begin one."""
    known = _known(user_id, course_id, practical_id)
    if known is not None:
        return known
    made = Work(
        id=new_id(),
        user_id=user_id,
        course_id=course_id,
        practical_id=practical_id,
        digest=digest,
        state=WorkState.DRAFT,
        text="",
        version=0,
        save_id="",
        turn=0,
        turns=TURNS,
        created_at=at,
        sent_at=None,
        decided_at=None,
        decided_by=None,
        levels={},
        comment="",
        second=False,
        differs=False,
        showing=Showing.NO,
        shown_at=None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        found = _known(user_id, course_id, practical_id)
        if found is None:
            raise
        return found
    return made.id


def save_text(work_id: UUID, text: str, save_id: str, base: int | None, digest: str) -> int:
    """Save the draft and return its version.

    save_id: the page's own name of this save; the same again changes nothing. base: the version that the page
    has seen, None to overwrite whatever there is. Raises WorkOver, DraftOvertaken.
    """
    found = writable(work_id)
    if save_id and found.save_id == save_id:
        return found.version
    text = _clean(text)
    if text == found.text:
        return found.version
    if base is not None and base != found.version:
        raise DraftOvertaken
    found.text, found.save_id, found.digest = text, save_id[:64], digest
    found.version += 1
    db.session.flush()
    return found.version


def send(work_id: UUID, showing: Showing, digest: str, actor_id: UUID, at: datetime) -> None:
    """Send the work to be marked. Raises WorkOver, NothingToSend, PhotosMissing.

    Sending again what waits already changes nothing.
    """
    found = db.session.scalar(select(Work).where(Work.id == work_id).with_for_update())
    if found is None:
        raise NotFound
    if found.state is WorkState.SENT:
        return
    if not may_send(found.state, found.turn, found.turns):
        raise WorkOver
    states = list(db.session.scalars(select(Photo.state).where(Photo.work_id == work_id)))
    if PhotoState.AWAITING in states:
        raise PhotosMissing
    if not found.text.strip() and not any(state is not PhotoState.BROKEN for state in states):
        raise NothingToSend
    found.state, found.sent_at, found.digest = WorkState.SENT, at, digest
    found.turn += 1
    found.second = found.differs = False
    found.showing = showing
    record(
        actor_id, "practical.send", "practical-work", str(work_id), at,
        {"course": found.course_id, "number": found.turn},
    )  # fmt: skip


def settle(found: Work, state: WorkState, actor_id: UUID, at: datetime) -> None:
    """Note what was decided; MET and WAIVED complete the task."""
    found.state, found.decided_at, found.decided_by = state, at, actor_id
    found.second = found.differs = False
    db.session.flush()
    if state in SETTLED:
        practical_settled.send(
            None,
            work_id=found.id,
            user_id=found.user_id,
            course_id=found.course_id,
            practical_id=found.practical_id,
            actor=actor_id,
            at=at,
        )


def waive(work_id: UUID, reason: str, actor_id: UUID, at: datetime) -> None:
    """Let work count that nobody has marked in time, or that cannot be sent again. Raises NotWaiting."""
    found = db.session.scalar(select(Work).where(Work.id == work_id).with_for_update())
    if found is None:
        raise NotFound
    if not (overdue(found.state, found.sent_at, at) or stuck(found.state, found.turn, found.turns)):
        raise NotWaiting
    settle(found, WorkState.WAIVED, actor_id, at)
    record(
        actor_id, "practical.waive", "practical-work", str(work_id), at,
        {"course": found.course_id, "reason": reason},
    )  # fmt: skip


def allow_again(work_id: UUID, actor_id: UUID, at: datetime) -> None:
    """One more sending for work whose sendings are used up; doing it twice is doing it once."""
    found = db.session.scalar(select(Work).where(Work.id == work_id).with_for_update())
    if found is None:
        raise NotFound
    if stuck(found.state, found.turn, found.turns):
        found.turns += 1
        record(actor_id, "practical.allow-again", "practical-work", str(work_id), at)


def choose_showing(work_id: UUID, showing: Showing, actor_id: UUID, at: datetime) -> None:
    """Change what the class may see; "no" takes it down at once."""
    found = db.session.scalar(select(Work).where(Work.id == work_id).with_for_update())
    if found is None:
        raise NotFound
    if found.showing is showing:
        return
    found.showing = showing
    if showing is Showing.NO:
        found.shown_at = None
    record(actor_id, "practical.showing", "practical-work", str(work_id), at, {"state": showing.value})


def hide_all(user_id: UUID) -> None:
    """Take down everything of a person: the wider consent to show work was withdrawn."""
    db.session.execute(
        update(Work)
        .where(Work.user_id == user_id)
        .values(showing=Showing.NO, shown_at=None)
        .execution_options(synchronize_session=False)
    )


def show(work_id: UUID, shown: bool, actor_id: UUID, at: datetime) -> None:
    """Show good work to the class, or take it down. Raises MayNotShow."""
    found = db.session.scalar(select(Work).where(Work.id == work_id).with_for_update())
    if found is None:
        raise NotFound
    if shown and (found.state is not WorkState.MET or found.showing is Showing.NO):
        raise MayNotShow
    if shown == (found.shown_at is not None):
        return
    found.shown_at = at if shown else None
    record(actor_id, "practical.show" if shown else "practical.hide", "practical-work", str(work_id), at)


def _known(user_id: UUID, course_id: str, practical_id: str) -> UUID | None:
    return db.session.scalar(
        select(Work.id).where(
            Work.user_id == user_id, Work.course_id == course_id, Work.practical_id == practical_id
        )
    )


def _clean(text: str) -> str:
    """NFC, without the characters that no keyboard types, at most LONGEST_TEXT characters."""
    kept = "".join(char for char in passage(text) if char.isprintable() or char in "\n\t")
    return kept[:LONGEST_TEXT]
