"""Questions of order and of boxes: Moodle has the one under its own name, and pairs for the other."""

from typing import Any

import pytest

from lms.exchange import Conversion, Format, convert
from lms.questions import grade, make_instance, validate_answer

HEAD = "id: q\ntitle: Q\npass: 1\nquestions:\n"
ORDER = HEAD + "  - {id: xep, type: ordering, stem: Xếp., items: [Ghi sổ, Cộng **sổ**, So với tiền], %s}\n"
BOXES = HEAD + (
    "  - id: nhom\n    type: categorise\n    stem: Nhóm.\n    scoring: partial\n"
    "    categories: [cố định, theo túi, doanh thu]\n"
    "    items: [{text: Kho, category: cố định}, {text: Than, category: theo túi},\n"
    "            {text: Thuê, category: cố định}]\n"
)
#: As Moodle 4.4 writes it.
MOODLE = """<quiz><question type="ordering"><name><text>Xếp</text></name>
<questiontext format="html"><text>Put these in order.</text></questiontext>
<defaultgrade>1.0000000</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden><idnumber></idnumber>
<layouttype>HORIZONTAL</layouttype><selecttype>%s</selecttype><selectcount>2</selectcount>
<gradingtype>%s</gradingtype><showgrading>SHOW</showgrading><numberingstyle>none</numberingstyle>
<partiallycorrectfeedback format="html"><text>Part.</text></partiallycorrectfeedback>
<answer fraction="1.0000000" format="moodle_auto_format"><text>Modular</text></answer>
<answer fraction="2.0000000" format="html"><text><![CDATA[<p>Object</p>]]></text></answer>
<answer fraction="3.0000000" format="moodle_auto_format"><text>Oriented</text></answer>
</question></quiz>"""


def only(made: Conversion) -> dict[str, Any]:
    assert not made.faults
    (question,) = made.source.value["questions"]
    found: dict[str, Any] = question
    return found


def through(text: str, target: Format) -> tuple[dict[str, Any], Conversion]:
    there = convert(text.encode(), "q.yml", Format.YAML, target)
    assert there.output is not None, there.faults
    return only(convert(there.output, "q", target, Format.YAML)), there


@pytest.mark.parametrize("scoring", ["all_or_nothing", "partial"])
def test_an_order_goes_to_moodle_and_back_with_its_scoring(scoring: str) -> None:
    back, there = through(ORDER % f"feedback_partly: Gần rồi, scoring: {scoring}", Format.MOODLEXML)
    assert [note.message for note in there.losses if "xep" in note.message] == []
    assert back["items"] == ["Ghi sổ", "Cộng **sổ**", "So với tiền"]
    assert back.get("scoring", "all_or_nothing") == scoring
    assert back["feedback_partly"] == "Gần rồi"
    grading = {"all_or_nothing": b"ALL_OR_NOTHING", "partial": b"ABSOLUTE_POSITION"}[scoring]
    assert there.output is not None
    assert b"<gradingtype>" + grading in there.output
    assert b"<selecttype>ALL</selecttype>" in there.output


@pytest.mark.parametrize(
    ("chosen", "grading", "scoring", "lost"),
    [
        ("ALL", "ABSOLUTE_POSITION", "partial", []),
        ("ALL", "ALL_OR_NOTHING", None, []),
        ("ALL", "LONGEST_ORDERED_SUBSET", "partial", ["Cách chấm LONGEST_ORDERED_SUBSET"]),
        ("RANDOM", "ABSOLUTE_POSITION", "partial", ["Mỗi lượt chỉ hỏi 2 trong 3 mục"]),
    ],
)
def test_an_order_of_moodles_is_read(chosen: str, grading: str, scoring: str | None, lost: list[str]) -> None:
    made = convert((MOODLE % (chosen, grading)).encode(), "q.xml", Format.MOODLEXML, Format.YAML)
    question = only(made)
    assert question["type"] == "ordering"
    assert question["items"] == ["Modular", "Object", "Oriented"]
    assert question["feedback_partly"] == "Part."
    assert question.get("scoring") == scoring
    assert [note.message.split(" không")[0] for note in made.losses] == lost


def test_an_order_in_moodles_gift_is_not_taken_for_words_to_type() -> None:
    text = (
        "::Xếp::[html]Xếp lại.{>2 CONTIGUOUS VERTICAL ALL_OR_NOTHING HIDE\nMột = 1\nHai\n\tBa <b>ba</b>\n}\n"
    )
    made = convert(text.encode(), "q.gift", Format.GIFT, Format.YAML)
    question = only(made)
    assert (question["type"], question["items"]) == ("ordering", ["Một = 1", "Hai", "Ba **ba**"])
    assert "scoring" not in question
    assert [(note.line, note.message.split(" không")[0]) for note in made.losses] == [
        (1, "Mỗi lượt chỉ hỏi 2 trong 3 mục")
    ]


def test_an_item_without_words_is_a_fault_on_its_line() -> None:
    text = (MOODLE % ("ALL", "ALL_OR_NOTHING")).replace("Oriented", "")
    made = convert(text.encode(), "q.xml", Format.MOODLEXML, Format.YAML)
    assert made.output is None
    assert 9 in [fault.line for fault in made.faults]


@pytest.mark.parametrize("target", [Format.GIFT, Format.MOODLEXML])
def test_boxes_become_pairs_and_the_note_says_so(target: Format) -> None:
    back, there = through(BOXES, target)
    assert back["type"] == "matching"
    assert back["pairs"] == [
        {"left": "Kho", "right": "cố định"},
        {"left": "Than", "right": "theo túi"},
        {"left": "Thuê", "right": "cố định"},
    ]
    assert back["extra"] == ["doanh thu"]
    assert [(note.line, "ghép" in note.message) for note in there.losses if "nhom" in note.message] == [
        (6, True)
    ]


def test_an_arrow_in_an_item_becomes_one_that_gift_does_not_read() -> None:
    back, there = through(BOXES.replace("text: Kho", 'text: "Kho -> chợ"'), Format.GIFT)
    assert back["pairs"][0] == {"left": "Kho → chợ", "right": "cố định"}
    assert "Bỏ dấu -> (items), đổi thành →, của câu nhom." in [note.message for note in there.losses]


@pytest.mark.parametrize("target", [Format.GIFT, Format.MOODLEXML])
def test_pairs_made_of_boxes_are_marked_as_the_boxes_were(target: Format) -> None:
    there = convert(BOXES.encode(), "q.yml", Format.YAML, target)
    assert there.output is not None
    before, after = there.quiz, convert(there.output, "q", target, Format.YAML).quiz
    assert before is not None
    assert after is not None
    for right in range(4):
        scores = []
        for quiz in (before, after):
            question = quiz.questions[0]
            instance = make_instance(quiz, "5eed")
            drawn = instance.questions[0]
            words = getattr(question, "categories", None) or getattr(question, "choices", ())
            names = {words[choice.index]: choice.token for choice in drawn.choices}
            boxes = ["cố định", "theo túi", "cố định"]
            answer = {
                choice.token: names[boxes[choice.index] if choice.index < right else "doanh thu"]
                for choice in drawn.options
            }
            kept = validate_answer(question, drawn, answer).value
            scores.append(grade(quiz, instance, {question.id: kept}).score)
        assert scores[0] == scores[1]
        assert (scores[0] > 0) is (right > 0)
