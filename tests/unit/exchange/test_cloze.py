"""Moodle's embedded answers as gaps, with the line of everything that cannot stay."""

from typing import Any

import pytest

from lms.exchange import Conversion, Format, convert


def read(text: str, form: str = "html", more: str = "") -> Conversion:
    document = (
        f'<quiz>\n<question type="cloze"><name><text>Điền</text></name>\n<questiontext format="{form}">'
        f"<text><![CDATA[{text}]]></text></questiontext>{more}</question>\n</quiz>"
    )
    return convert(document.encode(), "f.xml", Format.MOODLEXML, Format.YAML)


def gaps(text: str, form: str = "html") -> list[dict[str, Any]]:
    made = read(text, form)
    assert not made.faults
    found: list[dict[str, Any]] = made.source.value["questions"][0]["gaps"]
    return [{key: value for key, value in gap.items() if key != "name"} for gap in found]


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("a {1:SHORTANSWER:=lãi góp~=số dư}", {"type": "text", "accepted": ["lãi góp", "số dư"]}),
        ("a {SA}{:SA:%100%lãi}", {"type": "text", "accepted": ["lãi"]}),
        ("a {1:SHORTANSWER_C:=H<sub>2</sub>O}",
         {"type": "text", "accepted": ["H<sub>2</sub>O"], "case": "strict"}),
        ("a {1:MW:=a\\}b\\~c\\#d}", {"type": "text", "accepted": ["a}b~c#d"]}),
        ("a {1:SA:=1 &lt; 2 &#126;}", {"type": "text", "accepted": ["1 < 2 ~"]}),
        ("a {1:SA:=lãi~*#Xem <b>lại</b>}", {"type": "text", "accepted": ["lãi"], "feedback": "Xem **lại**"}),
        ("a {1:NUMERICAL:=33,5:0.5}", {"type": "number", "answer": 33.5, "tolerance": 0.5}),
        ("a {2:NM:=667~*#Xem lại}", {"type": "number", "answer": 667, "feedback": "Xem lại"}),
        ("a {1:MULTICHOICE_VS:tăng#xem~=giảm}",
         {"type": "choice", "choices": ["tăng", "giảm"], "right": "giảm", "feedback": "xem"}),
        ("a {1:MCH:=có~không}", {"type": "choice", "choices": ["có", "không"], "right": "có"}),
    ],
)  # fmt: skip
def test_a_gap(text: str, gap: dict[str, Any]) -> None:
    assert gaps(text) == [gap]


def test_the_first_paragraph_is_the_stem_where_no_gap_stands_in_it() -> None:
    made = read("<p>Điền số.</p><p>Bán {1:NM:=667} túi {không phải ô}.</p>").source.value["questions"][0]
    assert (made["stem"], made["text"]) == ("Điền số.", "Bán {o1} túi \\{không phải ô\\}.")
    assert read("Bán {1:NM:=667} túi").source.value["questions"][0]["stem"] == "Điền vào chỗ trống."


def test_a_name_in_braces_is_no_gap_in_markdown_either() -> None:
    made = read("Điền.\n\nGiá {x} là {1:NM:=667}", "markdown")
    assert not made.faults
    assert made.source.value["questions"][0]["text"] == "Giá &#123;x} là {o1}"


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_signs_that_hold_our_places_make_no_gap_where_a_text_has_them(form: str) -> None:
    made = read("Xem.\n\nGiá \ue0000\ue001 là {1:SA:=lãi}", form)
    assert not made.faults
    assert made.source.value["questions"][0]["text"].count("{o1}") == 1


def test_points_are_the_sum_of_the_gaps() -> None:
    assert read("a {2:NM:=1} {2:NM:=2}").source.value["questions"][0]["points"] == 4
    uneven = read("a {1:NM:=1} {2:NM:=2}")
    assert uneven.source.value["questions"][0]["points"] == 3
    assert [note.line for note in uneven.losses] == [2]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a\nb {1:MULTIRESPONSE:=x~=y}", 4, "MULTIRESPONSE"),
        ("a\n\nb {1:SA:=x", 5, "không có dấu }"),
        ("a {1:NM:=bảy}", 3, "không phải là số"),
        ("a {1:NM:=7:gần}", 3, "không phải là số"),
    ],
)
def test_a_question_that_has_no_place_here_is_left_out_by_name_and_line(
    text: str, line: int, words: str
) -> None:
    other = (
        "<question type='truefalse'><questiontext><text>A?</text></questiontext><answer fraction='100'>"
        "<text>true</text></answer><answer fraction='0'><text>false</text></answer></question>"
    )
    made = read(text, more=f"</question>{other}<question type='description'>")
    assert not made.faults
    assert [question["type"] for question in made.source.value["questions"]] == ["truefalse"]
    assert any(
        note.line == line and words in note.message and "“Điền”" in note.message for note in made.losses
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a {1:SA:=x~%50%y}", "50%"),
        ("a {1:SA:=x#giỏi}", "khi điền đúng"),
        ("a {1:SA:=x~y#nhầm}", "câu trả lời sai “y”"),
        ("a {1:NM:=7~=8}", "mỗi ô một đáp số"),
        ("a {1:MC:=x~y#một~z#hai}", "một lời nhắn"),
    ],
)
def test_what_a_gap_loses_is_said(text: str, words: str) -> None:
    made = read(text)
    assert not made.faults
    assert [note.line for note in made.losses if words in note.message] == [3]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a {1:SA:x~y}", "100%"),
        ("a {1:MC:=x~=y}", "2 lựa chọn đúng"),
        ("a {1:MC:=x~x}", "giống nhau"),
        ("không có ô", "không có ô nào"),
    ],
)
def test_defects_are_faults_with_their_line(text: str, words: str) -> None:
    made = read(text)
    assert made.output is None
    assert any(words in fault.message for fault in made.faults), made.faults


def test_signs_of_moodle_in_our_text_do_not_become_gaps() -> None:
    quiz = (
        "id: q\ntitle: Q\npass: 1\nquestions:\n  - id: a\n    type: gaps\n    stem: 'Viết {1:SA:=x}?'\n"
        "    text: 'Ô {o1}'\n    scoring: partial\n"
        "    gaps: [{name: o1, type: text, accepted: ['}~#=%&*x']}]\n"
    )
    made = convert(quiz.encode(), "q.yml", Format.YAML, Format.MOODLEXML)
    assert made.output is not None
    back = convert(made.output, "q.xml", Format.MOODLEXML, Format.YAML)
    (question,) = back.source.value["questions"]
    assert question["gaps"] == [{"name": "o1", "type": "text", "accepted": ["}~#=%&*x"]}]
    assert question["stem"] == "Viết &#123;1:SA:=x}?"
