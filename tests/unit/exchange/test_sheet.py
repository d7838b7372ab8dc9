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


def test_a_calculated_question_has_its_formula_in_the_answer_column() -> None:
    headings = ["Loại", "Câu hỏi", "Đáp án", "Mục khác"]
    rest = "variables:\n- {name: gia, values: [10, 20]}\n"
    sheet = write_xlsx(headings, [["tính", "Hai lần {gia}?", "gia * 2", rest]], sheet="Câu hỏi")
    made = convert(sheet, "f.xlsx", Format.XLSX, Format.YAML)
    assert not made.faults
    assert made.source.value["questions"][0]["answer"] == "gia * 2"
