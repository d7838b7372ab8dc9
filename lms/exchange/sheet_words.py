"""What is said of a quiz of our format, in the words of the sheet in which it was written.

A sheet is judged as the text that it becomes; whoever filled it has never seen a line such as `right: true`.
"""

from __future__ import annotations

from collections.abc import Callable

from lms.sources import Sentence

REST = "Mục khác"
#: What stands in the column of kinds in the row of the quiz itself.
QUIZ_ROW = "bài kiểm tra"
#: Kinds as a sheet names them; the names of our format are read too.
KINDS = {
    "single": "chọn một",
    "multiple": "chọn nhiều",
    "truefalse": "đúng sai",
    "numeric": "điền số",
    "short": "điền chữ",
    "matching": "ghép",
    "ordering": "xếp thứ tự",
    "categorise": "xếp nhóm",
    "gaps": "điền ô trống",
    "calculated": "tính",
    "essay": "tự luận",
}
#: Keys of a question -> the heading above them.
COLUMNS = {
    "id": "Mã câu",
    "type": "Loại",
    "stem": "Câu hỏi",
    "answer": "Đáp án",
    "points": "Điểm",
    "explanation": "Giải thích",
    "hint": "Gợi ý",
}
_COLUMN_OF = COLUMNS | {"accepted": "Đáp án", "pass": "Điểm", "title": "Câu hỏi"}
#: Of an option, whose place the sentence does not tell.
_OF_OPTIONS = {"text", "feedback"}


def in_sheet_words(message: str) -> str:
    """`message`, or the same for somebody who sees rows and columns."""
    if not isinstance(message, Sentence):
        return message
    worded = _WORDED.get(message.text)
    if worded is not None:
        return worded(message)
    key = message.values.get("name", message.values.get("key"))
    if not isinstance(key, str) or ("“%(name)s”" not in message.text and "“%(key)s”" not in message.text):
        return message
    if key in _COLUMN_OF and "%(name)s" in message.text:
        return Sentence(message.text, **{**message.values, "name": _COLUMN_OF[key]})
    return message if key in _OF_OPTIONS else _of_rest(message)


def _of_rest(message: Sentence) -> Sentence:
    return Sentence("Cột %(rest)s: %(message)s", rest=REST, message=message)


def _missing(message: Sentence) -> Sentence:
    missing = {
        "stem": Sentence("Cột %(column)s trống: viết câu hỏi.", column="Câu hỏi"),
        "title": Sentence("Cột %(column)s trống: viết tên bài kiểm tra.", column="Câu hỏi"),
        "answer": Sentence("Cột %(column)s trống: viết đáp số, ví dụ 667 hoặc 34,74.", column="Đáp án"),
        "accepted": Sentence(
            "Cột %(column)s trống: viết các cách trả lời đúng, cách nhau bằng dấu chấm phẩy.", column="Đáp án"
        ),
        "options": Sentence("Các cột A, B, C… trống: viết ít nhất hai phương án, mỗi cột một phương án."),
    }
    return missing.get(str(message.values["key"])) or _of_rest(message)


def _too_few(message: Sentence) -> Sentence:
    if message.values["name"] != "options":
        return _of_rest(message)
    return Sentence(
        "Mới có %(count)s phương án: viết ít nhất %(least)s, mỗi cột A, B, C… một phương án.",
        count=message.values["count"],
        least=message.values["least"],
    )


_WORDED: dict[str, Callable[[Sentence], Sentence]] = {
    "Chưa có phương án đúng: thêm “right: true” vào đúng một phương án.": lambda _: Sentence(
        "Cột %(column)s: viết chữ của phương án đúng, ví dụ B.", column="Đáp án"
    ),
    "Chưa có phương án đúng: thêm “right: true” vào các phương án đúng.": lambda _: Sentence(
        "Cột %(column)s: viết chữ của các phương án đúng, ví dụ A, C.", column="Đáp án"
    ),
    "Có %(count)s phương án đúng mà loại single chỉ nhận một: bỏ bớt “right: true”, hoặc đổi thành "
    "“type: multiple”.": lambda message: Sentence(
        "Cột %(column)s có %(count)s chữ mà câu chọn một chỉ có một phương án đúng: bỏ bớt, hoặc viết "
        "“%(wanted)s” ở cột %(kind)s.",
        column="Đáp án",
        count=message.values["count"],
        wanted=KINDS["multiple"],
        kind="Loại",
    ),
    "Loại câu hỏi “%(kind)s” không có. Các loại dùng được: %(names)s.": lambda message: Sentence(
        "Cột %(column)s: không có loại “%(kind)s”. Viết một trong: %(names)s.",
        column="Loại",
        kind=message.values["kind"],
        names=", ".join(KINDS.values()),
    ),
    "Mã “%(name)s” chỉ gồm chữ thường không dấu, chữ số và gạch nối, dài nhất %(longest)s, ví dụ "
    "diem-hoa-von.": lambda message: Sentence(
        "Cột %(column)s chỉ gồm chữ thường không dấu, chữ số và gạch nối, dài nhất %(longest)s, ví dụ "
        "diem-hoa-von; để trống cũng được.",
        column="Mã câu",
        longest=message.values["longest"],
    ),
    "Mục “%(name)s” có %(count)s dòng: cần ít nhất %(least)s.": _too_few,
    "Thiếu mục “%(key)s” trong %(what)s: thêm dòng “%(key)s: …” (%(about)s).": _missing,
    "Điểm đạt đặt tạm là %(points)s trên %(total)s điểm: sửa “pass” cho đúng ý.": lambda message: Sentence(
        "Điểm đạt đặt tạm là %(points)s trên %(total)s điểm: muốn khác thì viết ở cột %(column)s của dòng "
        "“%(row)s”.",
        points=message.values["points"],
        total=message.values["total"],
        column="Điểm",
        row=QUIZ_ROW,
    ),
}
