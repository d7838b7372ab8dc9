"""Quiz text: what is accepted, and every fault with its line and what to write instead."""

from decimal import Decimal

import pytest

from lms.questions import Matching, Numeric, Single, parse_question, parse_quiz, rich_texts, with_html
from lms.sources import load_yaml
from tests.unit.questions.builders import EVERY_TYPE


def faults(text: str) -> list[str]:
    quiz, found = parse_quiz(load_yaml(text, "q.yml"))
    assert quiz is None
    return [str(fault) for fault in found]


def quiz_with(question: str, head: str = "pass: 1") -> str:
    lines = "\n".join(f"    {line}" for line in question.strip().splitlines())
    return f"id: q\ntitle: Bài\n{head}\nquestions:\n  -\n{lines}\n"


def test_every_type_is_read() -> None:
    quiz, found = parse_quiz(load_yaml(EVERY_TYPE, "q.yml"))
    assert found == []
    assert quiz is not None
    assert [question.type for question in quiz.questions] == [
        "single",
        "multiple",
        "truefalse",
        "numeric",
        "short",
        "matching",
        "ordering",
    ]
    assert quiz.points == 7
    assert quiz.pass_points == Decimal(5)
    single, numeric, matching = quiz.questions[0], quiz.questions[3], quiz.questions[5]
    assert isinstance(single, Single)
    assert single.options[2].pinned
    assert isinstance(numeric, Numeric)
    assert (numeric.answer, numeric.unit, numeric.mistakes[0].value) == (667, "túi", 666)
    assert isinstance(matching, Matching)
    assert matching.choices == ("cố định", "biến phí", "doanh thu")


def test_paths_of_rich_texts_are_those_of_the_text() -> None:
    source = load_yaml(EVERY_TYPE, "q.yml")
    quiz, _ = parse_quiz(source)
    assert quiz is not None
    for path, rich in rich_texts(quiz):
        value = source.value
        for step in path:
            value = value[step]
        assert value == rich.markdown
    inline: dict[str, bool] = {}

    def render(markdown: str, _path: object, is_inline: bool) -> str:
        inline[markdown] = is_inline
        return f"<{markdown}>"

    rendered = with_html(quiz, render)
    assert all(rich.html == f"<{rich.markdown}>" for _, rich in rich_texts(rendered))
    assert inline["Thuê kho"]
    assert inline["Ghi sổ"]
    assert not inline["Ghép khoản với loại."]


CASES = {
    "no right option": (
        "id: a\ntype: single\nstem: S\noptions: [{text: A}, {text: B}]",
        "q.yml:9: Chưa có phương án đúng: thêm “right: true” vào đúng một phương án.",
    ),
    "two right": (
        "id: a\ntype: single\nstem: S\noptions: [{text: A, right: true}, {text: B, right: true}]",
        "q.yml:9: Có 2 phương án đúng mà loại single chỉ nhận một: bỏ bớt “right: true”, "
        "hoặc đổi thành “type: multiple”.",
    ),
    "identical": (
        "id: a\ntype: multiple\nstem: S\noptions:\n- {text: Thuê kho, right: true}\n- {text: thuê  KHO}",
        "q.yml:11: Hai phương án giống nhau (thứ 1 và thứ 2): sửa hoặc bỏ một.",
    ),
    "empty stem": (
        'id: a\ntype: truefalse\nstem: ""\nanswer: true',
        "q.yml:8: Mục “stem” đang trống: viết nội dung, hoặc bỏ mục này nếu không cần.",
    ),
    "empty option": (
        "id: a\ntype: single\nstem: S\noptions:\n- {text: A, right: true}\n- {text: }",
        "q.yml:11: Mục “text” đang trống: viết nội dung, hoặc bỏ mục này nếu không cần.",
    ),
    "unknown key": (
        "id: a\ntype: truefalse\nstem: S\nanswer: true\nexplanaton: x",
        "q.yml:10: Không có mục “explanaton” trong câu hỏi loại truefalse. Ý anh/chị là “explanation”?",
    ),
    "missing key": (
        "id: a\ntype: numeric\nstem: S",
        "q.yml:6: Thiếu mục “answer” trong câu hỏi loại numeric: thêm dòng “answer: …” "
        "(đáp số, viết liền không chấm hàng nghìn).",
    ),
    "unknown type": (
        "id: a\ntype: poem\nstem: S",
        "q.yml:7: Loại câu hỏi “poem” không có. Các loại dùng được: single, multiple, truefalse, numeric, "
        "calculated, short, matching, ordering, categorise, gaps, essay.",
    ),
    "grouped answer": (
        "id: a\ntype: numeric\nstem: S\nanswer: 28.588",
        "q.yml:9: Đáp số 28.588 có ba chữ số sau dấu chấm, dễ nhầm với dấu chấm hàng nghìn. Nếu là 28588 thì "
        "viết liền; nếu đúng là số lẻ thì thêm “decimals: 3”.",
    ),
    "text answer": (
        "id: a\ntype: numeric\nstem: S\nanswer: 1.234.567",
        "q.yml:9: Mục “answer” phải là số viết liền, dấu chấm cho phần lẻ, ví dụ 667 hoặc 34.74.",
    ),
    "mistake that is right": (
        "id: a\ntype: numeric\nstem: S\nanswer: 667\ntolerance: 1\nmistakes: [{value: 666, feedback: x}]",
        "q.yml:11: Số 666 được chấm là đúng nên không thể là lỗi hay gặp: bỏ dòng này.",
    ),
    "accepted twice": (
        "id: a\ntype: short\nstem: S\naccepted: [hòa vốn, Hoà  vốn]",
        "q.yml:9: Đáp án “Hoà  vốn” được so như một đáp án ở trên: bỏ dòng này.",
    ),
    "extra is right": (
        "id: a\ntype: matching\nstem: S\npairs: [{left: A, right: x}, {left: B, right: y}]\nextra: [X]",
        "q.yml:10: Vế phải thừa “X” trùng một vế phải đúng: sửa hoặc bỏ.",
    ),
    "same items": (
        "id: a\ntype: ordering\nstem: S\nitems: [Ghi sổ, Ghi sổ]",
        "q.yml:9: Hai mục giống nhau (thứ 1 và thứ 2): sửa hoặc bỏ một.",
    ),
    "same numbers": (
        "id: a\ntype: single\nstem: S\noptions: [{text: 667, right: true}, {text: 667}]",
        "q.yml:9: Hai phương án giống nhau (thứ 1 và thứ 2): sửa hoặc bỏ một.",
    ),
    "points": (
        "id: a\ntype: truefalse\nstem: S\nanswer: true\npoints: 0",
        "q.yml:10: Mục “points” phải từ 0.01 đến 100.",
    ),
    "id": (
        "id: Câu 1\ntype: truefalse\nstem: S\nanswer: true",
        "q.yml:6: Mã “id” chỉ gồm chữ thường không dấu, chữ số và gạch nối, dài nhất 64, ví dụ diem-hoa-von.",
    ),
    "date as text": (
        "id: a\ntype: truefalse\nstem: 2026-01-02\nanswer: true",
        'q.yml:8: Mục “stem” phải là chữ: đặt trong dấu ngoặc kép, ví dụ "2026-01-02".',
    ),
    "one option": (
        "id: a\ntype: single\nstem: S\noptions: [{text: A, right: true}]",
        "q.yml:9: Mục “options” có 1 dòng: cần ít nhất 2.",
    ),
}


@pytest.mark.parametrize(("question", "message"), CASES.values(), ids=CASES.keys())
def test_fault(question: str, message: str) -> None:
    assert faults(quiz_with(question)) == [message]


def test_pass_above_points() -> None:
    text = quiz_with("id: a\ntype: truefalse\nstem: S\nanswer: true", "pass: 3")
    assert faults(text) == ["q.yml:3: Điểm cần đạt là 3 mà cả bài chỉ có 1 điểm: sửa “pass” hoặc “points”."]


def test_all_faults_at_once_in_order_of_lines() -> None:
    text = """id: q
pass: không
review: sometimes
questions:
  - {id: a, type: single, stem: S, options: [{text: A}, {text: a}], nope: 1}
  - {id: a, type: truefalse, stem: S, answer: 1}
  - {id: q, type: short, stem: S, accepted: []}
  - chữ
"""
    found = faults(text)
    assert [fault.split(": ")[0] for fault in found] == [
        "q.yml:1",
        "q.yml:2",
        "q.yml:3",
        "q.yml:5",
        "q.yml:5",
        "q.yml:5",
        "q.yml:6",
        "q.yml:6",
        "q.yml:7",
        "q.yml:7",
        "q.yml:8",
    ]
    assert "q.yml:6: Mã câu “a” đã dùng ở dòng 5: đặt mã khác." in found


@pytest.mark.parametrize("text", ["", "- a", "chữ", "a: [", "questions: 5", "questions: {a: b}"])
def test_no_quiz_at_all(text: str) -> None:
    assert faults(text)


def test_one_question_of_a_lesson() -> None:
    text = "id: thu\ntype: truefalse\nstem: Đúng không?\nanswer: false\n"
    question, found = parse_question(load_yaml(text, "bai.md", first_line=40))
    assert found == []
    assert question is not None
    assert question.id == "thu"
    question, found = parse_question(
        load_yaml("id: thu\ntype: truefalse\nanswer: false\n", "b.md", first_line=40)
    )
    assert question is None
    assert [fault.line for fault in found] == [40]
