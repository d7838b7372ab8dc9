"""Search: the words decide what is found, the marks decide what comes first."""

from hypothesis import given
from hypothesis import strategies as st

from lms.courses.ranking import SearchRow, rank
from lms.names import tokens


def row(title: str, text: str = "", item: str = "x", course: str = "c") -> SearchRow:
    return SearchRow(course, item, title, text, "Khóa")


def order(rows: list[SearchRow], typed: str) -> list[str]:
    return [hit.title for hit in rank(rows, tokens(typed), typed)]


def test_exact_marks_in_the_title_come_first() -> None:
    rows = [row("Lai góp"), row("Lãi góp"), row("Bài khác", "nói về lãi góp")]
    assert order(rows, "lãi góp") == ["Lãi góp", "Lai góp", "Bài khác"]
    assert order(rows, "lai gop")[:2] == ["Lai góp", "Lãi góp"]


def test_title_before_text_and_text_with_marks_before_text_without() -> None:
    rows = [row("A", "hoa vốn"), row("B", "hòa vốn"), row("Hoà vốn")]
    assert order(rows, "hòa vốn") == ["Hoà vốn", "B", "A"]


def test_whole_words_before_parts_and_courses_before_lessons() -> None:
    assert order([row("A", "tiền nong"), row("B", "nong")], "ong") == ["A", "B"]
    assert order([row("A", "số nong"), row("B", "con ong")], "ong") == ["B", "A"]
    assert order([row("Bài", "ong"), row("Ong", "", item="")], "ong") == ["Ong", "Bài"]
    assert order([row("Sổ", item="a"), row("Sổ", item="")], "sổ") == ["Sổ", "Sổ"]
    assert rank([row("Sổ", item="a"), row("Sổ", item="")], ["so"], "sổ")[0].item_id == ""


def test_excerpt_stands_around_the_word() -> None:
    text = " ".join(["trước"] * 60 + ["hòa", "vốn"] + ["sau"] * 60)
    hit = rank([row("Bài", text)], tokens("hoa von"), "hoa von")[0]
    assert "hòa vốn" in hit.excerpt
    assert hit.excerpt.startswith("… ")
    assert hit.excerpt.endswith(" …")
    assert len(hit.excerpt) < 190


@given(st.text(max_size=400), st.text(min_size=1, max_size=10))
def test_excerpt_of_anything(text: str, word: str) -> None:
    hits = rank([row("t", text)], tokens(word), word)
    assert len(hits) == 1
    assert hits[0].excerpt.removeprefix("… ").removesuffix(" …") in " ".join(text.split())
