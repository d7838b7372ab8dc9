"""The rendered body of a lesson: stretches of safe HTML, and the check questions between them.

A check question is kept as a definition and not as HTML, because its answer is shown only once the learner
has chosen (law 8).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.questions import Question, question_from_canonical, question_to_canonical


@dataclass(frozen=True, slots=True)
class HtmlSegment:
    """A stretch of safe HTML, to print as it is."""

    html: str


@dataclass(frozen=True, slots=True)
class CheckSegment:
    """An ungraded question at its place in the lesson."""

    question: Question


@dataclass(frozen=True, slots=True)
class VideoSegment:
    """The place of a video, by its id."""

    video_id: str


Segment = HtmlSegment | CheckSegment | VideoSegment


def segments_to_json(segments: Iterable[Segment]) -> list[dict[str, Any]]:
    """Segments as JSON values."""
    return [_to_json(part) for part in segments]


def segments_from_json(data: Mapping[str, Sequence[Mapping[str, Any]]]) -> tuple[Segment, ...]:
    """The segments of a stored lesson body."""
    return tuple(_from_json(part) for part in data["segments"])


def _to_json(part: Segment) -> dict[str, Any]:
    if isinstance(part, HtmlSegment):
        return {"kind": "html", "html": part.html}
    if isinstance(part, VideoSegment):
        return {"kind": "video", "id": part.video_id}
    return {"kind": "check", "question": json.loads(question_to_canonical(part.question))}


def _from_json(part: Mapping[str, Any]) -> Segment:
    if part["kind"] == "html":
        return HtmlSegment(part["html"])
    if part["kind"] == "video":
        return VideoSegment(part["id"])
    return CheckSegment(question_from_canonical(json.dumps(part["question"]).encode()))
