"""A practical task as its author wrote it, and as it is stored: what to do, a checklist, a rubric.

The learner does it with a product of their own and sends text and photos; a trainer marks each row of the
rubric on three levels. The definition a work was sent under is kept by its digest, as a quiz's is (law 7).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lms.courses.layout import MAX_ID
from lms.questions.shapes import Code, Flag, Id, Key, Keys, ListOf, Text, Whole, repeated
from lms.sources import Fault, Source

FORMAT = 1
#: Photos a task may ask for, and how many unless it says otherwise.
MOST_PHOTOS = 8
PHOTOS = 5
#: Minutes a task may take (course outline 0.4), and takes unless it says otherwise.
MINUTES = 60


class Level(StrEnum):
    """How far a row of the rubric is met: đạt, cần sửa, chưa làm."""

    MET = "met"
    FIX = "fix"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown of the author and the safe HTML it became (empty until the course is rendered)."""

    markdown: str
    html: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the rubric. levels: what each level looks like, in the author's words."""

    id: str
    text: str
    outcomes: tuple[str, ...]
    levels: Mapping[Level, str]


@dataclass(frozen=True, slots=True)
class Practical:
    """A practical task. minutes: whole minutes it takes; photos: the most that may be sent, 0 for none.

    alternative: what to do instead for those who would rather not show figures of their own.
    """

    id: str
    title: str
    summary: str
    minutes: int
    photos: int
    required: bool
    instructions: Prose
    alternative: Prose | None
    checklist: tuple[str, ...]
    rubric: tuple[Row, ...]

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes its rubric serves, each once, in order of the rows."""
        return tuple(dict.fromkeys(code for row in self.rubric for code in row.outcomes))


LEVELS = Keys(
    tuple(
        Key(level.value, Text(300), about, True)
        for level, about in zip(
            Level, ("thế nào là đạt", "thế nào là cần sửa", "thế nào là chưa làm"), strict=True
        )
    ),
    "ba mức",
)
ROW = Keys(
    (
        Key("id", Id(MAX_ID), "mã dòng chấm, không đổi về sau", True),
        Key("text", Text(300), "chấm điều gì", True),
        Key("outcomes", ListOf(Code(r"O[1-9][0-9]?", "O1"), 1, 20), "dòng này phục vụ mục tiêu nào", True),
        Key("levels", LEVELS, "ba mức: met (đạt), fix (cần sửa), missing (chưa làm)", True),
    ),
    "dòng chấm",
)
PRACTICAL = Keys(
    (
        Key("id", Id(MAX_ID), "mã bài thực hành, không đổi về sau", True),
        Key("title", Text(300), "tên bài thực hành", True),
        Key("summary", Text(1000), "một câu nói bài này để làm gì", True),
        Key("instructions", Text(8000), "làm gì, từng bước, viết bằng Markdown", True),
        Key("checklist", ListOf(Text(300), 1, 12), "những điều tự xem lại trước khi gửi", True),
        Key("rubric", ListOf(ROW, 3, 4), "ba hoặc bốn dòng chấm", True),
        Key("alternative", Text(4000), "cách làm cho người không muốn đưa số của mình ra"),
        Key("photos", Whole(0, MOST_PHOTOS), f"nhiều nhất mấy ảnh, 0 đến {MOST_PHOTOS}"),
        Key("minutes", Whole(5, MINUTES), f"làm trong mấy phút, nhiều nhất {MINUTES}"),
        Key("required", Flag(), "false: không cần để hoàn thành khóa học"),
    ),
    "bài thực hành",
)


def practical_of(values: Mapping[str, Any], source: Source, faults: list[Fault]) -> Practical | None:
    """The task of values that PRACTICAL read; None where something is missing or repeated.

    What is missing has been reported by PRACTICAL; a row's id that stands twice is added to `faults`.
    """
    needed = {key.name for key in PRACTICAL.keys if key.required}
    rows = values.get("rubric", ())
    whole = all({key.name for key in ROW.keys} <= row.keys() for row in rows)
    if not needed <= values.keys() or not whole or any(len(row["levels"]) < len(Level) for row in rows):
        return None
    again = repeated(row["id"] for row in rows)
    for index in again:
        message = f"Mã dòng chấm “{rows[index]['id']}” viết hai lần: đặt mã khác."
        faults.append(source.fault(message, "rubric", index, "id"))
    if again:
        return None
    alternative = values.get("alternative")
    return Practical(
        id=values["id"],
        title=values["title"],
        summary=values["summary"],
        minutes=values.get("minutes", MINUTES),
        photos=values.get("photos", PHOTOS),
        required=values.get("required", True),
        instructions=Prose(values["instructions"]),
        alternative=Prose(alternative) if alternative else None,
        checklist=values["checklist"],
        rubric=tuple(
            Row(
                row["id"],
                row["text"],
                row["outcomes"],
                {Level(key): text for key, text in row["levels"].items()},
            )
            for row in rows
        ),
    )


def to_json(practical: Practical) -> dict[str, Any]:
    """The definition as JSON values, as it is stored and compared."""
    prose = {"instructions": practical.instructions, "alternative": practical.alternative}
    return {
        "format": FORMAT,
        "id": practical.id,
        "title": practical.title,
        "summary": practical.summary,
        "minutes": practical.minutes,
        "photos": practical.photos,
        "required": practical.required,
        "checklist": list(practical.checklist),
        "rubric": [
            {
                "id": row.id,
                "text": row.text,
                "outcomes": list(row.outcomes),
                "levels": {level.value: text for level, text in row.levels.items()},
            }
            for row in practical.rubric
        ],
    } | {
        name: {"markdown": text.markdown, "html": text.html} if text else None for name, text in prose.items()
    }


def from_json(data: bytes) -> Practical:
    """The definition stored as `data`."""
    read = json.loads(data)
    alternative = read["alternative"]
    return Practical(
        id=read["id"],
        title=read["title"],
        summary=read["summary"],
        minutes=read["minutes"],
        photos=read["photos"],
        required=read["required"],
        instructions=Prose(**read["instructions"]),
        alternative=Prose(**alternative) if alternative else None,
        checklist=tuple(read["checklist"]),
        rubric=tuple(
            Row(
                row["id"],
                row["text"],
                tuple(row["outcomes"]),
                {level: row["levels"][level.value] for level in Level},
            )
            for row in read["rubric"]
        ),
    )
