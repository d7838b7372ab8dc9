"""A table and its like in the texts of another program: the words stay, the loss is named with its line."""

import pytest

from lms.exchange import Format, convert

TABLE = "<table><tr><th>Khoản</th><th>Tiền</th></tr><tr><td>Than</td><td>9</td></tr></table>"
LIST = "<ul><li>Than</li><li>Kho</li></ul>"
XML = """<quiz><question type="multichoice"><name><text>a</text></name>
<questiontext format="html">
<text><![CDATA[<p>Xem bảng:</p>{stem}]]></text></questiontext>
<answer fraction="100" format="html"><text>{option}</text></answer>
<answer fraction="0" format="html">
<text><![CDATA[{option_html}]]></text></answer>
<generalfeedback format="html"><text>Xong</text></generalfeedback></question></quiz>"""
GIFT = "// chú thích\n\n::a::[html]<p>Xem bảng:</p>{stem}{{\n=Đúng\n~[html]{option_html}\n}}\n"
SAID = "Không giữ được bảng, chỉ còn chữ: xem lại và sửa nếu cần."
LISTED = "Không giữ được danh sách hoặc nhiều đoạn, chỉ còn chữ: xem lại và sửa nếu cần."


@pytest.mark.parametrize(
    ("source", "text", "stem_line", "option_line"), [(Format.MOODLEXML, XML, 3, 6), (Format.GIFT, GIFT, 3, 5)]
)
def test_the_loss_report_names_it_at_its_line(
    source: Format, text: str, stem_line: int, option_line: int
) -> None:
    # An equals sign would part answers in GIFT; there is none in this HTML.
    written = text.format(stem=TABLE, option="Kho", option_html=LIST)
    made = convert(written.encode(), "f", source, Format.YAML)
    assert made.output is not None, made.faults
    assert [(note.line, note.message) for note in made.losses] == [(stem_line, SAID), (option_line, LISTED)]
    question = made.source.value["questions"][0]
    assert "Than" in question["stem"]
    assert "Khoản" in question["stem"]
    assert question["options"][1]["text"] == "- Than - Kho"


@pytest.mark.parametrize("option", ["<p>Kho</p>", "Kho<br>bãi", "<p>Kho</p>\n", "<p><b>Kho</b></p><p></p>"])
def test_an_option_of_one_paragraph_loses_nothing(option: str) -> None:
    written = XML.format(stem="", option="Than", option_html=option)
    made = convert(written.encode(), "f", Format.MOODLEXML, Format.YAML)
    assert made.output is not None, made.faults
    assert not made.losses
