"""What each type of question must be beyond its keys: one check a type, each fault with its line and
remedy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from lms.names import nfc
from lms.questions.definitions import Gap, GapKind, Short
from lms.questions.filling import names_shown
from lms.questions.grading import within
from lms.questions.rounding import round_to
from lms.questions.shapes import Node, as_list, as_mapping
from lms.questions.wording import comparable, parts, same_words
from lms.sources import Sentence


def _check_options(node: Node) -> list[bool]:
    options = [as_mapping(entry) for entry in as_list(as_mapping(node.value).get("options"))]
    check_same(node, "options", [entry.get("text") for entry in options], Sentence("phương án"), "text")
    return [entry.get("right") is True for entry in options]


def check_same(node: Node, what: str, texts: list[Any], word: str, *below: str) -> None:
    """Fault texts that a reader would call the same."""
    seen: dict[str, int] = {}
    for position, text in enumerate(texts):
        if isinstance(text, bool | None) or not isinstance(text, str | int | Decimal):
            continue
        form = same_words(nfc(str(text)))
        if form in seen:
            node.fault(
                Sentence(
                    "Hai %(word)s giống nhau (thứ %(number)s và thứ %(number2)s): sửa hoặc bỏ một.",
                    word=word,
                    number=seen[form] + 1,
                    number2=position + 1,
                ),
                what,
                position,
                *below,
            )
        seen.setdefault(form, position)


def _single(node: Node, _values: Mapping[str, Any]) -> None:
    _one_right(node, "single")


def _one_right(node: Node, kind: str) -> None:
    right = _check_options(node)
    if right and not any(right):
        node.fault(Sentence("Chưa có phương án đúng: thêm “right: true” vào đúng một phương án."), "options")
    elif sum(right) > 1:
        node.fault(
            Sentence(
                "Có %(count)s phương án đúng mà loại %(kind)s chỉ nhận một: bỏ bớt “right: true”.",
                count=sum(right),
                kind=kind,
            )
            if kind != "single"
            else Sentence(
                "Có %(count)s phương án đúng mà loại single chỉ nhận một: bỏ bớt “right: true”, hoặc đổi "
                "thành “type: multiple”.",
                count=sum(right),
            ),
            "options",
        )


def _multiple(node: Node, _values: Mapping[str, Any]) -> None:
    right = _check_options(node)
    if right and not any(right):
        node.fault(Sentence("Chưa có phương án đúng: thêm “right: true” vào các phương án đúng."), "options")


def _nothing_more(_node: Node, _values: Mapping[str, Any]) -> None:
    """Nothing beyond the keys to check."""


def _numeric(node: Node, values: Mapping[str, Any]) -> None:
    answer, decimals = values.get("answer"), values.get("decimals")
    if answer is None:
        return
    _number(node, answer, decimals)
    _one_tolerance(node, values)
    tolerance, percent = values.get("tolerance", Decimal(0)), values.get("tolerance_percent")
    for position, entry in enumerate(as_list(as_mapping(node.value).get("mistakes"))):
        value = as_mapping(entry).get("value")
        if not isinstance(value, int | Decimal) or isinstance(value, bool):
            continue
        if within(round_to(Decimal(value), decimals), answer, tolerance, percent):
            node.fault(
                Sentence(
                    "Số %(value)s được chấm là đúng nên không thể là lỗi hay gặp: bỏ dòng này.", value=value
                ),
                "mistakes",
                position,
                "value",
            )


def _number(node: Node, answer: Decimal, decimals: int | None) -> None:
    places = -int(answer.as_tuple().exponent)
    if places == 3 and decimals is None:
        node.fault(
            Sentence(
                "Đáp số %(answer)s có ba chữ số sau dấu chấm, dễ nhầm với dấu chấm hàng nghìn. "
                "Nếu là %(value)s thì viết liền; nếu đúng là số lẻ thì thêm “decimals: 3”.",
                answer=f"{answer:f}",
                value=str(answer).replace(".", ""),
            ),
            "answer",
        )
    if decimals is not None and places > decimals:
        node.fault(
            Sentence(
                "Đáp số %(answer)s lẻ hơn %(decimals)s chữ số của “decimals”: làm tròn đáp số.",
                answer=f"{answer:f}",
                decimals=decimals,
            ),
            "answer",
        )


def _one_tolerance(node: Node, values: Mapping[str, Any]) -> None:
    if "tolerance" in values and "tolerance_percent" in values:
        node.fault(Sentence("Chỉ dùng một trong hai: tolerance hoặc tolerance_percent."), "tolerance_percent")


def _calculated(node: Node, values: Mapping[str, Any]) -> None:
    _one_tolerance(node, values)
    written = as_mapping(node.value)
    if ("answer" in written) == ("options" in written):
        node.fault(
            Sentence("Câu loại calculated cần đúng một trong hai: answer (điền số) hoặc options (chọn).")
        )
    if "options" in written:
        _one_right(node, "calculated")
        for key in ("rounding", "decimals", "tolerance", "tolerance_percent", "unit", "mistakes"):
            if key in written:
                node.fault(
                    Sentence("Mục “%(key)s” chỉ dùng khi điền số: bỏ đi, hoặc bỏ options.", key=key), key
                )
    elif "decimals" in written and written.get("rounding", "exact") == "exact":
        node.fault(
            Sentence("Có decimals thì nói rõ cách làm tròn: thêm “rounding: half_up”, ceil hoặc floor."),
            "decimals",
        )


def _short(node: Node, values: Mapping[str, Any]) -> None:
    settings = {key: values[key] for key in ("marks", "case", "spacing") if key in values}
    _wordings(node, Short(id="", stem=None, accepted=(), **settings))  # type: ignore[arg-type]


def _wordings(node: Node, wording: Short | Gap) -> None:
    seen: set[str] = set()
    for position, text in enumerate(as_list(as_mapping(node.value).get("accepted"))):
        if not isinstance(text, str) or not text.strip():
            continue
        form = comparable(text, wording)
        if not any(parts(text, wording)):
            node.fault(
                Sentence("Đáp án “%(text)s” không có chữ hay số nào để so: viết bằng chữ.", text=text),
                "accepted",
                position,
            )
        elif form in seen and "*" not in text:
            node.fault(
                Sentence("Đáp án “%(text)s” được so như một đáp án ở trên: bỏ dòng này.", text=text),
                "accepted",
                position,
            )
        seen.add(form)


def _matching(node: Node, _values: Mapping[str, Any]) -> None:
    pairs = [as_mapping(entry) for entry in as_list(as_mapping(node.value).get("pairs"))]
    check_same(node, "pairs", [pair.get("left") for pair in pairs], Sentence("vế trái"), "left")
    rights = [same_words(nfc(pair["right"])) for pair in pairs if isinstance(pair.get("right"), str)]
    for position, text in enumerate(as_list(as_mapping(node.value).get("extra"))):
        if isinstance(text, str) and same_words(nfc(text)) in rights:
            node.fault(
                Sentence("Vế phải thừa “%(text)s” trùng một vế phải đúng: sửa hoặc bỏ.", text=text),
                "extra",
                position,
            )
    check_same(node, "extra", list(as_list(as_mapping(node.value).get("extra"))), Sentence("vế phải thừa"))


def _ordering(node: Node, _values: Mapping[str, Any]) -> None:
    check_same(node, "items", list(as_list(as_mapping(node.value).get("items"))), Sentence("mục"))


def _categorise(node: Node, values: Mapping[str, Any]) -> None:
    items = [as_mapping(entry) for entry in as_list(as_mapping(node.value).get("items"))]
    check_same(node, "items", [item.get("text") for item in items], Sentence("mục"), "text")
    check_same(node, "categories", list(as_list(as_mapping(node.value).get("categories"))), Sentence("nhóm"))
    known = values.get("categories", ())
    for position, item in enumerate(values.get("items", ())):
        if item.category not in known:
            names = ", ".join(known)
            node.fault(
                Sentence(
                    "Không có nhóm “%(category)s”. Các nhóm: %(names)s.", category=item.category, names=names
                ),
                "items",
                position,
                "category",
            )


def _gaps(node: Node, values: Mapping[str, Any]) -> None:
    gaps: tuple[Gap, ...] = values.get("gaps", ())
    written = as_list(as_mapping(node.value).get("gaps"))
    if len(gaps) < len(written):
        return
    for position, gap in enumerate(gaps):
        _gap(Node(node.source, (*node.path, "gaps", position), written[position], node.faults), gap)
    names = [gap.name for gap in gaps]
    check_same(node, "gaps", list(names), Sentence("tên ô"), "name")
    text = values.get("text")
    shown = names_shown(text.markdown) if text is not None else []
    if text is not None and shown != list(dict.fromkeys(names)):
        node.fault(
            Sentence(
                "Các ô trong đoạn và trong “gaps” phải là một, đúng thứ tự, mỗi ô một lần. "
                "Trong đoạn: %(value)s; trong gaps: %(names)s.",
                value=", ".join(shown) or Sentence("chưa có"),
                names=", ".join(names),
            ),
            "text",
        )
    elif text is not None and any(text.markdown.count("{" + name + "}") > 1 for name in names):
        node.fault(Sentence("Có ô viết hai lần trong đoạn: mỗi ô một lần."), "text")


_GAP_KEYS: Mapping[GapKind, tuple[frozenset[str], tuple[str, ...]]] = {
    GapKind.TEXT: (frozenset({"accepted", "marks", "case", "spacing"}), ("accepted",)),
    GapKind.NUMBER: (
        frozenset({"answer", "tolerance", "tolerance_percent", "decimals", "unit"}),
        ("answer",),
    ),
    GapKind.CHOICE: (frozenset({"choices", "right"}), ("choices", "right")),
}


def _gap(node: Node, gap: Gap) -> None:
    written = as_mapping(node.value)
    allowed, needed = _GAP_KEYS[gap.type]
    for key in needed:
        if key not in written:
            node.fault(Sentence("Ô loại %(type)s cần mục “%(key)s”.", type=gap.type, key=key))
    for key in written:
        if key not in allowed | {"name", "type", "feedback"}:
            node.fault(
                Sentence("Ô loại %(type)s không dùng mục “%(key)s”: bỏ đi.", type=gap.type, key=key), str(key)
            )
    if gap.type is GapKind.TEXT:
        _wordings(node, gap)
    elif gap.type is GapKind.NUMBER and gap.answer is not None:
        _number(node, gap.answer, gap.decimals)
        _one_tolerance(node, written)
    elif gap.type is GapKind.CHOICE and gap.choices:
        check_same(node, "choices", list(gap.choices), Sentence("lựa chọn"))
        if gap.right not in gap.choices:
            node.fault(
                Sentence(
                    "Lựa chọn đúng “%(right)s” không có trong choices: chép đúng một lựa chọn.",
                    right=gap.right,
                ),
                "right",
            )


def _essay(node: Node, values: Mapping[str, Any]) -> None:
    rows = values.get("rubric", ())
    points = values.get("points", Decimal(1))
    given = sum((row.points for row in rows), Decimal(0))
    if rows and given != points:
        node.fault(
            Sentence(
                "Các dòng chấm cộng lại %(given)s điểm mà câu có %(points)s điểm: sửa cho bằng nhau.",
                given=f"{given:f}",
                points=f"{points:f}",
            ),
            "rubric",
        )
    check_same(node, "rubric", [row.id for row in rows], Sentence("mã dòng chấm"), "id")
    if 0 < values.get("max_words", 0) < values.get("min_words", 0):
        node.fault(Sentence("max_words nhỏ hơn min_words: sửa một trong hai."), "max_words")


CHECKS: dict[str, Callable[[Node, Mapping[str, Any]], None]] = {
    "single": _single,
    "multiple": _multiple,
    "truefalse": _nothing_more,
    "numeric": _numeric,
    "calculated": _calculated,
    "short": _short,
    "matching": _matching,
    "ordering": _ordering,
    "categorise": _categorise,
    "gaps": _gaps,
    "essay": _essay,
}
