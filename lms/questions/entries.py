"""The list `questions` of a quiz: questions written there, questions of the bank by id, and page breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lms.questions.checks import CHECKS
from lms.questions.definitions import QUESTION_TYPES, Calculated, Level, Question
from lms.questions.draw_checks import draw_faults
from lms.questions.quiz import Draw, Page
from lms.questions.shapes import (
    Code,
    Flag,
    Id,
    Key,
    Keys,
    ListOf,
    Node,
    OneOf,
    Record,
    Text,
    Whole,
    as_mapping,
)
from lms.questions.tables import OUTCOME_CODE, QUESTIONS, TAG
from lms.sources import Path, Sentence, Source


@dataclass(frozen=True)
class Place:
    """Where a question is written: the text, and the path in it."""

    source: Source
    path: Path


@dataclass(frozen=True)
class Banked:
    """A question of the bank as it stands there; `question` is None where it has faults."""

    source: Source
    question: Question | None


Bank = Mapping[str, Banked]


@dataclass(frozen=True)
class Reference:
    """An entry that names a question of the bank."""

    question_id: str


@dataclass(frozen=True)
class Break:
    """An entry that begins a page."""

    title: str


@dataclass(frozen=True)
class QuestionShape:
    """A question of any type: `type` says which keys it has."""

    def read(self, node: Node) -> Question | None:
        """The question, or None where a fault was noted."""
        before = len(node.faults)
        kind = as_mapping(node.value).get("type")
        if not isinstance(kind, str) or kind not in QUESTIONS:
            self._no_type(node, kind)
            return None
        values = QUESTIONS[kind].read(node) or {}
        CHECKS[kind](node, values)
        if len(node.faults) > before:
            return None
        del values["type"]
        question = QUESTION_TYPES[kind](**values)
        if isinstance(question, Calculated):
            for message, path in draw_faults(question):
                node.fault(message, *path)
        return None if len(node.faults) > before else question

    def _no_type(self, node: Node, kind: object) -> None:
        names = ", ".join(QUESTIONS)
        if not isinstance(node.value, dict):
            node.fault(Sentence("Câu hỏi phải gồm các dòng “mục: giá trị”, bắt đầu bằng id, type và stem."))
        elif kind is None:
            node.fault(
                Sentence(
                    "Thiếu mục “type” trong câu hỏi: thêm dòng “type: …”, một trong: %(names)s.", names=names
                )
            )
        else:
            node.fault(
                Sentence(
                    "Loại câu hỏi “%(kind)s” không có. Các loại dùng được: %(names)s.", kind=kind, names=names
                ),
                "type",
            )

    def schema(self) -> dict[str, Any]:
        """One of the question types, told apart by `type`."""
        return {"oneOf": [_typed(name, keys) for name, keys in QUESTIONS.items()]}


def _typed(name: str, keys: Keys) -> dict[str, Any]:
    schema = keys.schema()
    schema["properties"]["type"] = {"const": name, "description": keys.what}
    return schema


_REFERENCE = Keys(
    (Key("bank", Id(), Sentence("mã của câu trong ngân hàng content/_bank"), required=True),),
    Sentence("dòng bank"),
)
_BREAK = Keys(
    (Key("page", Text(200), Sentence("tên của trang bắt đầu từ đây"), required=True),), Sentence("dòng page")
)


@dataclass(frozen=True)
class EntryShape:
    """A question, `bank: <id>` or `page: <title>`."""

    question: QuestionShape = field(default_factory=QuestionShape)

    def read(self, node: Node) -> Question | Reference | Break | None:
        """The entry, or None where a fault was noted."""
        written = as_mapping(node.value)
        if "bank" in written:
            values = _REFERENCE.read(node)
            return Reference(values["bank"]) if values and "bank" in values else None
        if "page" in written and "type" not in written:
            values = _BREAK.read(node)
            return Break(values["page"]) if values and "page" in values else None
        return self.question.read(node)

    def schema(self) -> dict[str, Any]:
        """One of the three."""
        return {"oneOf": [_REFERENCE.schema(), _BREAK.schema(), *self.question.schema()["oneOf"]]}


_TYPE = Code("|".join(QUESTIONS), "single")
DRAW = Record(
    Keys(
        (
            Key("n", Whole(1, 200), Sentence("rút mấy câu"), required=True),
            Key("bank", Flag(), "true: rút trong ngân hàng content/_bank"),
            Key("tags", ListOf(TAG, most=20), "những câu có đủ các nhãn này"),
            Key("outcomes", ListOf(OUTCOME_CODE, most=20), "những câu kiểm tra một trong các mục tiêu này"),
            Key("level", OneOf(Level), "những câu ở mức này"),
            Key("module", Id(), "những câu của phần này"),
            Key("types", ListOf(_TYPE, most=20), "những câu thuộc một trong các loại này"),
        ),
        Sentence("dòng rút câu"),
    ),
    lambda **values: (values.pop("bank", False), Draw(**values)),
)


def fits(row: Draw, question: Question) -> bool:
    """Whether a question is one of those that a row of the blueprint draws from."""
    return (
        not question.always
        and set(row.tags) <= set(question.tags)
        and (not row.outcomes or bool(set(row.outcomes) & set(question.outcomes)))
        and row.level in (None, question.level)
        and row.module in (None, question.module)
        and (not row.types or question.type in row.types)
    )


def page_before(breaks: list[tuple[int, str]], ids: list[str]) -> tuple[Page, ...]:
    """Page breaks as pages; breaks: how many questions stand before each, and its title.

    A break with nothing below it is none.
    """
    return tuple(Page(ids[count], title) for count, title in breaks if count < len(ids))
