"""The rules of editions (law 4): what kind of change an edit is, and which number it gets.

A change is judged from two published shapes (manifest and question definitions), never from the text, so
that it means what learners would meet. What is not listed as harmless is major: a key added to the format
later is major until somebody decides otherwise here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Json = Mapping[str, Any]


class ChangeKind(StrEnum):
    """How far an edit reaches. Patch reaches everyone; minor and major make a new edition."""

    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"


_WEIGHT = {ChangeKind.PATCH: 0, ChangeKind.MINOR: 1, ChangeKind.MAJOR: 2}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two revisions: where, how far it reaches, and why, in Vietnamese."""

    kind: ChangeKind
    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Number:
    """The number of a revision: edition major.minor, and the patch within it."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


@dataclass(frozen=True, slots=True)
class Shape:
    """What is compared: the manifest's JSON, quiz definitions by quiz id, check questions by lesson id,
    practical tasks by id.
    """

    manifest: Json
    quizzes: Mapping[str, Json]
    checks: Mapping[str, Sequence[Json]]
    practicals: Mapping[str, Json]


_COURSE_PATCH = {"title", "summary", "audience", "topic", "valid_from", "valid_until"}
_CERTIFICATE_PATCH = {"note"}
_MODULE_PATCH = {"title", "summary"}
_LESSON_PATCH = {
    "title",
    "summary",
    "minutes",
    "source",
    "source_digest",
    "body",
    "valid_until",
    "formulas",
    "outcomes",
}
# A quiz is compared by its definition; of the manifest's line only what the definition does not say is left.
_QUIZ_LINE_PATCH = {"title", "minutes", "source", "source_digest", "definition"}
_QUIZ_LINE_DERIVED = {"bank", "questions", "points", "pass", "required", "kind"}
_QUIZ_PATCH = {"title", "intro"}
_QUIZ_MINOR = {"shuffle_questions", "shuffle_options"}
_QUESTION_PATCH = {
    "explanation",
    "hint",
    "outcomes",
    "level",
    "lesson",
    "tags",
    "module",
    "model",
    "notes",
    "feedback_right",
    "feedback_partly",
    "feedback_wrong",
    "feedback_true",
    "feedback_false",
    "mistakes",
}
_QUESTION_LISTS = {"options", "pairs", "extra", "accepted", "gaps"}
_OPTION_PATCH = {"feedback"}
_OPTION_MINOR = {"pinned"}

# What is asked and what it is marked by stay as they are within an edition, as a question's stem and key do.
_PRACTICAL_PATCH = {"title", "summary", "checklist", "alternative", "minutes"}
_PRACTICAL_MINOR = {"photos"}

_PATCH_WORDS = "chữ hoặc hình"


def heaviest(changes: Iterable[Change]) -> ChangeKind:
    """The kind of the whole edit: that of its heaviest change (patch where there is none)."""
    return max((change.kind for change in changes), key=_WEIGHT.__getitem__, default=ChangeKind.PATCH)


def next_number(live: Number | None, kind: ChangeKind, edition: int) -> Number:
    """The number of the revision to publish (law 4).

    live: number of the live revision, None at first publication; kind: how far the edit reaches; edition: the
    author's number in course.yml. First publication is 0.1.0, or N.0.0 where the author says N. Raising the
    author's number publishes N.0.0 whatever the edit; while it is 0, a major edit is 0.(minor+1).0.
    """
    if live is None:
        return Number(edition, 0 if edition else 1, 0)
    if edition > live.major:
        return Number(edition, 0, 0)
    if kind is ChangeKind.PATCH:
        return Number(live.major, live.minor, live.patch + 1)
    if kind is ChangeKind.MINOR or live.major == 0:
        return Number(live.major, live.minor + 1, 0)
    return Number(live.major + 1, 0, 0)


def compare(old: Shape, new: Shape) -> list[Change]:
    """Every difference between two revisions, in the order of the course, each with its kind and reason.

    Files whose bytes changed without any of this (a comment, a blank line) are patches too, named by path.
    """
    changes = [
        *_course(old.manifest["course"], new.manifest["course"]),
        *_modules(old.manifest["modules"], new.manifest["modules"]),
        *_required(old.manifest["required"], new.manifest["required"]),
        *_items(old, new),
        *_media(old.manifest["media"], new.manifest["media"], "hình"),
        *_media(old.manifest.get("attachments", {}), new.manifest.get("attachments", {}), "tệp"),
    ]
    named = {change.where for change in changes}
    changes += _files(old.manifest, new.manifest, named)
    return changes


def _course(old: Json, new: Json) -> list[Change]:
    changes = _fields(
        "course.yml", old, new, patch=_COURSE_PATCH, skip={"outcomes", "certificate", "edition"}
    )
    changes += _fields(
        "course.yml", old["certificate"], new["certificate"], _CERTIFICATE_PATCH, prefix="certificate."
    )
    before = {outcome["id"]: outcome["text"] for outcome in old["outcomes"]}
    after = {outcome["id"]: outcome["text"] for outcome in new["outcomes"]}
    changes += _ids("course.yml", before, after, "mục tiêu", added=ChangeKind.MINOR)
    changes += [
        Change(ChangeKind.PATCH, "course.yml", f"sửa lời của mục tiêu {key}")
        for key in before
        if key in after and before[key] != after[key]
    ]
    return changes


def _modules(old: Sequence[Json], new: Sequence[Json]) -> list[Change]:
    before = {module["id"]: module for module in old}
    after = {module["id"]: module for module in new}
    changes = _ids("course.yml", before, after, "phần", added=ChangeKind.MINOR)
    if _common(before, after) != _common(after, before):
        changes.append(Change(ChangeKind.MINOR, "course.yml", "đổi thứ tự các phần"))
    for key in _common(before, after):
        changes += _fields(f"phần {key}", before[key], after[key], _MODULE_PATCH, skip={"items"})
    return changes


def _required(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """What enters and leaves the required set."""
    added = [f"thêm “{key}” vào các mục bắt buộc" for key in new if key not in old]
    dropped = [f"“{key}” không còn là mục bắt buộc" for key in old if key not in new]
    return [Change(ChangeKind.MAJOR, "các mục bắt buộc", reason) for reason in added + dropped]


def _items(old: Shape, new: Shape) -> list[Change]:
    before = {item["id"]: item for module in old.manifest["modules"] for item in module["items"]}
    after = {item["id"]: item for module in new.manifest["modules"] for item in module["items"]}
    changes = [
        Change(ChangeKind.MAJOR, before[key]["source"], f"bỏ mã “{key}”")
        for key in before
        if key not in after
    ]
    changes += [
        # A required newcomer is major by the required set; by itself a new item is an offer.
        Change(ChangeKind.MINOR, after[key]["source"], f"thêm “{key}”")
        for key in after
        if key not in before
    ]
    changes += _places(old.manifest["modules"], new.manifest["modules"])
    for key in _common(after, before):
        changes += _item(key, before[key], after[key], old, new)
    return changes


def _places(old: Sequence[Json], new: Sequence[Json]) -> list[Change]:
    """Order of the items and the module each stands in, for the items of both sides."""
    before = {item["id"]: module["id"] for module in old for item in module["items"]}
    after = {item["id"]: module["id"] for module in new for item in module["items"]}
    changes = [
        Change(ChangeKind.MINOR, key, f"chuyển từ phần {before[key]} sang phần {after[key]}")
        for key in _common(after, before)
        if before[key] != after[key]
    ]
    if not changes and _common(before, after) != _common(after, before):
        changes.append(Change(ChangeKind.MINOR, "thứ tự bài", "đổi thứ tự các bài"))
    return changes


def _item(key: str, old: Json, new: Json, old_shape: Shape, new_shape: Shape) -> list[Change]:
    where = new["source"]
    if old["kind"] != new["kind"]:
        return [Change(ChangeKind.MAJOR, where, f"“{key}” đổi từ {old['kind']} sang {new['kind']}")]
    if new["kind"] == "lesson":
        changes = _fields(where, old, new, _LESSON_PATCH, skip={"id", "required"})
        was, asked = (_plain(shape.checks.get(key, ())) for shape in (old_shape, new_shape))
        # A check question is never counted, so a new one is an offer; what it asks must stand, as in a quiz.
        return changes + _questions(where, was, asked, added=ChangeKind.MINOR)
    if new["kind"] == "practical":
        before, after = _plain(old_shape.practicals[key]), _plain(new_shape.practicals[key])
        return _fields(where, before, after, _PRACTICAL_PATCH, _PRACTICAL_MINOR, {"format", "required"})
    before, after = _plain(old_shape.quizzes[key]), _plain(new_shape.quizzes[key])
    changes = _fields(
        where, before, after, _QUIZ_PATCH, minor=_QUIZ_MINOR, skip={"format", "questions", "required"}
    )
    changes += _questions(where, before["questions"], after["questions"], added=ChangeKind.MAJOR)
    line = _fields(where, old, new, _QUIZ_LINE_PATCH, skip=_QUIZ_LINE_DERIVED | after.keys())
    # That the file and its rendering differ says nothing beside what differs in them.
    return changes + [change for change in line if change.kind is not ChangeKind.PATCH or not changes]


def _questions(where: str, old: Sequence[Json], new: Sequence[Json], added: ChangeKind) -> list[Change]:
    before = {question["id"]: question for question in old}
    after = {question["id"]: question for question in new}
    changes = _ids(where, before, after, "câu", added=added)
    if _common(before, after) != _common(after, before):
        changes.append(Change(ChangeKind.MINOR, where, "đổi thứ tự các câu hỏi"))
    for key in _common(after, before):
        changes += _question(where, key, before[key], after[key])
    return changes


def _question(where: str, key: str, old: Json, new: Json) -> list[Change]:
    prefix = f"câu {key}: "
    changes = _fields(where, old, new, _QUESTION_PATCH, skip=_QUESTION_LISTS | {"format"}, prefix=prefix)
    for name in sorted(_QUESTION_LISTS):
        changes += _choices(where, f"{prefix}{name}", old.get(name) or [], new.get(name) or [])
    return changes


def _choices(where: str, what: str, old: Sequence[Any], new: Sequence[Any]) -> list[Change]:
    """Options, pairs or accepted answers: known by their text and key, for they carry no ids."""
    if old == new:
        return []
    hard_old, hard_new = (
        [_kept(entry, _OPTION_PATCH | _OPTION_MINOR) for entry in side] for side in (old, new)
    )
    if sorted(hard_old) != sorted(hard_new):
        return [Change(ChangeKind.MAJOR, where, f"sửa {what}: đáp án hoặc phương án")]
    firm_old, firm_new = ([_kept(entry, _OPTION_PATCH) for entry in side] for side in (old, new))
    if firm_old != firm_new and not what.endswith("accepted"):
        return [Change(ChangeKind.MINOR, where, f"đổi thứ tự {what}")]
    return [Change(ChangeKind.PATCH, where, f"sửa lời phản hồi ở {what}")]


def _kept(entry: object, without: Set[str]) -> str:
    if isinstance(entry, Mapping):
        entry = {key: value for key, value in entry.items() if key not in without}
    return json.dumps(entry, sort_keys=True, ensure_ascii=False)


def _fields(
    where: str,
    old: Json,
    new: Json,
    patch: Set[str],
    minor: Set[str] = frozenset(),
    skip: Set[str] = frozenset(),
    prefix: str = "",
) -> list[Change]:
    """One change for each key whose value differs, except the skipped; consecutive patches become one."""
    changes: list[Change] = []
    prose: list[str] = []
    for key in dict.fromkeys([*old, *new]):
        if key in skip or old.get(key) == new.get(key):
            continue
        if key in patch:
            prose.append(key)
        elif key in minor:
            changes.append(Change(ChangeKind.MINOR, where, f"{prefix}đổi {key}"))
        else:
            changes.append(Change(ChangeKind.MAJOR, where, f"{prefix}đổi {key}"))
    if prose:
        changes.insert(0, Change(ChangeKind.PATCH, where, prefix + _prose(prose)))
    return changes


def _prose(keys: Sequence[str]) -> str:
    told = [key for key in keys if key not in {"source_digest", "body", "definition", "minutes"}]
    return f"sửa {', '.join(told)}" if told else f"sửa {_PATCH_WORDS}"


def _ids(where: str, old: Json, new: Json, what: str, added: ChangeKind) -> list[Change]:
    return [
        *(Change(ChangeKind.MAJOR, where, f"bỏ {what} “{key}”") for key in old if key not in new),
        *(Change(added, where, f"thêm {what} “{key}”") for key in new if key not in old),
    ]


def _media(old: Json, new: Json, what: str) -> list[Change]:
    words = [
        *((path, f"bỏ {what}") for path in old if path not in new),
        *((path, f"thêm {what}") for path in new if path not in old),
        *((path, f"thay {what}") for path in new if path in old and old[path] != new[path]),
    ]
    return [Change(ChangeKind.PATCH, path, reason) for path, reason in words]


def _files(old: Json, new: Json, named: Set[str]) -> list[Change]:
    before, after = old["files"], new["files"]
    changed = [path for path in dict.fromkeys([*before, *after]) if before.get(path) != after.get(path)]
    return [
        Change(ChangeKind.PATCH, path, "tệp thay đổi, nội dung người học thấy giữ nguyên")
        for path in sorted(changed)
        if path not in named
    ]


def _plain(value: Any) -> Any:
    """A definition as its author wrote it: the HTML beside each Markdown text is only how it looks today."""
    if isinstance(value, Mapping):
        if value.keys() == {"markdown", "html"}:
            return value["markdown"]
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _common(first: Iterable[str], second: Iterable[str]) -> list[str]:
    """The ids of `first` that are also in `second`, in the order of `first`."""
    also = set(second)
    return [key for key in first if key in also]
