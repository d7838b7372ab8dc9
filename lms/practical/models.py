"""Tables of practical work: what was sent, its photos, what each marker said, the trainers' own phrases."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import JSON, Model, enum_type
from lms.practical.rules import PhotoState, Showing, WorkState


class Work(Model):
    """One person's work at one practical task.

    digest: the definition it was last saved under. text: what was written; version rises with each save and
    save_id names the last, so that a save sent twice is one. turn: how often it was sent; turns: how often
    it may be. levels, comment: what was decided in the last turn. second: another trainer is to mark it
    too; differs: both have, and not alike. showing: what the learner lets the class see; shown_at: since when
    a trainer shows it.
    """

    __tablename__ = "practical_works"
    __table_args__ = (
        UniqueConstraint("user_id", "course_id", "practical_id"),
        Index("ix_practical_works_course_id_state", "course_id", "state", "sent_at"),
        Index("ix_practical_works_state_sent_at", "state", "sent_at"),
        CheckConstraint("turn >= 0 AND turn <= turns", name="turns"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"))
    practical_id: Mapped[str] = mapped_column(String(80))
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[WorkState] = mapped_column(enum_type(WorkState))
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    save_id: Mapped[str] = mapped_column(String(64))
    turn: Mapped[int]
    turns: Mapped[int]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    levels: Mapped[dict[str, Any]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(Text)
    second: Mapped[bool]
    differs: Mapped[bool]
    showing: Mapped[Showing] = mapped_column(enum_type(Showing))
    shown_at: Mapped[datetime | None]


class Photo(Model):
    """One photo of a work. client_id: the page's name for it, by which a repeated beginning is one photo."""

    __tablename__ = "practical_photos"
    __table_args__ = (UniqueConstraint("work_id", "client_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    work_id: Mapped[UUID] = mapped_column(ForeignKey("practical_works.id"))
    client_id: Mapped[str] = mapped_column(String(64))
    place: Mapped[int]
    state: Mapped[PhotoState] = mapped_column(enum_type(PhotoState))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    added_at: Mapped[datetime]


class Verdict(Model):
    """What one trainer said of a work in one turn, before it was settled."""

    __tablename__ = "practical_verdicts"

    work_id: Mapped[UUID] = mapped_column(ForeignKey("practical_works.id"), primary_key=True)
    turn: Mapped[int] = mapped_column(primary_key=True)
    marker_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    levels: Mapped[dict[str, Any]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class Phrase(Model):
    """A sentence that a trainer writes often, to put into a comment by one tap."""

    __tablename__ = "practical_phrases"
    __table_args__ = (UniqueConstraint("trainer_id", "text"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    trainer_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str] = mapped_column(String(300))
    added_at: Mapped[datetime]
