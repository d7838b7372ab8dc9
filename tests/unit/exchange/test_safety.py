"""Files that attack: refused with a line, quickly, and nothing comes out."""

import pytest

from lms.exchange import Format, convert
from tests.cpu import cpu_seconds

BOMB = '<?xml version="1.0"?>\n<!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<quiz>&b;</quiz>'
FILE = '<!DOCTYPE quiz SYSTEM "file:///etc/passwd">\n<quiz></quiz>'
INCLUDE = '<quiz xmlns:xi="http://www.w3.org/2001/XInclude">\n<xi:include href="file:///etc/passwd"/></quiz>'


@pytest.mark.parametrize(
    ("text", "source", "line"),
    [
        (BOMB, Format.MOODLEXML, 2),
        (FILE, Format.MOODLEXML, 1),
        (INCLUDE, Format.MOODLEXML, 1),
        ("<quiz>\n" + "<a>" * 100, Format.MOODLEXML, 2),
        ("<quiz>\n<question>", Format.MOODLEXML, 2),
        ("<html></html>", Format.MOODLEXML, 1),
        ("id: a\nx: !!python/object:os.system ls", Format.YAML, 2),
        ("a: &a [x, x]\nb: [*a, *a]", Format.YAML, 1),
        ("no sheet", Format.XLSX, 1),
    ],
)
def test_attacks_are_refused(text: str, source: Format, line: int) -> None:
    made = convert(text.encode(), "f", source, Format.YAML)
    assert made.output is None
    assert line in [fault.line for fault in made.faults], made.faults


@pytest.mark.slow
@pytest.mark.parametrize("source", [Format.MOODLEXML, Format.GIFT, Format.AIKEN, Format.YAML])
@pytest.mark.parametrize("piece", ["{", "a {~b =c", "<quiz><question>", "\n\n{=\n", "A) x\n", "é"])
def test_a_megabyte_of_nonsense_is_judged_soon(source: Format, piece: str) -> None:
    data = (piece * (1_000_000 // len(piece))).encode()
    before = cpu_seconds()
    made = convert(data, "f", source, Format.YAML)
    assert made.output is None
    assert made.faults
    assert cpu_seconds() - before < 2


@pytest.mark.parametrize("piece", ["<ul><li>x", "<font face='.VnTime'>x", "<b>x</i>"])
def test_html_that_never_closes_costs_no_more_than_its_length(piece: str) -> None:
    html = (piece * (100_000 // len(piece))).replace("=", "\\=")
    before = cpu_seconds()
    made = convert(f"[html]{html}{{T}}".encode(), "f", Format.GIFT, Format.YAML)
    assert "rút còn nhiều nhất 4000" in made.faults[0].message
    assert cpu_seconds() - before < 2


@pytest.mark.parametrize("piece", ["{", "[", "- [", "? {"])
def test_nesting_in_yaml_is_refused_before_it_costs(piece: str) -> None:
    before = cpu_seconds()
    made = convert((piece * (290_000 // len(piece))).encode(), "f", Format.YAML, Format.YAML)
    assert made.faults
    assert cpu_seconds() - before < 2


def test_a_file_beyond_the_limit_is_not_read() -> None:
    made = convert(b"<quiz>" + b"a" * 10_000_000, "f", Format.MOODLEXML, Format.YAML)
    assert "quá lớn" in made.faults[0].message
