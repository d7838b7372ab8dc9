"""Marking: levels by row, one marker or two who do not see each other's marks, and what is decided.

The first marker may ask for a second one. Then nothing is told to the learner until another trainer has
marked the same work without seeing the first marks: alike, they stand; not alike, both are shown side by
side and either of the two settles it. All in the caller's transaction.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from lms.audit.service import record
from lms.courses import queries as courses
from lms.courses.practicals import Level
from lms.db import db
from lms.errors import NotFound
from lms.ids import new_id
from lms.names import nfc
from lms.practical.errors import (
    AlreadyMarked,
    CommentTooLong,
    LevelsMissing,
    OwnWork,
    PhraseMissing,
    PhrasesFull,
    PhraseTooLong,
)
from lms.practical.models import Phrase, Verdict, Work
from lms.practical.rules import LONGEST_COMMENT, LONGEST_PHRASE, MOST_PHRASES, Marks, WorkState, decision
from lms.practical.service import settle


def mark(work_id: UUID, turn: int, marks: Marks, second: bool, actor_id: UUID, at: datetime) -> None:
    """Mark a work that waits in this turn.

    second: another trainer is to mark it too before anything is decided. Sent twice, it counts once. Raises
    OwnWork, AlreadyMarked, LevelsMissing, CommentTooLong, NotFound.
    """
    found = db.session.scalar(select(Work).where(Work.id == work_id).with_for_update())
    if found is None:
        raise NotFound
    if found.user_id == actor_id:
        raise OwnWork
    rows = {row.id for row in courses.practical(found.digest).rubric}
    if set(marks.levels) != rows:
        raise LevelsMissing
    said = _verdicts(found)
    levels = {row: level.value for row, level in marks.levels.items()}
    mine = next((one for one in said if one.marker_id == actor_id), None)
    # Two who differ settle it between them; before that nobody marks twice.
    if found.turn != turn or found.state is not WorkState.SENT or (mine is not None) is not found.differs:
        if mine is not None and mine.turn == turn and mine.levels == levels:
            return
        raise AlreadyMarked
    comment = nfc(marks.comment).strip()
    if len(comment) > LONGEST_COMMENT:
        raise CommentTooLong
    detail = {"course": found.course_id, "number": turn}
    if found.differs:
        _decide(found, levels, [comment], actor_id, at)
        record(actor_id, "practical.settle", "practical-work", str(work_id), at, detail)
        return
    db.session.add(
        Verdict(work_id=work_id, turn=turn, marker_id=actor_id, levels=levels, comment=comment, at=at)
    )
    record(actor_id, "practical.mark", "practical-work", str(work_id), at, detail)
    if not said and second:
        found.second = True
    elif said and said[0].levels != levels:
        found.differs = True
    else:
        _decide(found, levels, [*(one.comment for one in said), comment], actor_id, at)
    db.session.flush()


def _decide(found: Work, levels: dict[str, str], comments: list[str], actor_id: UUID, at: datetime) -> None:
    found.levels = levels
    found.comment = "\n\n".join(dict.fromkeys(text for text in comments if text))
    settle(found, decision({row: Level(level) for row, level in levels.items()}), actor_id, at)


def _verdicts(found: Work) -> list[Verdict]:
    return list(
        db.session.scalars(
            select(Verdict)
            .where(Verdict.work_id == found.id, Verdict.turn == found.turn)
            .order_by(Verdict.at, Verdict.marker_id)
        )
    )


def keep_phrase(trainer_id: UUID, text: str, at: datetime) -> None:
    """Keep a sentence for later comments; one that is there already changes nothing.

    Raises PhraseMissing, PhraseTooLong and PhrasesFull.
    """
    text = _phrase(text)
    known = set(db.session.scalars(select(Phrase.text).where(Phrase.trainer_id == trainer_id)))
    if text in known:
        return
    if len(known) >= MOST_PHRASES:
        raise PhrasesFull
    db.session.add(Phrase(id=new_id(), trainer_id=trainer_id, text=text, added_at=at))
    db.session.flush()


def change_phrase(phrase_id: UUID, trainer_id: UUID, text: str) -> None:
    """Write one of one's own sentences anew; made like another of them, the two become one.

    Raises PhraseMissing and PhraseTooLong.
    """
    text = _phrase(text)
    same = select(Phrase.id).where(
        Phrase.trainer_id == trainer_id, Phrase.text == text, Phrase.id != phrase_id
    )
    if db.session.scalar(same) is not None:
        drop_phrase(phrase_id, trainer_id)
        return
    db.session.execute(
        update(Phrase).where(Phrase.id == phrase_id, Phrase.trainer_id == trainer_id).values(text=text)
    )


def drop_phrase(phrase_id: UUID, trainer_id: UUID) -> None:
    """Forget one of one's own sentences; one that is gone is no error."""
    db.session.execute(delete(Phrase).where(Phrase.id == phrase_id, Phrase.trainer_id == trainer_id))


def _phrase(text: str) -> str:
    text = " ".join(nfc(text).split())
    if not text:
        raise PhraseMissing
    if len(text) > LONGEST_PHRASE:
        raise PhraseTooLong
    return text
