"""S37, S38, S39, S42: quiz files made to harm or broken on the way; refused whole, by line, soon."""

import io
import socket
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lms.exchange import Format, convert
from lms.exchange.conversion import WRITERS
from lms.exchange.sheet import template
from lms.sources import Source
from lms.sources.notes import Notes
from tests.cpu import cpu_seconds

SEEN = "id: q\ntitle: Q\npass: 1\nquestions:\n  - {id: a, type: truefalse, stem: A, answer: true}\n"


def with_entry(name: str, data: bytes = b"x", attributes: int = 0) -> bytes:
    """The sheet of the template with one more entry."""
    out = io.BytesIO(template())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = attributes << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, data)
    return out.getvalue()


SLIPS = {
    "up": "../../../../evil.txt",
    "up in Windows": "..\\..\\evil.txt",
    "absolute": "/tmp/evil.txt",
    "drive": "C:\\evil.txt",
    "inside": "xl/../../evil.txt",
}


@pytest.mark.parametrize("name", SLIPS.values(), ids=SLIPS)
def test_entries_that_point_elsewhere_are_never_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S37. A workbook is never unpacked; only the entries of a workbook are looked at, in memory."""
    home = tmp_path / "a" / "b" / "c" / "d"
    home.mkdir(parents=True)
    monkeypatch.chdir(home)
    before = {path.name for path in Path("/tmp").glob("evil*")}
    made = convert(with_entry(name, b"evil"), "a.xlsx", Format.XLSX, Format.YAML)
    assert not any(path.is_file() for path in tmp_path.rglob("*"))
    assert {path.name for path in Path("/tmp").glob("evil*")} == before
    assert made.output is None
    assert made.faults[0].line == 1


def test_a_link_among_the_entries_is_not_followed() -> None:
    data = with_entry("xl/worksheets/sheet9.xml", b"/etc/passwd", attributes=0o120777)
    made = convert(data, "a.xlsx", Format.XLSX, Format.YAML)
    assert made.output is None
    assert "root:" not in str(made)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name_are_refused() -> None:
    made = convert(
        with_entry("xl/worksheets/sheet1.xml", b"<worksheet/>"), "a.xlsx", Format.XLSX, Format.YAML
    )
    assert made.output is None


def test_a_bomb_costs_next_to_nothing() -> None:
    """S38. Of what is unpacked nothing is kept; the directory's own words are not believed."""
    out = io.BytesIO(template())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/a", bytes(80_000_000))
    before = cpu_seconds()
    made = convert(out.getvalue(), "a.xlsx", Format.XLSX, Format.YAML)
    assert made.output is None
    assert "lớn" in made.faults[0].message
    assert cpu_seconds() - before < 2


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """A port of this machine, and who has knocked."""
    knocks: list[str] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    done = threading.Event()

    def wait() -> None:
        while not done.is_set():
            try:
                knocks.append(str(server.accept()[1]))
            except TimeoutError:
                continue

    thread = threading.Thread(target=wait)
    thread.start()
    yield server.getsockname()[1], knocks
    done.set()
    thread.join()
    server.close()


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
DOCUMENTS = {
    "laughs": f'<!DOCTYPE quiz [<!ENTITY a0 "ha">{LAUGHS}]><quiz>&a11;</quiz>',
    "file": '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>',
    "http": '<!DOCTYPE quiz [<!ENTITY x SYSTEM "http://127.0.0.1:PORT/x">]><quiz>&x;</quiz>',
    "dtd": '<!DOCTYPE quiz SYSTEM "http://127.0.0.1:PORT/x.dtd"><quiz/>',
    "parameter": '<!DOCTYPE quiz [<!ENTITY % x SYSTEM "http://127.0.0.1:PORT/x">%x;]><quiz/>',
    "include": '<quiz xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="http://127.0.0.1:PORT/"/></quiz>',
    "another name": '<quiz xmlns:y="http://www.w3.org/2001/XInclude"><y:include href="file:///etc/passwd"/></quiz>',
    "an entity nobody knows": "<quiz>&x;</quiz>",
}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_xml_fetches_and_expands_nothing(document: str, listener: tuple[int, list[str]]) -> None:
    """S39."""
    port, knocks = listener
    before = cpu_seconds()
    data = document.replace("PORT", str(port)).encode()
    made = convert(data, "a.xml", Format.MOODLEXML, Format.YAML)
    assert cpu_seconds() - before < 1
    assert made.output is None
    assert made.faults[0].line == 1
    assert "root:" not in str(made)
    assert knocks == []


def test_the_xml_of_a_sheet_expands_nothing(listener: tuple[int, list[str]]) -> None:
    """S39, for the XML that a workbook is made of."""
    port, knocks = listener
    out = io.BytesIO()
    evil = f'<!DOCTYPE s [<!ENTITY x SYSTEM "http://127.0.0.1:{port}/x">{LAUGHS}<!ENTITY a0 "ha">]>'
    with zipfile.ZipFile(io.BytesIO(template())) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            text = old.read(entry).decode()
            if entry.filename.endswith("sheet1.xml"):
                text = evil + text.removeprefix('<?xml version="1.0"?>').replace(
                    "<sheetData>", "<sheetData>&x;&a11;"
                )
            new.writestr(entry.filename, text)
    before = cpu_seconds()
    convert(out.getvalue(), "a.xlsx", Format.XLSX, Format.YAML)
    assert cpu_seconds() - before < 4
    assert knocks == []


def test_a_hundred_megabytes_are_not_looked_at() -> None:
    data = b"<quiz><question>" + b"a" * 100_000_000
    before = cpu_seconds()
    made = convert(data, "a", Format.MOODLEXML, Format.YAML)
    assert made.output is None
    assert cpu_seconds() - before < 0.5


GOOD = (
    '<question type="truefalse"><questiontext><text>A?</text></questiontext><answer fraction="100">'
    '<text>true</text></answer><answer fraction="0"><text>false</text></answer></question>'
)
BROKEN: dict[str, tuple[Format, bytes, int]] = {
    "bad encoding": (Format.GIFT, b"Mot{T}\n\nHai \x9d\x8f\xfe\xb1 \xd9\xbf{T}\n", 3),
    "half a UTF-16": (Format.GIFT, "Câu{T}\n\nHai{T}\n".encode("utf-16")[:-1], 3),
    "half an XML": (Format.MOODLEXML, f"<quiz>\n{GOOD}\n{GOOD[:90]}".encode(), 3),
    "half a sheet": (Format.XLSX, template()[:3000], 1),
    "half a question of GIFT": (Format.GIFT, "Câu{T}\n\nHai{=a\n~b".encode(), 3),
    "half a question of Aiken": (Format.AIKEN, b"A?\nA) a\nB) b\nANSWER: A\n\nB?\nA) a\nB) b", 6),
    "half a YAML": (Format.YAML, SEEN.encode()[:-9], 5),
    "wrong XML": (Format.MOODLEXML, b"<rss><channel/></rss>", 1),
    "empty GIFT": (Format.GIFT, b"// \n\n", 1),
    "empty Aiken": (Format.AIKEN, b"\n", 1),
    "empty XML": (Format.MOODLEXML, b"<quiz></quiz>", 1),
    "empty YAML": (Format.YAML, b"id: a\ntitle: A\npass: 1\nquestions: []\n", 4),
    "two right in GIFT": (Format.GIFT, "Câu{T}\n\nHai{=a\n=b\n~c}".encode(), 4),
    "two right in XML": (
        Format.MOODLEXML,
        f'<quiz>\n{GOOD}\n<question type="multichoice"><questiontext><text>B?</text></questiontext>'
        '<single>true</single>\n<answer fraction="100"><text>a</text></answer>\n'
        '<answer fraction="100"><text>b</text></answer>'
        "</question></quiz>".encode(),
        5,
    ),
    "two right in YAML": (
        Format.YAML,
        b"id: q\ntitle: Q\npass: 1\nquestions:\n  - id: a\n    type: single\n    stem: A\n    options:\n"
        b"      - {text: a, right: true}\n      - {text: b, right: true}\n",
        8,
    ),
    "a question without words": (Format.GIFT, "Câu{T}\n\n::Hai::{T}".encode(), 3),
    "a file of zeros": (Format.GIFT, bytes(5000), 1),
}


@pytest.mark.parametrize(("source", "data", "line"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_gives_nothing_and_says_where(source: Format, data: bytes, line: int) -> None:
    """S42."""
    made = convert(data, "f", source, Format.YAML)
    assert made.output is None
    assert made.quiz is None
    assert line in [fault.line for fault in made.faults], made.faults
    assert all(len(fault.message) > 15 for fault in made.faults)


@pytest.mark.slow
@pytest.mark.parametrize("source", [Format.GIFT, Format.AIKEN, Format.MOODLEXML, Format.XLSX])
def test_a_fault_at_the_end_of_a_long_file_is_found_soon(source: Format) -> None:
    """S42: as long as a quiz can be, almost a megabyte."""
    words = "Giá bán một túi là 95.000 đồng, tiền theo túi 62.000 đồng, mỗi tháng trả kho 4 triệu. "
    questions: list[Any] = [
        {"id": f"cau-{place}", "type": "single", "stem": words * 20, "options": [
            {"text": f"{letter} {words}", "right": letter == "a"} for letter in "abcd"
        ]} for place in range(200)
    ]  # fmt: skip
    quiz = {"id": "dai", "title": "Dài", "pass": 1, "questions": questions}
    questions[-1]["options"][1]["text"] = questions[-1]["options"][0]["text"]
    data = long_file(quiz, source)
    assert len(data) > 400_000 or source is Format.XLSX
    before = cpu_seconds()
    made = convert(data, "f", source, Format.YAML)
    assert cpu_seconds() - before < 2
    assert made.output is None
    (fault,) = made.faults
    assert "giống nhau" in fault.message
    assert fault.line >= 201


def long_file(quiz: dict[str, Any], target: Format) -> bytes:
    """The values of a quiz, sound or not, in a format; Aiken, which nothing else writes, by hand."""
    if target is Format.AIKEN:
        return "\n".join(
            f"{question['stem']}\n"
            + "".join(
                f"{letter}) {option['text']}\n"
                for letter, option in zip("ABCD", question["options"], strict=True)
            )
            + "ANSWER: A\n"
            for question in quiz["questions"]
        ).encode()
    return WRITERS[target](Source("f", quiz), Notes("f"))


@pytest.mark.slow
@pytest.mark.parametrize("source", [Format.GIFT, Format.AIKEN, Format.MOODLEXML, Format.XLSX])
def test_a_file_longer_than_a_quiz_can_be_is_refused_where_it_has_to_be_cut(source: Format) -> None:
    """S42: a megabyte of short questions; what follows the last that fits is not looked at."""
    options = [{"text": "Kho", "right": True}, {"text": "Chuối"}, {"text": "Than"}, {"text": "Đường"}]
    count = {Format.XLSX: 250, Format.MOODLEXML: 800}.get(source, 6_000)
    questions = [
        {"id": f"cau-{place}", "type": "single", "stem": f"Câu {place}. Theo tháng hay theo túi?"}
        | {"options": options}
        for place in range(count)
    ]
    data = long_file({"id": "dai", "title": "Dài", "pass": 1, "questions": questions}, source)
    before = cpu_seconds()
    made = convert(data, "f", source, Format.YAML)
    assert cpu_seconds() - before < 2
    (fault,) = made.faults
    assert "nhiều nhất 200 câu" in fault.message
    whole = [line.decode() for line in data.split(b"\n")] if source is not Format.XLSX else []
    assert fault.line == 203 if source is Format.XLSX else "Câu 200." in "".join(whole[fault.line - 1 :][:3])
