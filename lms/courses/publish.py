"""From a checked course to what is stored (manifest, blobs, pictures, search texts) and how far it reaches.

Pure: the same text and the same live revision always give the same plan, so the plan can be shown before
anything is written, and checked again when it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from lms.courses.definitions import (
    CourseText,
    LessonText,
    MediaText,
    ModuleText,
    PracticalText,
    QuizText,
    digest_of,
)
from lms.courses.layout import BANK
from lms.courses.manifest import FORMAT
from lms.courses.pictures import SMALL_TYPE
from lms.courses.practicals import to_json
from lms.courses.rules import Change, ChangeKind, Number, Shape, compare, heaviest, next_number
from lms.questions import to_canonical, upgraded_question, upgraded_quiz, version_of

#: The folder of the store in which pictures and files to hand out lie.
MEDIA: Final = "media"


class BlobKind(StrEnum):
    """What a blob holds: bytes of a text file as written, rendered segments, or a canonical definition."""

    SOURCE = "source"
    BODY = "body"
    QUIZ = "quiz"
    PRACTICAL = "practical"


class Standing(StrEnum):
    """How a folder stands to the live course, told by three digests (law 1)."""

    NEW = "new"
    UNCHANGED = "unchanged"
    FORWARD = "forward"
    BEHIND = "behind"
    DIVERGED = "diverged"


@dataclass(frozen=True, slots=True)
class SearchText:
    """One row for search: item_id is empty for the course itself."""

    item_id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that a publication stores, by digest. blobs: kind and bytes; pictures: media type and bytes.

    Among the pictures are the files that lessons hand out: they lie in the store in the same way.
    """

    course: CourseText
    manifest: dict[str, Any]
    digest: str
    source_digest: str
    blobs: Mapping[str, tuple[BlobKind, bytes]]
    pictures: Mapping[str, tuple[str, bytes]]
    shape: Shape
    search: tuple[SearchText, ...]


@dataclass(frozen=True, slots=True)
class Live:
    """The live revision, as far as publishing cares."""

    number: Number
    digest: str
    source_digest: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Plan:
    """What publishing would do. number and kind: of the new revision, None where nothing is to publish."""

    standing: Standing
    live: Live | None
    number: Number | None
    kind: ChangeKind | None
    changes: tuple[Change, ...]
    moved: tuple[str, ...]


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces: the same value always gives the same bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def source_digest(files: Mapping[str, str]) -> str:
    """One digest for all source files (sha256 by path): what law 1 compares."""
    return digest_of(canonical(dict(files)))


def media_key(digest: str) -> str:
    """Where a picture or a file to hand out lies in storage, by the sha256 of its bytes."""
    return f"{MEDIA}/{digest[:2]}/{digest}"


def standing(folder: str, base: str | None, live: str | None) -> Standing:
    """How a folder stands (law 1).

    folder: digest of the folder's files; base: of what the folder last published or pulled, None when it
    never did; live: of the live revision's files, None when the course is absent.
    """
    if live is None:
        return Standing.NEW
    if folder == live:
        return Standing.UNCHANGED
    if base == live:
        return Standing.FORWARD
    return Standing.BEHIND if folder == base else Standing.DIVERGED


def moved_files(base: Mapping[str, str], live: Mapping[str, str]) -> tuple[str, ...]:
    """Paths whose bytes differ between the revision a folder is based on and the live one, sorted."""
    return tuple(sorted(path for path in {*base, *live} if base.get(path) != live.get(path)))


def plan(prepared: Prepared, live: Live | None, base: Mapping[str, str] | None) -> Plan:
    """What publishing `prepared` over `live` would do.

    base: files (sha256 by path) of the revision the folder was last in step with, None when unknown.
    """
    base_digest = None if base is None else source_digest(base)
    stands = standing(prepared.source_digest, base_digest, live.source_digest if live else None)
    if live is None:
        first = next_number(None, ChangeKind.MAJOR, prepared.course.edition)
        return Plan(stands, None, first, ChangeKind.MAJOR, (), ())
    if stands in (Standing.BEHIND, Standing.DIVERGED):
        return Plan(stands, live, None, None, (), moved_files(base or {}, live.shape.manifest["files"]))
    if prepared.digest == live.digest:
        return Plan(stands, live, None, None, (), ())
    changes = tuple(compare(live.shape, prepared.shape))
    raised = prepared.course.edition > live.number.major
    if raised:
        reason = f"tác giả nâng ấn bản lên {prepared.course.edition}"
        changes = (Change(ChangeKind.MAJOR, "course.yml", reason), *changes)
    kind = heaviest(changes)
    return Plan(stands, live, next_number(live.number, kind, prepared.course.edition), kind, changes, ())


def prepare(course: CourseText) -> Prepared:
    """Turn a checked course into what is stored."""
    blobs: dict[str, tuple[BlobKind, bytes]] = {}
    pictures = dict(_pictures(course))
    pictured = {one.path for one in course.media} | {one.path for one in course.attachments}
    files = {path: digest_of(data) for path, data in course.files.items()}
    for path, data in course.files.items():
        if path not in pictured:
            blobs[files[path]] = (BlobKind.SOURCE, data)

    def keep(kind: BlobKind, data: bytes) -> str:
        digest = digest_of(data)
        blobs[digest] = (kind, data)
        return digest

    modules = [_module(module, course, files, keep) for module in course.modules]
    items = [item for module in modules for item in module["items"]]
    manifest = {
        "format": FORMAT,
        "course": _course(course),
        "modules": modules,
        "required": [item["id"] for item in items if item["required"]],
        "media": {media.path: _media(media) for media in course.media},
        "files": files,
    }
    if course.attachments:
        manifest["attachments"] = {
            one.path: {"digest": one.digest, "type": one.type, "bytes": len(one.data)}
            for one in course.attachments
        }
    return Prepared(
        course=course,
        manifest=manifest,
        digest=digest_of(canonical(manifest)),
        source_digest=source_digest(files),
        blobs=blobs,
        pictures=pictures,
        shape=shape_of(manifest, blobs),
        search=tuple(_search(course)),
    )


def shape_of(manifest: Mapping[str, Any], blobs: Mapping[str, tuple[BlobKind, bytes]]) -> Shape:
    """The shape of a revision, from its manifest and the blobs its items point to."""
    quizzes: dict[str, Any] = {}
    checks: dict[str, Any] = {}
    practicals: dict[str, Any] = {}
    for module in manifest["modules"]:
        for item in module["items"]:
            if item["kind"] == "quiz":
                quizzes[item["id"]] = upgraded_quiz(blobs[item["definition"]][1])
            elif item["kind"] == "practical":
                practicals[item["id"]] = json.loads(blobs[item["definition"]][1])
            else:
                segments = json.loads(blobs[item["body"]][1])["segments"]
                checks[item["id"]] = [
                    upgraded_question(part["question"]) for part in segments if part["kind"] == "check"
                ]
    return Shape(manifest, quizzes, checks, practicals)


def _course(course: CourseText) -> dict[str, Any]:
    return {
        "id": course.id,
        "title": course.title,
        "summary": course.summary,
        "audience": list(course.audience),
        "topic": course.topic,
        "language": course.language,
        "edition": course.edition,
        "periods": course.periods,
        "outcomes": [{"id": code, "text": text} for code, text in course.outcomes],
        "certificate": {
            "title": course.certificate.title,
            "note": course.certificate.note,
            "issue": course.certificate.issue,
            "valid_months": course.certificate.valid_months,
        },
        # Sorted, so that moving a quiz within the course is the reordering it is and no new rule.
        "completion": {
            "lessons": course.completion.lessons,
            "min_share": str(course.completion.min_share),
            "quizzes": sorted(course.completion.quizzes),
        },
        "valid_from": _day(course.valid_from),
        "valid_until": _day(course.valid_until),
    }


def _module(module: ModuleText, course: CourseText, files: Mapping[str, str], keep: Any) -> dict[str, Any]:
    items = [_item(item, course, files, keep) for item in module.items]
    return {"id": module.id, "title": module.title, "summary": module.summary, "items": items}


def _item(
    item: LessonText | QuizText | PracticalText, course: CourseText, files: Mapping[str, str], keep: Any
) -> dict[str, Any]:
    if isinstance(item, LessonText):
        return _lesson(item, files, keep)
    return _quiz(item, course, files, keep) if isinstance(item, QuizText) else _practical(item, files, keep)


def _practical(text: PracticalText, files: Mapping[str, str], keep: Any) -> dict[str, Any]:
    practical = text.practical
    return {
        "kind": "practical",
        "id": practical.id,
        "title": practical.title,
        "summary": practical.summary,
        "minutes": practical.minutes,
        "required": practical.required,
        "source": text.path,
        "source_digest": files[text.path],
        "definition": keep(BlobKind.PRACTICAL, canonical(to_json(practical))),
        "photos": practical.photos,
        "outcomes": list(practical.outcomes),
    }


def _lesson(lesson: LessonText, files: Mapping[str, str], keep: Any) -> dict[str, Any]:
    return {
        "kind": "lesson",
        "id": lesson.id,
        "title": lesson.title,
        "summary": lesson.summary,
        "minutes": lesson.minutes,
        "required": lesson.required,
        "source": lesson.path,
        "source_digest": files[lesson.path],
        "body": keep(BlobKind.BODY, canonical({"segments": lesson.body})),
        "valid_until": _day(lesson.valid_until),
        "formulas": list(lesson.formulas),
        "outcomes": list(lesson.outcomes),
        **({"video": lesson.video} if lesson.video else {}),
        **({"check": lesson.check} if lesson.check else {}),
    }


def _quiz(text: QuizText, course: CourseText, files: Mapping[str, str], keep: Any) -> dict[str, Any]:
    quiz = text.quiz
    of_bank = {
        question.id: version_of(question)
        for question in quiz.questions
        if f"{BANK}/{question.id}.yml" in files
    }
    line = {
        "kind": "quiz",
        "id": quiz.id,
        "title": quiz.title,
        "minutes": text.minutes,
        "final": quiz.final,
        "required": quiz.id in course.completion.quizzes,
        "source": text.path,
        "source_digest": files[text.path],
        "definition": keep(BlobKind.QUIZ, to_canonical(quiz)),
        "questions": quiz.asked,
        "points": _number(quiz.points),
        "pass": _number(quiz.pass_points),
        "attempts": quiz.attempts,
    }
    return line | ({"bank": of_bank} if of_bank else {})


def _pictures(course: CourseText) -> Iterator[tuple[str, tuple[str, bytes]]]:
    for media in course.media:
        yield media.digest, (media.picture.type, media.data)
        if media.small:
            yield media.small.digest, (SMALL_TYPE, media.small.data)
    for one in course.attachments:
        yield one.digest, (one.type, one.data)


def _media(media: MediaText) -> dict[str, Any]:
    return {
        "digest": media.digest,
        "type": media.picture.type,
        "width": media.picture.width,
        "height": media.picture.height,
        "bytes": len(media.data),
        "small": media.small.digest if media.small else None,
        "small_width": media.small.width if media.small else None,
    }


def _search(course: CourseText) -> Iterator[SearchText]:
    yield SearchText("", course.title, course.summary)
    for module in course.modules:
        for item in module.items:
            if isinstance(item, LessonText):
                yield SearchText(item.id, item.title, f"{item.summary} {item.plain}")


def _number(value: Decimal) -> int | str:
    """Whole points as numbers, others as decimal text: JSON has no exact fractions."""
    return int(value) if value == value.to_integral_value() else f"{value.normalize():f}"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
