"""The manifest: one published revision of a course, as every page reads it.

It is the JSON of `revisions.manifest` turned into frozen dataclasses with the look-ups pages need. A manifest
never changes once published, so it is kept in memory by the id of its revision and shared by all requests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from lms.courses.pictures import SMALL_TYPE

#: Raised whenever the shape of the manifest or of what it points to changes, so that a course whose text is
#: the same is still published anew.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a learner can do after the course; id is stable (law 3)."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class CertificateTerms:
    """What the course says of its certificate. valid_months: None means without end."""

    title: str
    note: str
    issue: Literal["manual", "automatic"]
    valid_months: int | None


@dataclass(frozen=True, slots=True)
class CompletionTerms:
    """When the course counts as done.

    lessons: "all" of the required lessons, or a "share" of them; min_share: 0..1, the share that suffices
    (1.0 with "all"); quizzes: ids that must be passed.
    """

    lessons: Literal["all", "share"]
    min_share: float
    quizzes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LessonItem:
    """A lesson in its place. minutes: whole minutes to read; body: digest of its rendered segments.

    video: the lesson is done once so many percent of each of its videos are watched; check: once the check
    question of that id is answered rightly. None: only the learner's own mark counts, which always counts.
    """

    id: str
    title: str
    summary: str
    minutes: int
    required: bool
    source: str
    source_digest: str
    body: str
    valid_until: date | None
    formulas: tuple[str, ...]
    outcomes: tuple[str, ...]
    kind: Literal["lesson"] = "lesson"
    video: int | None = None
    check: str | None = None


@dataclass(frozen=True, slots=True)
class QuizItem:
    """A quiz in its place. definition: digest of its canonical JSON; points, pass_points: exact marks."""

    id: str
    title: str
    minutes: int
    required: bool
    final: bool
    source: str
    source_digest: str
    definition: str
    questions: int
    points: Decimal
    pass_points: Decimal
    attempts: int
    kind: Literal["quiz"] = "quiz"


@dataclass(frozen=True, slots=True)
class PracticalItem:
    """A practical task in its place. definition: digest of its JSON; photos: the most that may be sent."""

    id: str
    title: str
    summary: str
    minutes: int
    required: bool
    source: str
    source_digest: str
    definition: str
    photos: int
    outcomes: tuple[str, ...]
    kind: Literal["practical"] = "practical"


Item = LessonItem | QuizItem | PracticalItem


@dataclass(frozen=True, slots=True)
class Module:
    """A part of a course: one evening of lessons and its quiz."""

    id: str
    title: str
    summary: str
    items: tuple[Item, ...]

    @property
    def minutes(self) -> int:
        """Whole minutes of all its items together."""
        return sum(item.minutes for item in self.items)


@dataclass(frozen=True, slots=True)
class Media:
    """One picture: digest of its bytes, size in pixels as displayed, and its smaller copy if any."""

    path: str
    digest: str
    type: str
    width: int
    height: int
    bytes: int
    small: str | None
    small_width: int | None


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file that lessons hand out: digest of its bytes, content type, how many bytes."""

    path: str
    digest: str
    type: str
    bytes: int

    @property
    def name(self) -> str:
        """What it is called where it is saved."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Manifest:
    """One revision of a course. `required` holds the ids that count (law 5), in course order."""

    id: str
    title: str
    summary: str
    audience: tuple[str, ...]
    topic: str
    language: str
    periods: int
    outcomes: tuple[Outcome, ...]
    certificate: CertificateTerms
    completion: CompletionTerms
    valid_until: date | None
    modules: tuple[Module, ...]
    required: tuple[str, ...]
    media: Mapping[str, Media]
    attachments: Mapping[str, Attachment]
    files: Mapping[str, str] = field(repr=False)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All lessons, quizzes and practical tasks in the order of the course."""
        return tuple(item for module in self.modules for item in module.items)

    @cached_property
    def required_ids(self) -> frozenset[str]:
        """The ids a learner needs: progress is |completed ∩ required_ids| of |required_ids|."""
        return frozenset(self.required)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {item.id: place for place, item in enumerate(self.items)}

    @cached_property
    def _modules_by_item(self) -> Mapping[str, Module]:
        return {item.id: module for module in self.modules for item in module.items}

    @cached_property
    def _media_types(self) -> Mapping[str, str]:
        types = {media.digest: media.type for media in self.media.values()}
        return types | {media.small: SMALL_TYPE for media in self.media.values() if media.small}

    @cached_property
    def minutes(self) -> int:
        """Whole minutes of the whole course."""
        return sum(item.minutes for item in self.items)

    @cached_property
    def lessons(self) -> tuple[LessonItem, ...]:
        """The lessons in order."""
        return tuple(item for item in self.items if isinstance(item, LessonItem))

    @cached_property
    def quizzes(self) -> tuple[QuizItem, ...]:
        """The quizzes in order."""
        return tuple(item for item in self.items if isinstance(item, QuizItem))

    @cached_property
    def practicals(self) -> tuple[PracticalItem, ...]:
        """The practical tasks in order."""
        return tuple(item for item in self.items if isinstance(item, PracticalItem))

    def item(self, item_id: str) -> Item | None:
        """The item with this id, or None where the edition has none."""
        place = self._places.get(item_id)
        return None if place is None else self.items[place]

    def position(self, item_id: str) -> int | None:
        """The place of an item, counted from 0 through the whole course."""
        return self._places.get(item_id)

    def next(self, item_id: str) -> Item | None:
        """The item after this one, or None at the end (or for an id that is not here)."""
        place = self._places.get(item_id)
        return None if place is None or place + 1 == len(self.items) else self.items[place + 1]

    def previous(self, item_id: str) -> Item | None:
        """The item before this one, or None at the beginning (or for an id that is not here)."""
        place = self._places.get(item_id)
        return None if not place else self.items[place - 1]

    def module_of(self, item_id: str) -> Module | None:
        """The module an item stands in, or None for an id that is not here."""
        return self._modules_by_item.get(item_id)

    def media_type(self, digest: str) -> str | None:
        """The media type of a picture (or smaller copy) of this revision, or None for any other digest."""
        return self._media_types.get(digest)

    def attachment(self, digest: str) -> Attachment | None:
        """The file with these bytes, or None for any other digest."""
        return next((one for one in self.attachments.values() if one.digest == digest), None)


def manifest_from_json(data: Mapping[str, Any]) -> Manifest:
    """The manifest stored as `data` (format 1, as courses.publish writes it)."""
    course = data["course"]
    return Manifest(
        id=course["id"],
        title=course["title"],
        summary=course["summary"],
        audience=tuple(course["audience"]),
        topic=course["topic"],
        language=course["language"],
        periods=course["periods"],
        outcomes=tuple(Outcome(**outcome) for outcome in course["outcomes"]),
        certificate=CertificateTerms(**course["certificate"]),
        completion=CompletionTerms(
            lessons=course["completion"]["lessons"],
            min_share=float(course["completion"]["min_share"]),
            quizzes=tuple(course["completion"]["quizzes"]),
        ),
        valid_until=_date(course["valid_until"]),
        modules=tuple(_module(module) for module in data["modules"]),
        required=tuple(data["required"]),
        media={path: Media(path=path, **media) for path, media in data["media"].items()},
        attachments={
            path: Attachment(path=path, **told) for path, told in data.get("attachments", {}).items()
        },
        files=dict(data["files"]),
    )


def _module(data: Mapping[str, Any]) -> Module:
    read: dict[str, Callable[[Any], Item]]
    read = {"lesson": _lesson, "quiz": _quiz, "practical": _practical}
    items = tuple(read[item["kind"]](item) for item in data["items"])
    return Module(id=data["id"], title=data["title"], summary=data["summary"], items=items)


def _lesson(data: Mapping[str, Any]) -> LessonItem:
    return LessonItem(
        id=data["id"],
        title=data["title"],
        summary=data["summary"],
        minutes=data["minutes"],
        required=data["required"],
        source=data["source"],
        source_digest=data["source_digest"],
        body=data["body"],
        valid_until=_date(data["valid_until"]),
        formulas=tuple(data["formulas"]),
        outcomes=tuple(data["outcomes"]),
        # Written only where the author says so: editions from before have neither.
        video=data.get("video"),
        check=data.get("check"),
    )


def _quiz(data: Mapping[str, Any]) -> QuizItem:
    return QuizItem(
        id=data["id"],
        title=data["title"],
        minutes=data["minutes"],
        required=data["required"],
        final=data["final"],
        source=data["source"],
        source_digest=data["source_digest"],
        definition=data["definition"],
        questions=data["questions"],
        points=Decimal(str(data["points"])),
        pass_points=Decimal(str(data["pass"])),
        attempts=data["attempts"],
    )


def _practical(data: Mapping[str, Any]) -> PracticalItem:
    return PracticalItem(
        id=data["id"],
        title=data["title"],
        summary=data["summary"],
        minutes=data["minutes"],
        required=data["required"],
        source=data["source"],
        source_digest=data["source_digest"],
        definition=data["definition"],
        photos=data["photos"],
        outcomes=tuple(data["outcomes"]),
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
