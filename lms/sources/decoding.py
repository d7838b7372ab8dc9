"""Bytes to text, whatever the program and the year that wrote them.

UTF-8 and UTF-16 are certain. A file of single bytes may be windows-1258, windows-1252, TCVN3 or VNI: each is
tried, and the one in which the words become Vietnamese syllables is taken, said aloud, and otherwise refused.
Text in an old font that has been saved as UTF-8 is recognised the same way.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from lms.names import nfc
from lms.names.old_fonts import CONVERTERS, LEAST_WORDS, OldFont, guess_old_font
from lms.names.syllables import plausibility
from lms.sources import Unreadable, decode
from lms.sources.notes import Notes
from lms.sources.sentences import Sentence

LONGEST = 2_000_000
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NAMES = {"utf-8": "UTF-8 (BOM)", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
# What a text in a western language or in ASCII with printers' signs may hold beyond ASCII.
_WESTERN = frozenset("àâäçéèêëîïôöùûüÿœæñíóúáßÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒÆÑÍÓÚÁ“”‘’«»–—…•·×÷°±²³½€£§©®™ \u00a0\u00ad")
_SURE = 0.8
_AHEAD = 0.15


def read_text(data: bytes, notes: Notes, longest: int = LONGEST) -> str | None:
    """The text of `data` as NFC with LF line ends, or None with a fault noted.

    Refused: more than `longest` bytes, control characters (no text file), an encoding that cannot be told.
    """
    if len(data) > longest:
        most = f"{longest // 1_000_000} MB" if longest >= 1_000_000 else f"{longest // 1_000} kB"
        notes.fault(1, Sentence("Tệp quá lớn: hơn %(most)s. Chia thành nhiều tệp nhỏ hơn.", most=most))
        return None
    text = _certain(data, notes)
    if text is None and not notes.faults:
        text = _likeliest(data, notes)
    if text is None:
        return None
    try:
        if len(text) <= LONGEST:
            decode(text, notes.file)
        else:
            for start in range(0, len(text), LONGEST):
                decode(text[start : start + LONGEST], notes.file)
    except Unreadable as unreadable:
        notes.faults.append(unreadable.fault)
        return None
    text = nfc(re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff")))
    return _modern(text, notes)


def _certain(data: bytes, notes: Notes) -> str | None:
    """The text where its encoding can be told without guessing."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            notes.encoding = _NAMES[encoding]
            return _strict(data[len(mark) :], encoding, notes)
    if b"\x00" in data[:4000]:
        # Without a mark: of UTF-16 text in Latin letters, half the bytes are zero, all on one side.
        even, odd = data[0:4000:2].count(0), data[1:4000:2].count(0)
        notes.encoding = "UTF-16"
        return _strict(data, "utf-16-le" if odd > even else "utf-16-be", notes)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    notes.encoding = "UTF-8"
    return text


def _strict(data: bytes, encoding: str, notes: Notes) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(encoding, "replace").count("\n") + 1
        notes.fault(
            line,
            Sentence(
                "Tệp ghi là %(value)s nhưng có chỗ không đọc được: lưu lại bằng UTF-8.",
                value=encoding.upper(),
            ),
        )
        return None


def _likeliest(data: bytes, notes: Notes) -> str | None:
    """The text of single bytes, read in the encoding that makes the most of its words Vietnamese."""
    texts: dict[str, str] = {}
    for name in ("windows-1258", "windows-1252"):
        try:
            texts[name] = nfc(data.decode(name))
        except UnicodeDecodeError:
            continue
    letters = data.decode("latin-1")
    texts |= {font.value: convert(letters) for font, convert in CONVERTERS.items()}
    shares = {name: plausibility(text) for name, text in texts.items()}
    order = sorted(shares, key=lambda name: shares[name].share, reverse=True)
    best, second = order[0], order[1]
    ahead = shares[best].share - shares[second].share >= _AHEAD
    if (
        shares[best].share >= _SURE
        and shares[best].marked >= LEAST_WORDS
        and (ahead or texts[best] == texts[second])
    ):
        _say(best, notes)
        return texts[best]
    western = texts.get("windows-1252")
    if western is not None and all(char.isascii() or char in _WESTERN for char in set(western)):
        _say("windows-1252", notes)
        return western
    first_bad = next(index for index, byte in enumerate(data) if byte > 0x7F)
    notes.fault(
        data.count(b"\n", 0, first_bad) + 1,
        Sentence(
            "Không chắc tệp viết bằng mã chữ nào nên không đọc: mở tệp trong chương trình đã soạn nó rồi "
            "lưu lại bằng mã UTF-8 (Unicode)."
        ),
    )
    return None


def _say(encoding: str, notes: Notes) -> None:
    notes.encoding = f"{notes.encoding}, {encoding}" if notes.encoding else encoding
    if encoding in set(OldFont):
        notes.warn(1, Sentence("Chữ được đổi từ %(encoding)s: kiểm tra lại.", encoding=encoding))
    else:
        notes.warn(
            1, Sentence("Tệp được đọc theo mã %(encoding)s: kiểm tra lại chữ có dấu.", encoding=encoding)
        )


def _modern(text: str, notes: Notes) -> str:
    font = guess_old_font(text)
    if font is None:
        _doubt(text, notes)
        return text
    _say(font.value, notes)
    # Line by line: a comment that was already Unicode stays as it is.
    convert: Callable[[str], str] = CONVERTERS[font]
    return "\n".join(convert(line) if _wins(line, convert) else line for line in text.split("\n"))


def _doubt(text: str, notes: Notes) -> None:
    """Warn of a text that is too short to be sure: in an old font all its words would be Vietnamese."""
    now = plausibility(text)
    if now.marked >= LEAST_WORDS or now.vietnamese:
        return
    for font, convert in CONVERTERS.items():
        read = plausibility(convert(text))
        if now.marked and read.marked and read.share == 1:
            notes.warn(
                1,
                Sentence(
                    "Chữ trông như gõ bằng phông %(value)s nhưng quá ngắn để chắc, nên để nguyên: "
                    "nếu sai, lưu tệp lại bằng mã UTF-8 (Unicode).",
                    value=font.value,
                ),
            )
            return


def _wins(line: str, convert: Callable[[str], str]) -> bool:
    return plausibility(convert(line)).share >= plausibility(line).share and not line.isascii()
