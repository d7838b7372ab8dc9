"""Aiken, as strict as Moodle, with the line of every fault."""

import pytest

from lms.exchange import Format, convert

GOOD = "Câu một?\nA) Đúng\nB) Sai\nANSWER: A\n\nCâu hai?\nA. x\nB. y\nC. z\nANSWER: C\n"


def test_questions_are_read() -> None:
    made = convert(GOOD.encode(), "f.txt", Format.AIKEN, Format.YAML)
    assert not made.faults
    first, second = made.source.value["questions"]
    assert first["options"] == [{"text": "Đúng", "right": True}, {"text": "Sai"}]
    assert [option.get("right") for option in second["options"]] == [None, None, True]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Câu?\nA) một\nANSWER: A", 1, "1 phương án"),
        ("A) trước", 1, "đứng trước câu hỏi"),
        ("ANSWER: A", 1, "không đi sau câu hỏi"),
        ("Câu?\nA) a\nB) b\n", 1, "không có dòng “ANSWER"),
        ("Câu?\nA) a\nB) b\nCâu hai?\nA) a\nB) b\nANSWER: A", 1, "không có dòng “ANSWER"),
        ("Câu?\nA)a\nB)b\nANSWER: B", 2, "dấu cách"),
        ("Câu?\nA) a\nC) b\nANSWER: A", 3, "Đang chờ phương án B"),
        ("Câu?\nA) a\nB) b\nANSWER: D", 4, "không chỉ vào"),
        ("Câu?\nA) a\nB) b\nĐáp án: B", 4, "viết hoa"),
        ("Câu\nviết hai dòng\nA) a\nB) b\nANSWER: A", 2, "một dòng"),
    ],
)
def test_faults_name_their_line(text: str, line: int, words: str) -> None:
    made = convert(text.encode(), "f.txt", Format.AIKEN, Format.YAML)
    assert made.output is None
    assert any(fault.line == line and words in fault.message for fault in made.faults), made.faults
