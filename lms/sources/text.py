"""Bytes into text, refusing what is not text, without changing a character."""

import re

from lms.sources.fault import Fault
from lms.sources.sentences import Sentence

BOM = "\ufeff"
MAX_BYTES = 2_000_000

_BREAK = re.compile(r"\r\n|\r|\n")
# What no text editor writes: control characters but for tab and line ends, and lone surrogates.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Unreadable(Exception):
    """The bytes are not a text file this platform reads; `fault` says why and where."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def decode(data: bytes | str, file: str) -> str:
    """Return the text of `data`, byte for byte: a BOM and CRLF line ends stay as they are.

    Raises Unreadable when the bytes are not UTF-8, hold control characters (a binary file), or are more than
    MAX_BYTES.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(
            Fault(file, 1, Sentence("Tệp quá lớn: hơn %(number)s MB.", number=MAX_BYTES // 1_000_000))
        )
    if isinstance(data, bytes):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            message = Sentence("Tệp không phải văn bản UTF-8; hãy lưu lại với mã UTF-8.")
            raise Unreadable(Fault(file, line, message)) from error
    else:
        text = data
    control = _CONTROL.search(text)
    if control:
        line = len(_BREAK.findall(text, 0, control.start())) + 1
        code = f"U+{ord(control.group()):04X}"
        raise Unreadable(
            Fault(
                file,
                line,
                Sentence("Tệp có ký tự điều khiển %(code)s; đây không phải tệp văn bản.", code=code),
            )
        )
    return text


def line_starts(text: str) -> list[int]:
    """Return the character offset at which each line of `text` begins (LF, CRLF and CR all end a line)."""
    return [0, *(found.end() for found in _BREAK.finditer(text))]
