"""Cells that a spreadsheet program would run as a formula (OWASP, "CSV injection"), and the way back.

A CSV cell that begins with one of these marks, after any number of apostrophes, gets one apostrophe more;
reading takes exactly one away from such a cell. So nothing is run, nothing is lost, and "-Nguyễn" comes
back as it was. XLSX needs no mark: there a cell says itself that it is text.
"""

import re

_GUARDED = re.compile("'*[=+\\-@\t\r\0＝＋－＠]")


def guarded(text: str) -> str:
    """Return `text` as a CSV cell may hold it."""
    return f"'{text}" if _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """Return what `guarded` was given."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text
