"""What is guessed first: whole passwords, and words that people put a number behind.

Two lists of our own stand beside this file, folded (no marks, no capitals, no spaces), with what Vietnamese
people choose besides what everybody chooses. A word of the second list is refused alone, twice, and with an
ending such as 123, @2026 or 1975!; together that is more than the top 3000 of any leak (S52).
"""

import re
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_ENDING = re.compile(r"[@#!.]?(\d{1,4}|12345\d*|0{4,8}|6{5,8}|8{5,8}|9{5,8})?[@#!.]{0,2}\Z", re.ASCII)


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset((_HERE / name).read_text("utf-8").split())


def guessed_first(folded: str) -> bool:
    """True for a password, folded and without spaces, that an attacker tries among the first."""
    if folded in _list("guessed_passwords.txt"):
        return True
    words = _list("guessed_words.txt")
    half = len(folded) // 2
    if folded[:half] == folded[half:] and folded[:half] in words:
        return True
    return any(folded[:length] in words and _ENDING.match(folded[length:]) for length in range(2, 20))
