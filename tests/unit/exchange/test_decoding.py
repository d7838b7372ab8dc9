"""Every encoding a question file comes in, recognised by what it holds, or refused."""

import time
import unicodedata
from collections.abc import Callable

import pytest

from lms.exchange import Format, convert
from lms.names.old_fonts import TCVN3, VNI
from lms.sources.decoding import read_text
from lms.sources.notes import Notes
from tests.unit.names.test_old_fonts import SENTENCE, typed

TEXT = f"{SENTENCE}\nDòng hai.\n"


def in_1258(text: str) -> bytes:
    """Letters of windows-1258: base letters composed, tones as combining marks."""
    out = bytearray()
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            marks = unicodedata.normalize("NFD", letter)
            tone = next(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
            base = unicodedata.normalize("NFC", marks.replace(tone, ""))
            out += (base + tone).encode("cp1258")
    return bytes(out)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (TEXT.encode(), ""),
        (TEXT.encode("utf-8-sig"), ""),
        (TEXT.encode("utf-16"), ""),
        (TEXT.encode("utf-16-le"), ""),
        (TEXT.encode("utf-16-be"), ""),
        (unicodedata.normalize("NFD", TEXT).encode(), ""),
        (in_1258(TEXT), "windows-1258"),
        (typed(TEXT, TCVN3).encode("latin-1"), "TCVN3"),
        (typed(TEXT, VNI).encode("cp1252"), "VNI"),
        (typed(TEXT, TCVN3).encode(), "TCVN3"),
        (typed(TEXT, VNI).encode(), "VNI"),
    ],
)
def test_vietnamese_comes_out_as_nfc(data: bytes, said: str) -> None:
    notes = Notes("f")
    assert read_text(data, notes) == TEXT
    assert [note.message for note in notes.warnings if said] == [
        note.message for note in notes.warnings if said in note.message
    ]
    assert bool(notes.warnings) == bool(said)


def test_western_text_is_windows_1252() -> None:
    notes = Notes("f")
    text = "“Le café” – naïve…\n"
    assert read_text(text.encode("cp1252"), notes) == text
    assert "windows-1252" in notes.warnings[0].message


@pytest.mark.parametrize("data", [b"ok\n\x9d\x8f\xfe\xb1 \xd9\xbf\n", b"a\nb\x00\x00\x01c", b"a\n\x07"])
def test_what_is_no_sure_text_is_refused_with_a_line(data: bytes) -> None:
    notes = Notes("f")
    assert read_text(data, notes) is None
    assert len(notes.faults) == 1
    assert convert(data, "f", Format.GIFT, Format.YAML).output is None


def test_size_is_limited() -> None:
    notes = Notes("f")
    assert read_text(b"a" * 2_000_001, notes) is None
    assert "quá lớn" in notes.faults[0].message


ONE = "Bán mấy túi thì hòa vốn? {=667 ~666}\n"
#: Different in every line, as real files are; 8,000 lines make a megabyte.
LINE = "Câu {0}. Hợp tác xã bán được {0} túi chuối sấy, lãi góp để trả chi phí cố định còn thiếu bao nhiêu?\n"
SIZES = {1: ONE, 20: "".join(map(LINE.format, range(20))), 8000: "".join(map(LINE.format, range(8000)))}
ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "UTF-8 (BOM)": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "windows-1258": in_1258,
    "TCVN3": lambda text: typed(text, TCVN3).encode("latin-1"),
    "VNI": lambda text: typed(text, VNI).encode("cp1252"),
    "UTF-8, TCVN3": lambda text: typed(text, TCVN3).encode(),
    "UTF-8, VNI": lambda text: typed(text, VNI).encode(),
}


@pytest.mark.parametrize("lines", [1, 20, pytest.param(8000, marks=pytest.mark.soak)])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_one_line_and_a_megabyte_are_read_alike_and_soon(encoding: str, lines: int) -> None:
    data = ENCODINGS[encoding](SIZES[lines])
    notes = Notes("f")
    begun = time.process_time()
    text = read_text(data, notes)
    assert time.process_time() - begun < 3
    assert text == SIZES[lines]
    assert notes.encoding == encoding


@pytest.mark.parametrize("lines", [1, 20, pytest.param(30_000, marks=pytest.mark.soak)])
def test_western_text_of_any_size(lines: int) -> None:
    text = "“Le café coûte 3 €” – naïve…\n" * lines
    notes = Notes("f")
    begun = time.process_time()
    assert read_text(text.encode("cp1252"), notes) == text
    assert time.process_time() - begun < 3
    assert notes.encoding == "windows-1252"


@pytest.mark.parametrize(("text", "font"), [("§iÓm hßa\n", "TCVN3"), ("Ñieåm hoøa\n", "VNI")])
def test_two_words_in_an_old_font_stay_and_are_doubted_aloud(text: str, font: str) -> None:
    notes = Notes("f")
    assert read_text(text.encode(), notes) == text
    assert [font in note.message for note in notes.warnings] == [True]


def test_marks_without_end_are_cut_and_cost_nothing() -> None:
    begun = time.process_time()
    text = read_text(("a" + "\u0301" * 500_000 + "b\n").encode(), Notes("f"))
    assert time.process_time() - begun < 2
    assert text is not None
    assert len(text) < 40
