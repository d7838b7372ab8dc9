"""Every encoding a question file comes in, recognised by what it holds, or refused."""

import unicodedata

import pytest

from lms.exchange import Format, convert
from lms.names.old_fonts import TCVN3, VNI
from lms.sources.decoding import read_text
from lms.sources.notes import Notes
from tests.unit.names.test_old_fonts import SENTENCE, typed

TEXT = f"{SENTENCE}\nDòng hai.\n"


def in_1258(text: str) -> bytes:
    """Letters of windows-1258: base letters composed, tones as combining marks."""
    out = b""
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            marks = unicodedata.normalize("NFD", letter)
            tone = next(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
            base = unicodedata.normalize("NFC", marks.replace(tone, ""))
            out += (base + tone).encode("cp1258")
    return out


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
