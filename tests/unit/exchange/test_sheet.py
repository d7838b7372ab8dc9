"""The Excel sheet of questions as a trainer fills it by hand."""

import pytest

from lms.exchange import Format, convert
from lms.exchange.sheet import template
from lms.spreadsheets import write_xlsx


def test_the_template_converts() -> None:
    made = convert(template(), "f.xlsx", Format.XLSX, Format.YAML)
    assert not made.faults
    assert [question["type"] for question in made.source.value["questions"]] == [
        "single",
        "numeric",
        "truefalse",
        "multiple",
        "short",
        "matching",
        "essay",
    ]


@pytest.mark.parametrize("answer", ["AC", "a c", "A, C", "A;C"])
def test_a_sheet_is_filled_as_people_write(answer: str) -> None:
    """Kinds by their Vietnamese names, letters however they are parted, accepted words in the answer cell."""
    headings = ["Mã câu", "Loại", "Câu hỏi", "A", "B", "C", "Đáp án"]
    rows = [
        ["", "Chọn nhiều", "Khoản nào trả theo túi?", "Than", "Thuê kho", "Chuối", answer],
        ["", "điền chữ", "Phần còn lại gọi là gì?", "", "", "", "lãi góp;số dư đảm phí"],
        ["", "tự luận", "Viết ba câu.", "", "", "", ""],
    ]
    made = convert(write_xlsx(headings, rows, sheet="Câu hỏi"), "f.xlsx", Format.XLSX, Format.YAML)
    assert not made.faults
    many, short, essay = made.source.value["questions"]
    assert [option.get("right", False) for option in many["options"]] == [True, False, True]
    assert short["accepted"] == ["lãi góp", "số dư đảm phí"]
    assert essay["type"] == "essay"


MISTAKES = {
    ("chọn một", "a", "1", "2", ""): "Cột Đáp án: viết chữ của phương án đúng, ví dụ B.",
    ("chọn một", "b", "1", "2", "A, B"): "Cột Đáp án có 2 chữ mà câu chọn một chỉ có một phương án đúng: "
    "bỏ bớt, hoặc viết “chọn nhiều” ở cột Loại.",
    ("chọn một", "c", "1", "", "A"): "Mới có 1 phương án: viết ít nhất 2, mỗi cột A, B, C… một phương án.",
    (
        "chọn một",
        "d",
        "",
        "",
        "",
    ): "Các cột A, B, C… trống: viết ít nhất hai phương án, mỗi cột một phương án.",
    ("chọn một", "", "1", "2", "A"): "Cột Câu hỏi trống: viết câu hỏi.",
    ("chọn nhiều", "e", "1", "2", ""): "Cột Đáp án: viết chữ của các phương án đúng, ví dụ A, C.",
    ("điền số", "f", "", "", ""): "Cột Đáp án trống: viết đáp số, ví dụ 667 hoặc 34,74.",
    ("điền số", "g", "", "", "vài"): "Cột Đáp án phải là số: viết 667 hoặc 34,74.",
    (
        "điền chữ",
        "h",
        "",
        "",
        "",
    ): "Cột Đáp án trống: viết các cách trả lời đúng, cách nhau bằng dấu chấm phẩy.",
    ("đúng sai", "i", "", "", "có"): "Cột Đáp án của câu đúng sai phải là Đúng hoặc Sai.",
    (
        "tự luận",
        "k",
        "",
        "",
        "hay",
    ): "Câu tự luận không dùng cột Đáp án: để trống, viết ở cột Mục khác như tệp mẫu.",
    ("lạ", "l", "", "", ""): "Cột Loại: không có loại “lạ”. Viết một trong: chọn một, chọn nhiều, đúng sai, "
    "điền số, điền chữ, ghép, xếp thứ tự, xếp nhóm, điền ô trống, tính, tự luận.",
}


@pytest.mark.parametrize(("row", "told"), MISTAKES.items())
def test_what_is_wrong_is_said_in_the_words_of_the_sheet(row: tuple[str, ...], told: str) -> None:
    headings = ["Loại", "Câu hỏi", "A", "B", "Đáp án"]
    sheet = write_xlsx(headings, [["đúng sai", "Đủ", "", "", "Đúng"], row], sheet="Câu hỏi")
    made = convert(sheet, "f.xlsx", Format.XLSX, Format.YAML)
    assert [(fault.line, fault.message) for fault in made.faults] == [(3, told)]


def test_faults_of_other_columns_name_them() -> None:
    headings = ["Mã câu", "Loại", "Câu hỏi", "Đáp án", "Điểm", "Mục khác"]
    rows = [
        ["Câu 1", "đúng sai", "Đủ", "Đúng", "0,001", ""],
        ["hai", "ghép", "Thiếu cặp", "", "1", ""],
        ["ba", "điền số", "Thừa mục", "5", "1", "pairs: 1"],
    ]
    made = convert(write_xlsx(headings, rows, sheet="Câu hỏi"), "f.xlsx", Format.XLSX, Format.YAML)
    told = [f"{fault.line} {fault.message}" for fault in made.faults]
    assert [line.split(":")[0] for line in told[:1]] == [
        "2 Cột Mã câu chỉ gồm chữ thường không dấu, chữ số và gạch nối, dài nhất 64, ví dụ diem-hoa-von; "
        "để trống cũng được."
    ]
    assert told[1].startswith("2 Mục “Điểm” ")
    assert told[2].startswith("3 Cột Mục khác: Thiếu mục “pairs” ")
    assert told[3].startswith("4 Cột Mục khác: Không có mục “pairs” ")


def test_a_calculated_question_has_its_formula_in_the_answer_column() -> None:
    headings = ["Loại", "Câu hỏi", "Đáp án", "Mục khác"]
    rest = "variables:\n- {name: gia, values: [10, 20]}\n"
    sheet = write_xlsx(headings, [["tính", "Hai lần {gia}?", "gia * 2", rest]], sheet="Câu hỏi")
    made = convert(sheet, "f.xlsx", Format.XLSX, Format.YAML)
    assert not made.faults
    assert made.source.value["questions"][0]["answer"] == "gia * 2"
    assert [note.message for note in made.warnings] == [
        "Điểm đạt đặt tạm là 1 trên 1 điểm: muốn khác thì viết ở cột Điểm của dòng “bài kiểm tra”."
    ]
