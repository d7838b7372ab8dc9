"""Tables of courses: the course, its immutable revisions, the blobs they point to, and what search reads."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.courses.publish import BlobKind
from lms.courses.rules import ChangeKind
from lms.db import JSON, Model, enum_type


class CourseState(StrEnum):
    """Who can see a course: drafts and archived ones are invisible to learners who are not enrolled."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Course(Model):
    """One course as the catalogue shows it, and which revision is live.

    live_digest, pulled_digest: digests of the source files of the live revision, and of those the content
    folder last published or pulled (law 1). They differ once another door has published. rendered_by: the
    toolchain that last gave the live revision for the live text.
    """

    __tablename__ = "courses"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    folded_title: Mapped[str] = mapped_column(Text)
    sort_key: Mapped[str] = mapped_column(String(2000), index=True)
    summary: Mapped[str] = mapped_column(Text)
    audience: Mapped[list[str]] = mapped_column(JSON)
    topic: Mapped[str] = mapped_column(String(80), index=True)
    language: Mapped[str] = mapped_column(String(10))
    state: Mapped[CourseState] = mapped_column(enum_type(CourseState), index=True)
    # No foreign key: revisions refer to their course, and two tables that refer to each other can be neither
    # created nor filled in one order on both databases.
    revision_id: Mapped[UUID]
    live_digest: Mapped[str] = mapped_column(String(64))
    pulled_digest: Mapped[str] = mapped_column(String(64))
    rendered_by: Mapped[str] = mapped_column(String(64))
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]


class Revision(Model):
    """One immutable patch of an edition. digest: of the manifest; source_digest: of its source files."""

    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("course_id", "major", "minor", "patch"),
        Index("ix_revisions_course_source", "course_id", "source_digest"),
        CheckConstraint("major >= 0 AND minor >= 0 AND patch >= 0", name="number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"))
    major: Mapped[int]
    minor: Mapped[int]
    patch: Mapped[int]
    manifest: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    source_digest: Mapped[str] = mapped_column(String(64))
    kind: Mapped[ChangeKind] = mapped_column(enum_type(ChangeKind))
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)


class Blob(Model):
    """Bytes by their sha256, written once and never changed."""

    __tablename__ = "blobs"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[BlobKind] = mapped_column(enum_type(BlobKind))
    body: Mapped[bytes] = mapped_column(LargeBinary)


class CourseFolder(Model):
    """What a content folder on this machine was last in step with; digest as in Course.live_digest."""

    __tablename__ = "course_folders"

    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    folder: Mapped[str] = mapped_column(String(1000), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))


class SearchEntry(Model):
    """What search reads of the live revision: one row a course and one a lesson.

    item_id: empty for the row of the course itself; folded: title and plain text without marks (law 13);
    text: the same with its marks, for ranking and for the line shown under a hit.
    """

    __tablename__ = "search_entries"
    __table_args__ = (UniqueConstraint("course_id", "item_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revisions.id"), index=True)
    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"))
    item_id: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
