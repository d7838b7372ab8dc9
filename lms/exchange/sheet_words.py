"""Faults of a sheet in its own words: the validator speaks of keys, who fills a sheet sees columns.

A fault of the last column keeps the validator's words, for there the author writes keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lms.exchange.sheet_columns import KINDS, PLACES, QUIZ, REST
from lms.sources import Fault, Path, Sentence, Source

#: What the validator says, and what a sheet says instead; values are the validator's, and `column`, `other`
#: (the column of the first of two that are the same), `kind` and the names below of the sheet.
RETOLD = {
    "Chưa có phương án đúng: thêm “right: true” vào đúng một phương án.": Sentence(
        "Chưa có phương án đúng: viết chữ của phương án đúng vào cột %(column)s, ví dụ B."
    ),
    "Chưa có phương án đúng: thêm “right: true” vào các phương án đúng.": Sentence(
        "Chưa có phương án đúng: viết chữ của các phương án đúng vào cột %(column)s, ví dụ A, C."
    ),
    "Có %(count)s phương án đúng mà loại single chỉ nhận một: bỏ bớt “right: true”, hoặc đổi thành "
    "“type: multiple”.": Sentence(
        "Cột %(column)s có %(count)s chữ mà câu loại %(one)s chỉ có một phương án đúng: để lại một chữ, "
        "hoặc viết “%(several)s” vào cột %(type)s."
    ),
    "Mục “%(name)s” có %(count)s dòng: cần ít nhất %(least)s.": Sentence(
        "Câu mới có %(count)s phương án: viết ít nhất %(least)s, mỗi phương án vào một cột, từ cột A và "
        "cột B."
    ),
    "Mục “%(name)s” có %(count)s dòng: chỉ được nhiều nhất %(most)s.": Sentence(
        "Cột %(column)s có %(count)s đáp án: chỉ được nhiều nhất %(most)s."
    ),
    "Hai %(word)s giống nhau (thứ %(number)s và thứ %(number2)s): sửa hoặc bỏ một.": Sentence(
        "Cột %(other)s và cột %(column)s giống nhau: sửa hoặc bỏ một."
    ),
    "Loại câu hỏi “%(kind)s” không có. Các loại dùng được: %(names)s.": Sentence(
        "Cột %(column)s: không có loại “%(kind)s”. Viết một trong: %(kinds)s."
    ),
    "Mục “%(name)s” đang trống: viết nội dung, hoặc bỏ mục này nếu không cần.": Sentence(
        "Cột %(column)s không có chữ nào đọc được: viết lại nội dung, hoặc xóa ô này nếu không cần."
    ),
    "Mục “%(name)s” dài %(count)s chữ: rút còn nhiều nhất %(longest)s.": Sentence(
        "Cột %(column)s dài %(count)s chữ: rút còn nhiều nhất %(longest)s."
    ),
    "Mục “%(name)s” phải từ %(least)s đến %(most)s.": Sentence(
        "Cột %(column)s phải là số từ %(least)s đến %(most)s."
    ),
    "Mục “%(name)s” có nhiều nhất %(places)s chữ số sau dấu chấm.": Sentence(
        "Cột %(column)s có nhiều nhất %(places)s chữ số sau dấu phẩy."
    ),
    "Mã “%(name)s” chỉ gồm chữ thường không dấu, chữ số và gạch nối, dài nhất %(longest)s, ví dụ "
    "diem-hoa-von.": Sentence(
        "Cột %(column)s chỉ gồm chữ thường không dấu, chữ số và gạch nối, dài nhất %(longest)s, ví dụ "
        "diem-hoa-von."
    ),
    "Đáp số %(answer)s có ba chữ số sau dấu chấm, dễ nhầm với dấu chấm hàng nghìn. Nếu là %(value)s thì viết "
    "liền; nếu đúng là số lẻ thì thêm “decimals: 3”.": Sentence(
        "Cột %(column)s có ba chữ số lẻ, dễ nhầm với dấu chấm hàng nghìn. Nếu là %(value)s thì viết liền; "
        "nếu đúng là số lẻ thì viết “decimals: 3” vào cột %(rest)s."
    ),
    "Đáp số %(answer)s lẻ hơn %(decimals)s chữ số của “decimals”: làm tròn đáp số.": Sentence(
        "Cột %(column)s lẻ hơn %(decimals)s chữ số của “decimals” ở cột %(rest)s: làm tròn đáp số."
    ),
    "Đáp án “%(text)s” được so như một đáp án ở trên: bỏ dòng này.": Sentence(
        "Cột %(column)s: đáp án “%(text)s” được so như một đáp án đứng trước nó: bỏ đáp án này."
    ),
    "Điểm cần đạt là %(pass_points)s mà cả bài chỉ có %(points)s điểm: sửa “pass” hoặc “points”.": Sentence(
        "Điểm cần đạt là %(pass_points)s mà cả bài chỉ có %(points)s điểm: sửa cột %(column)s của dòng "
        "“%(quiz)s”, hoặc của các câu."
    ),
    **dict.fromkeys(
        (
            "Không có mục “%(name)s” trong %(what)s. Ý anh/chị là “%(close)s”?",
            "Không có mục “%(name)s” trong %(what)s. Các mục dùng được: %(names)s.",
        ),
        Sentence("Câu loại %(kind)s không dùng cột %(column)s: để trống cột này."),
    ),
}
_NAMES = {
    "one": KINDS["single"],
    "several": KINDS["multiple"],
    "kinds": ", ".join(KINDS.values()),
    "type": PLACES["type"],
    "quiz": QUIZ,
    "rest": REST,
}
MISSING = "Thiếu mục “%(key)s” trong %(what)s: thêm dòng “%(key)s: …” (%(about)s)."
_NEEDED = {
    "stem": Sentence("Cột %(column)s đang trống: viết câu hỏi vào đó."),
    "options": Sentence("Câu chưa có phương án: viết mỗi phương án vào một cột, từ cột A và cột B."),
    "accepted": Sentence(
        "Cột %(column)s đang trống: viết các đáp án được nhận, cách nhau bằng dấu chấm phẩy."
    ),
    "answer": Sentence("Cột %(column)s đang trống: viết đáp số, ví dụ 667 hoặc 34,74."),
}
_NEEDED_IN_REST = Sentence("Thiếu %(about)s: viết vào cột %(column)s, ví dụ %(example)s")
_PAIRED = "[{text: Thuê kho, category: cố định}, {text: Chuối tươi, category: theo túi}]"
#: What to write in the last column for what a kind of question needs there.
EXAMPLES = {
    ("matching", "pairs"): "pairs: [{left: Thuê kho, right: cố định}, {left: Chuối tươi, right: theo túi}]",
    ("ordering", "items"): "items: [Rửa chuối, Sấy, Đóng túi]",
    ("categorise", "categories"): "categories: [cố định, theo túi]",
    ("categorise", "items"): f"items: {_PAIRED}",
    ("gaps", "text"): "text: Hòa vốn ở {q} túi.",
    ("gaps", "gaps"): "gaps: [{name: q, type: number, answer: 667}]",
    ("calculated", "variables"): "variables: [{name: q, from: 100, to: 200, step: 10}]",
}


@dataclass(frozen=True)
class SheetSource(Source):
    """A quiz from a sheet. columns: the column that each value came from, by its path; what has none came
    from the last one."""

    columns: dict[Path, str] = field(default_factory=dict)

    def column(self, *path: str | int) -> str:
        """The heading of the column that the value at `path` was written in."""
        return next(
            (self.columns[at] for n in range(len(path), 0, -1) if (at := path[:n]) in self.columns), REST
        )

    def fault(self, message: str, *path: str | int) -> Fault:
        """A Fault on the row of `path` that names the column, and what to write there."""
        return super().fault(self._retold(message, path), *path)

    def _retold(self, message: str, path: Path) -> Sentence:
        values = message.values if isinstance(message, Sentence) else {}
        text = message.text if isinstance(message, Sentence) else ""
        question = self._question(path)
        if text == MISSING and len(path) == 2 and question:
            return _needed(str(question.get("type")), values)
        column = self.column(*path)
        if column == REST or text not in RETOLD:
            return Sentence("Cột %(column)s: %(message)s", column=column, message=message)
        kind = str(question.get("type", ""))
        first = values.get("number")
        other = self.column(*path[:3], first - 1) if isinstance(first, int) else ""
        own = _NAMES | {"column": column, "other": other}
        own |= {name: str(values[name]).replace(".", ",") for name in ("least", "most") if name in values}
        return Sentence(RETOLD[text].text, **{"kind": KINDS.get(kind, kind)} | values | own)

    def _question(self, path: Path) -> dict[str, Any]:
        if len(path) < 2 or path[0] != "questions" or not isinstance(path[1], int):
            return {}
        found: dict[str, Any] = self.value["questions"][path[1]]
        return found


def _needed(kind: str, values: dict[str, object]) -> Sentence:
    key = str(values["key"])
    if key in _NEEDED:
        return Sentence(_NEEDED[key].text, column=PLACES.get(key, PLACES["answer"]))
    example = EXAMPLES[kind, key]
    return Sentence(_NEEDED_IN_REST.text, column=REST, about=values["about"], example=example)
