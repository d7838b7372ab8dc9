"""Quiz text to Quiz: every fault at once, each with its line and what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lms.names import nfc
from lms.questions.definitions import QUESTION_TYPES, Question, Quiz
from lms.questions.rounding import round_to
from lms.questions.shapes import Key, Keys, ListOf, Node, as_list, as_mapping, repeated
from lms.questions.tables import QUESTIONS, QUIZ
from lms.questions.wording import comparable, same_words
from lms.sources import Fault, Source

MAX_QUESTIONS = 200


def parse_quiz(source: Source) -> tuple[Quiz | None, list[Fault]]:
    """The quiz written in `source`, or None and every fault found (the source's own too), by line."""
    node = Node(source, (), source.value, list(source.faults))
    values = None if _unreadable(source) else QUIZ_KEYS.read(node)
    if values is not None:
        _check_ids(node)
        _check_pass(node, values)
    if node.faults or values is None:
        return None, sorted(node.faults)
    values["pass_points"] = values.pop("pass")
    return Quiz(**values), []


def parse_question(source: Source) -> tuple[Question | None, list[Fault]]:
    """The one question written in `source` (a lesson's check block), or None and every fault found."""
    node = Node(source, (), source.value, list(source.faults))
    question = None if _unreadable(source) else QuestionShape().read(node)
    return (None if node.faults else question), sorted(node.faults)


def _unreadable(source: Source) -> bool:
    return source.value is None and bool(source.faults)


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
        _CHECKS[kind](node, values)
        if len(node.faults) > before:
            return None
        del values["type"]
        return QUESTION_TYPES[kind](**values)

    def _no_type(self, node: Node, kind: object) -> None:
        names = ", ".join(QUESTIONS)
        if not isinstance(node.value, dict):
            node.fault("Câu hỏi phải gồm các dòng “mục: giá trị”, bắt đầu bằng id, type và stem.")
        elif kind is None:
            node.fault(f"Thiếu mục “type” trong câu hỏi: thêm dòng “type: …”, một trong: {names}.")
        else:
            node.fault(f"Loại câu hỏi “{kind}” không có. Các loại dùng được: {names}.", "type")

    def schema(self) -> dict[str, Any]:
        """One of the question types, told apart by `type`."""
        return {"oneOf": [_typed(name, keys) for name, keys in QUESTIONS.items()]}


def _typed(name: str, keys: Keys) -> dict[str, Any]:
    schema = keys.schema()
    schema["properties"]["type"] = {"const": name, "description": keys.what}
    return schema


QUIZ_KEYS = Keys(
    (
        *QUIZ,
        Key("questions", ListOf(QuestionShape(), least=1, most=MAX_QUESTIONS), "các câu hỏi", required=True),
    ),
    "bài kiểm tra",
)


def _check_ids(node: Node) -> None:
    entries = [as_mapping(entry) for entry in as_list(as_mapping(node.value).get("questions"))]
    ids = [str(entry.get("id", f"\0{position}")) for position, entry in enumerate(entries)]
    for position in repeated(ids):
        first = node.source.line("questions", ids.index(ids[position]), "id")
        node.fault(
            f"Mã câu “{ids[position]}” đã dùng ở dòng {first}: đặt mã khác.", "questions", position, "id"
        )
    own = as_mapping(node.value).get("id")
    for position, question_id in enumerate(ids):
        if question_id == own:
            node.fault(f"Mã câu “{own}” trùng mã của bài kiểm tra: đặt mã khác.", "questions", position, "id")


def _check_pass(node: Node, values: Mapping[str, Any]) -> None:
    # Judged only when every question could be read: a question that is missing would make a false total.
    if node.faults or "pass" not in values or "questions" not in values:
        return
    total = sum((question.points for question in values["questions"]), Decimal(0))
    if values["pass"] > total:
        node.fault(
            f"Điểm cần đạt là {values['pass']:f} mà cả bài chỉ có {total:f} điểm: sửa “pass” hoặc “points”.",
            "pass",
        )


def _check_options(node: Node) -> list[bool]:
    options = [as_mapping(entry) for entry in as_list(as_mapping(node.value).get("options"))]
    _check_same(node, "options", [entry.get("text") for entry in options], "phương án", "text")
    return [entry.get("right") is True for entry in options]


def _check_same(node: Node, what: str, texts: list[Any], word: str, *below: str) -> None:
    seen: dict[str, int] = {}
    for position, text in enumerate(texts):
        if isinstance(text, bool | None) or not isinstance(text, str | int | Decimal):
            continue
        form = same_words(nfc(str(text)))
        if form in seen:
            node.fault(
                f"Hai {word} giống nhau (thứ {seen[form] + 1} và thứ {position + 1}): sửa hoặc bỏ một.",
                what,
                position,
                *below,
            )
        seen.setdefault(form, position)


def _single(node: Node, _values: Mapping[str, Any]) -> None:
    right = _check_options(node)
    if right and not any(right):
        node.fault("Chưa có phương án đúng: thêm “right: true” vào đúng một phương án.", "options")
    elif sum(right) > 1:
        node.fault(
            f"Có {sum(right)} phương án đúng mà loại single chỉ nhận một: bỏ bớt “right: true”, "
            "hoặc đổi thành “type: multiple”.",
            "options",
        )


def _multiple(node: Node, _values: Mapping[str, Any]) -> None:
    right = _check_options(node)
    if right and not any(right):
        node.fault("Chưa có phương án đúng: thêm “right: true” vào các phương án đúng.", "options")


def _true_false(_node: Node, _values: Mapping[str, Any]) -> None:
    """A statement has nothing beyond its keys to check."""


def _numeric(node: Node, values: Mapping[str, Any]) -> None:
    answer, decimals = values.get("answer"), values.get("decimals")
    if answer is None:
        return
    places = -int(answer.as_tuple().exponent)
    if places == 3 and decimals is None:
        node.fault(
            f"Đáp số {answer:f} có ba chữ số sau dấu chấm, dễ nhầm với dấu chấm hàng nghìn. Nếu là "
            f"{str(answer).replace('.', '')} thì viết liền; nếu đúng là số lẻ thì thêm “decimals: 3”.",
            "answer",
        )
    if decimals is not None and places > decimals:
        node.fault(f"Đáp số {answer:f} lẻ hơn {decimals} chữ số của “decimals”: làm tròn đáp số.", "answer")
    tolerance = values.get("tolerance", Decimal(0))
    for position, entry in enumerate(as_list(as_mapping(node.value).get("mistakes"))):
        value = as_mapping(entry).get("value")
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            near = abs(round_to(Decimal(value), decimals) - answer)
            if near <= tolerance:
                node.fault(
                    f"Số {value} được chấm là đúng nên không thể là lỗi hay gặp: bỏ dòng này.",
                    "mistakes",
                    position,
                    "value",
                )


def _short(node: Node, values: Mapping[str, Any]) -> None:
    marks = values.get("marks", "strict")
    seen: set[str] = set()
    for position, text in enumerate(as_list(as_mapping(node.value).get("accepted"))):
        if not isinstance(text, str) or not text.strip():
            continue
        form = comparable(text, marks)
        if not form:
            node.fault(f"Đáp án “{text}” không có chữ hay số nào để so: viết bằng chữ.", "accepted", position)
        elif form in seen:
            node.fault(f"Đáp án “{text}” được so như một đáp án ở trên: bỏ dòng này.", "accepted", position)
        seen.add(form)


def _matching(node: Node, _values: Mapping[str, Any]) -> None:
    pairs = [as_mapping(entry) for entry in as_list(as_mapping(node.value).get("pairs"))]
    _check_same(node, "pairs", [pair.get("left") for pair in pairs], "vế trái", "left")
    rights = [same_words(nfc(pair["right"])) for pair in pairs if isinstance(pair.get("right"), str)]
    for position, text in enumerate(as_list(as_mapping(node.value).get("extra"))):
        if isinstance(text, str) and same_words(nfc(text)) in rights:
            node.fault(f"Vế phải thừa “{text}” trùng một vế phải đúng: sửa hoặc bỏ.", "extra", position)
    _check_same(node, "extra", list(as_list(as_mapping(node.value).get("extra"))), "vế phải thừa")


def _ordering(node: Node, _values: Mapping[str, Any]) -> None:
    _check_same(node, "items", list(as_list(as_mapping(node.value).get("items"))), "mục")


_CHECKS: dict[str, Callable[[Node, Mapping[str, Any]], None]] = {
    "single": _single,
    "multiple": _multiple,
    "truefalse": _true_false,
    "numeric": _numeric,
    "short": _short,
    "matching": _matching,
    "ordering": _ordering,
}
