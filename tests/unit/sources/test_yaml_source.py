"""YAML values with lines and spans, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.sources import Fault, load_yaml

SAMPLE = (
    "# Ghi chú\n"
    "id: hoa-von\n"
    "title: 'Điểm hòa vốn'\n"
    "answers:\n"
    '  - {value: 666, feedback: "Thiếu một túi."}\n'
    "  - value: 34.74\n"
    "    feedback: |\n"
    "      Hai dòng\n"
    "      lời nhắn.\n"
    "until: 2026-11-15\n"
)


def test_values_are_plain_and_exact():
    value = load_yaml(SAMPLE, "a.yml").value
    assert value["answers"][1]["value"] == Decimal("34.74")
    assert isinstance(value["answers"][1]["value"], Decimal)
    assert value["answers"][0]["value"] == 666
    assert value["until"] == date(2026, 11, 15)
    assert value["answers"][1]["feedback"] == "Hai dòng\nlời nhắn.\n"


def test_what_yaml_would_twist_stays_text():
    value = load_yaml(
        "a: no\nb: 1:30\nc: 012\nd: 1e3\ne: 28.588.000\nf: 1_000\ng: .5\nh: '5'\n", "a.yml"
    ).value
    assert value == {
        "a": "no", "b": "1:30", "c": "012", "d": "1e3", "e": "28.588.000", "f": "1_000", "g": ".5", "h": "5",
    }  # fmt: skip


def test_true_false_and_null():
    assert load_yaml("a: true\nb: False\nc:\nd: ~\n", "a.yml").value == {
        "a": True,
        "b": False,
        "c": None,
        "d": None,
    }


def test_every_path_has_its_line():
    source = load_yaml(SAMPLE, "a.yml")
    assert source.line("id") == 2
    assert source.line("answers", 1, "feedback") == 7
    assert source.line("answers", 1, "absent") == 6
    assert source.fault("Sai.", "until") == Fault("a.yml", 10, "Sai.")
    assert str(source.fault("Sai.", "until")) == "a.yml:10: Sai."


def test_first_line_and_offset_move_lines_and_spans():
    source = load_yaml("a: 1\nb: 2\n", "a.md", first_line=11, offset=100)
    assert source.line("b") == 12
    assert source.spans["b",] == (108, 109)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_a_span_is_the_text_of_its_value(newline, bom):
    text = bom + SAMPLE.replace("\n", newline)
    source = load_yaml(text, "a.yml")
    assert not source.faults

    def written(*path):
        start, end = source.spans[path]
        return text[start:end]

    assert written("id") == "hoa-von"
    assert written("title") == "'Điểm hòa vốn'"
    assert written("answers", 0) == '{value: 666, feedback: "Thiếu một túi."}'
    assert written("answers", 0, "feedback") == '"Thiếu một túi."'
    assert written("until") == "2026-11-15"


scalars = st.one_of(
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=20),
)


@given(st.lists(scalars, min_size=1, max_size=6))
def test_every_span_reads_back_as_its_value(values):
    def spell(value):
        if isinstance(value, str):
            return "'" + value.replace("'", "''") + "'"
        return str(value).lower()

    text = "".join(f"k{number}: {spell(value)}\n" for number, value in enumerate(values))
    source = load_yaml(text, "a.yml")
    assert not source.faults
    for path, (start, end) in source.spans.items():
        if path:
            assert load_yaml(text[start:end], "b.yml").value == source.value[path[0]]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\na: 2\n", 2, "hai lần"),
        ("a: &x 1\nb: *x\n", 1, "neo"),
        ("a: 1\nb: *x\n", 2, "bí danh"),
        ("a: !!python/object/apply:os.system ['id']\n", 1, "thẻ kiểu"),
        ("a: !!str 1\n", 1, "thẻ kiểu"),
        ("<<: {a: 1}\n", 1, "gộp"),
        ("? [a]\n: 1\n", 1, "Tên mục"),
        ("a: [1,\n", 2, "cú pháp"),
        ("a: 1\n\tb: 2\n", 2, "cú pháp"),
        ("a: 2026-02-30\n", 1, "2026-02-30"),
        ("a: 1\n---\nb: 2\n", 2, "một văn bản"),
        ("a: \x00\n", 1, "U+0000"),
        ("[" * 5000, 1, "tầng"),
    ],
)  # fmt: skip
def test_refused_with_its_line(text, line, said):
    faults = load_yaml(text, "a.yml").faults
    assert faults[0].line == line
    assert said in faults[0].message


def test_all_faults_are_told_at_once():
    faults = load_yaml("a: 1\na: 2\nb: *x\nc: !t 1\n", "a.yml").faults
    assert [fault.line for fault in faults] == [2, 3, 4]


def test_alias_bomb_is_refused_without_growing():
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{new}: &{new} [" + ",".join([f"*{old}"] * 9) + "]\n"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    source = load_yaml(bomb, "a.yml")
    assert source.faults
    assert source.value["i"] == [None] * 9


def test_not_utf8_and_empty():
    fault = load_yaml(b"a: 1\nb: \xff\n", "a.yml").faults[0]
    assert fault.line == 2
    assert "UTF-8" in fault.message
    assert load_yaml("", "a.yml").value is None


def test_text_is_nfc():
    assert load_yaml("a: Ho\u0300a\n", "a.yml").value == {"a": "H\u00f2a"}


@given(st.text(max_size=200))
def test_never_raises(text):
    load_yaml(text, "a.yml")
