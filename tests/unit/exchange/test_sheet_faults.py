"""Faults of a sheet: its row, its column, and what to write there, in no word that a sheet does not have."""

from pathlib import Path

import pytest

from lms.exchange import Conversion, Format, convert
from lms.exchange.sheet_columns import HEADINGS, KINDS
from lms.exchange.sheet_words import EXAMPLES, MISSING, RETOLD
from lms.paths import ROOT
from lms.spreadsheets import write_xlsx
from tests.words import sentences

LONG = "dài " * 1100
ONE = {"Loại": "chọn một", "Câu hỏi": "Lãi góp?", "A": "33.000", "B": "157.000", "Đáp án": "A"}
MANY = {**ONE, "Loại": "chọn nhiều"}
SHORT = {"Loại": "điền chữ", "Câu hỏi": "Gọi là gì?"}
NUMBER = {"Loại": "điền số", "Câu hỏi": "Mấy túi?", "Đáp án": "667"}
QUIZ = {"Loại": "bài kiểm tra", "Câu hỏi": "Bài", "Điểm": "1"}


def read(*rows: dict[str, str]) -> Conversion:
    cells = [[row.get(name, "") for name in HEADINGS] for row in rows]
    return convert(write_xlsx(HEADINGS, cells, sheet="Câu hỏi"), "f.xlsx", Format.XLSX, Format.YAML)


FAULTS = [
    (ONE | {"Đáp án": ""}, "Chưa có phương án đúng: viết chữ của phương án đúng vào cột Đáp án, ví dụ B."),
    (MANY | {"Đáp án": ""}, "chữ của các phương án đúng vào cột Đáp án, ví dụ A, C."),
    (ONE | {"Đáp án": "A, B"}, "Cột Đáp án có 2 chữ mà câu loại chọn một chỉ có một phương án đúng: để lại"),
    (ONE | {"B": ""}, "Câu mới có 1 phương án: viết ít nhất 2, mỗi phương án vào một cột"),
    (
        ONE | {"A": "", "B": "", "Đáp án": ""},
        "Câu chưa có phương án: viết mỗi phương án vào một cột, từ cột A",
    ),
    (ONE | {"B": "", "D": "33.000"}, "Cột A và cột D giống nhau: sửa hoặc bỏ một."),
    (ONE | {"Câu hỏi": ""}, "Cột Câu hỏi đang trống: viết câu hỏi vào đó."),
    (ONE | {"Loại": "trắc nghiệm"}, "Cột Loại: không có loại “trắc nghiệm”. Viết một trong: chọn một, chọn"),
    (ONE | {"Câu hỏi": LONG}, "Cột Câu hỏi dài 4399 chữ: rút còn nhiều nhất 4000."),
    (ONE | {"C": LONG}, "Cột C dài 4399 chữ: rút còn nhiều nhất"),
    (ONE | {"C": "1", "Lời nhắn C": LONG}, "Cột Lời nhắn C dài 4399 chữ: rút còn nhiều nhất"),
    (ONE | {"Điểm": "5000"}, "Cột Điểm phải là số từ 0,01 đến 100."),
    (ONE | {"Điểm": "0,125"}, "Cột Điểm có nhiều nhất 2 chữ số sau dấu phẩy."),
    (ONE | {"Mã câu": "Câu 1"}, "Cột Mã câu chỉ gồm chữ thường không dấu, chữ số và gạch nối"),
    (SHORT, "Cột Đáp án đang trống: viết các đáp án được nhận, cách nhau bằng dấu chấm phẩy."),
    (SHORT | {"Đáp án": "Lãi; lãi"}, "Cột Đáp án: đáp án “lãi” được so như một đáp án đứng trước nó"),
    (SHORT | {"Đáp án": ";".join(map(str, range(60)))}, "Cột Đáp án có 60 đáp án: chỉ được nhiều nhất"),
    (NUMBER | {"Đáp án": ""}, "Cột Đáp án đang trống: viết đáp số, ví dụ 667 hoặc 34,74."),
    (NUMBER | {"Đáp án": "2,125"}, "Cột Đáp án có ba chữ số lẻ, dễ nhầm với dấu chấm hàng nghìn."),
    (NUMBER | {"Đáp án": "2,12", "Mục khác": "decimals: 1"}, "Cột Đáp án lẻ hơn 1 chữ số của “decimals” ở"),
    ({**NUMBER, "Loại": "đúng sai"}, "Cột Đáp án của câu loại đúng sai phải là Đúng hoặc Sai."),
    (NUMBER | {"Mục khác": "màu: đỏ"}, "Cột Mục khác: Không có mục “màu” trong câu hỏi loại numeric."),
    (
        {"Loại": "ghép", "Câu hỏi": "Ghép."},
        "Thiếu các cặp đúng: viết vào cột Mục khác, ví dụ pairs: [{left: Thuê kho, right: cố định}, ",
    ),
]


@pytest.mark.parametrize(("row", "said"), FAULTS, ids=range(len(FAULTS)))
def test_a_fault_names_the_column_and_what_to_write(row: dict[str, str], said: str) -> None:
    made = read(QUIZ | {"Điểm": "0,01"}, ONE | {"Mã câu": "dung"}, row)
    assert made.output is None
    told = [fault for fault in made.faults if said in fault.message]
    assert [fault.line for fault in told] == [4], made.faults
    for fault in made.faults:
        if "Mục khác" not in fault.message:
            assert not any(word in fault.message for word in ("right", "type", "pairs", "Mục “", "options"))


def test_a_fault_of_the_whole_quiz_stands_on_its_row() -> None:
    made = read(ONE, QUIZ | {"Điểm": "9"})
    assert [str(fault) for fault in made.faults] == [
        "f.xlsx:3: Điểm cần đạt là 9 mà cả bài chỉ có 1 điểm: "
        "sửa cột Điểm của dòng “bài kiểm tra”, hoặc của các câu."
    ]
    made = read(QUIZ | {"Câu hỏi": "dài " * 60}, ONE)
    assert [str(fault) for fault in made.faults] == [
        "f.xlsx:2: Cột Câu hỏi dài 239 chữ: rút còn nhiều nhất 200."
    ]


def test_points_to_pass_are_asked_for_by_their_column() -> None:
    made = read(ONE)
    assert [note.message for note in made.warnings] == [
        "Điểm đạt đặt tạm là 1 trên 1 điểm: viết điểm đạt vào cột Điểm của dòng “bài kiểm tra”."
    ]


@pytest.mark.parametrize("kind", sorted({kind for kind, _ in EXAMPLES}))
def test_what_the_last_column_is_said_to_need_can_be_written_as_shown(kind: str) -> None:
    """Filled with all its examples a question is sound, but for the answer of a calculated one."""
    rest = "\n".join(example for asked, example in EXAMPLES.items() if asked[0] == kind)
    row = {"Loại": KINDS[kind], "Câu hỏi": "Hỏi?", "Mục khác": rest}
    made = read(QUIZ, row | ({"Đáp án": "7"} if kind == "calculated" else {}))
    assert made.output is not None, made.faults


def test_filled_columns_that_a_kind_does_not_use_are_named() -> None:
    made = read(
        QUIZ, {"Loại": "tự luận", "Câu hỏi": "Viết.", "Đáp án": "A", "B": "x"}, ONE | {"Lời nhắn C": "y"}
    )
    assert [(note.line, note.message) for note in made.losses] == [
        (3, "Bỏ cột B: câu loại tự luận không dùng, hoặc cột Mục khác đã nói."),
        (3, "Bỏ cột Đáp án: câu loại tự luận không dùng, hoặc cột Mục khác đã nói."),
        (4, "Bỏ cột Lời nhắn C: cột C trống."),
    ]


def test_every_sentence_that_is_retold_is_one_the_validator_says() -> None:
    said = {text for text, _ in sentences(ROOT / "lms" / "questions", Path("none"))}
    assert {*RETOLD, MISSING} <= said
