"""GIFT by Moodle's documented grammar, and what is wrong in it by line."""

from decimal import Decimal
from typing import Any

import pytest

from lms.exchange import Conversion, Format, convert


def read(text: str) -> Conversion:
    return convert(text.encode(), "f.gift", Format.GIFT, Format.YAML)


def question(text: str) -> dict[str, Any]:
    made = read(text)
    assert not made.faults
    found: dict[str, Any] = made.source.value["questions"][0]
    return found


def faults(text: str) -> list[str]:
    made = read(text)
    assert made.output is None
    return [str(fault) for fault in made.faults]


def test_multiple_choice_with_title_feedback_and_general_feedback() -> None:
    made = question("::Hòa vốn::Bao nhiêu túi?{\n~666#thiếu một\n=667#đủ\n~668 ####Lấy tổng chia}")
    assert made == {
        "id": "hoa-von",
        "type": "single",
        "stem": "Bao nhiêu túi?",
        "explanation": "Lấy tổng chia",
        "options": [
            {"text": "666", "feedback": "thiếu một"},
            {"text": "667", "right": True, "feedback": "đủ"},
            {"text": "668"},
        ],
    }


def test_missing_word_puts_a_line_where_the_answers_stood() -> None:
    assert question("Grant {~a =b} ở đây.")["stem"].replace("\\", "") == "Grant _____ ở đây."


def test_escapes_and_comments_with_ids_and_tags() -> None:
    made = question("// [id:a-b] [tag:level:V] [tag:outcomes:O2]\nA\\: 1\\=1 \\{x\\} \\~ \\# \\\\ \\n b{T}")
    assert made["stem"].replace("\\", "").replace("&#126;", "~") == "A: 1=1 {x} ~ #   \nb"
    assert (made["id"], made["level"], made["outcomes"]) == ("a-b", "V", ["O2"])


@pytest.mark.parametrize(
    ("text", "answer", "true_said", "false_said"),
    [("{T}", True, None, None), ("{FALSE#chưa#phải}", False, "chưa", "phải"),
     ("{TRUE#sai}", True, None, "sai"),
     ("{T##đúng####chung}", True, "đúng", None)],
)  # fmt: skip
def test_true_false_with_both_feedbacks(
    text: str, answer: bool, true_said: str | None, false_said: str | None
) -> None:
    made = question(f"Câu{text}")
    said = (made["answer"], made.get("feedback_true"), made.get("feedback_false"))
    assert said == (answer, true_said, false_said)


@pytest.mark.parametrize(
    ("text", "answer", "tolerance"),
    [("{#667}", 667, 0), ("{#1822:5}", 1822, 5), ("{#1..5}", 3, 2),
     ("{#-3.5:0.25}", Decimal("-3.5"), Decimal("0.25")),
     ("{#=%100%10:1 =%50%10:5}", 10, 1)],
)  # fmt: skip
def test_numbers(text: str, answer: Any, tolerance: Any) -> None:
    made = question(f"Số{text}")
    assert (made["answer"], made.get("tolerance", 0)) == (answer, tolerance)


def test_numbers_with_known_mistakes_and_feedback_for_the_rest() -> None:
    made = question("Số {#=667#đủ =%0%666#thiếu ~#xem lại}")
    assert made["mistakes"] == [{"value": 666, "feedback": "thiếu"}]
    assert (made["feedback_right"], made["feedback_wrong"]) == ("đủ", "xem lại")


def test_weights_make_a_multiple_choice() -> None:
    made = question("Hai khoản?{~%50%Kho ~%50%Khấu hao ~%-50%Chuối ~%-50%Đường}")
    assert [option.get("right", False) for option in made["options"]] == [True, True, False, False]
    assert made["scoring"].startswith("partial")


def test_matching_short_and_formats() -> None:
    matching = question("Ghép{=a -> một =b->hai = -> ba}")
    assert matching["pairs"] == [{"left": "a", "right": "một"}, {"left": "b", "right": "hai"}]
    assert matching["extra"] == ["ba"]
    assert question("Tên{=lãi góp =lai gop}")["accepted"] == ["lãi góp", "lai gop"]
    assert question("[html]<b>Giá</b>&nbsp;bán{T}")["stem"] == "**Giá** bán"
    assert question("[markdown]**Giá** [x]{T}")["stem"] == "**Giá** [x]"
    assert question("[plain]**Giá**{T}")["stem"] == "\\*\\*Giá\\*\\*"


def test_category_names_the_quiz_and_a_description_opens_it() -> None:
    made = read("$CATEGORY: $course$/top/Lãi góp\n\nĐọc kỹ trước khi làm.\n\nCâu{T}\n")
    assert made.source.value["title"] == "Lãi góp"
    assert made.source.value["id"] == "lai-gop"
    assert made.source.value["intro"] == "Đọc kỹ trước khi làm."


def test_half_credit_and_later_descriptions_are_losses_with_their_lines() -> None:
    made = read("Câu{~%50%gần\n=đúng}\n\nĐoạn giữa\n\nTên{=a =%75%b}")
    assert [note.line for note in made.losses] == [1, 4, 6]


def test_percentages_that_do_not_add_up_are_a_warning() -> None:
    made = read("Câu{~%50%a ~%30%b ~c}")
    assert any("80%" in note.message for note in made.warnings)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a{T}\n\nCâu {\n=a\n\n~b}", 3, "không có }"),
        ("Câu T}", 1, "không có dấu {"),
        ("Câu {=a ~b} và {=c ~d}", 1, "hai dấu {"),
        ("::Câu {T}", 1, "không có :: đóng"),
        ("Câu {\n=a\n=b\n~c}", 3, "2 phương án đúng"),
        ("Câu {~a ~b}", 1, "không có phương án đúng"),
        ("Câu {=a\n~\n~b}", 2, "không có chữ"),
        ("Câu {#bảy}", 1, "không phải đáp số"),
        ("Câu {=a -> b =c}", 1, "thiếu dấu ->"),
        ("Câu {=a\n~b\n~b}", 3, "giống nhau"),
        ("{T}", 1, "không có nội dung"),
        ("// chỉ có lời ghi\n", 1, "không có câu hỏi"),
    ],
)
def test_faults_name_their_line(text: str, line: int, words: str) -> None:
    found = faults(text)
    assert any(fault.startswith(f"f.gift:{line}: ") and words in fault for fault in found), found
