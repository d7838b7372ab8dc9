"""Splitting a lesson into head and body."""

import pytest

from lms.sources import split_front_matter


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_head_body_and_lines(newline, bom):
    text = bom + newline.join(["---", "id: hoa-von", "title: Điểm hòa vốn", "---", "", "Đoạn đầu.", ""])
    source, body, first_line = split_front_matter(text.encode(), "a.md")
    assert source.value == {"id": "hoa-von", "title": "Điểm hòa vốn"}
    assert source.line("title") == 3
    assert text[slice(*source.spans["title",])] == "Điểm hòa vốn"
    assert first_line == 5
    assert body == newline.join(["", "Đoạn đầu.", ""])


def test_no_head():
    source, body, first_line = split_front_matter("Đoạn.\n\n---\n", "a.md")
    assert (source.value, source.faults, body, first_line) == (None, (), "Đoạn.\n\n---\n", 1)


def test_head_never_closed():
    source, body, _ = split_front_matter("---\nid: a\n", "a.md")
    assert source.faults[0].line == 1
    assert body == "---\nid: a\n"


def test_empty_head_and_no_final_newline():
    source, body, first_line = split_front_matter("---\n---", "a.md")
    assert (source.value, source.faults, body, first_line) == (None, (), "", 2)


def test_fault_in_head_has_its_line_in_the_file():
    source, _, _ = split_front_matter("---\nid: a\nid: b\n---\n", "a.md")
    assert source.faults[0].line == 3


def test_binary():
    source, body, _ = split_front_matter(b"\x89PNG\r\n\x1a\n\x00", "a.md")
    assert "UTF-8" in source.faults[0].message
    assert body == ""
