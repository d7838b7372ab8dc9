"""How words are compared: what a person would call the same answer."""

from __future__ import annotations

import unicodedata

from lms.names import fold

# grave, acute, tilde, hook above, dot below: the five tone marks of Vietnamese
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def same_words(text: str) -> str:
    """`text` with single spaces and in one letter case, to find copies of the same option."""
    return " ".join(text.casefold().split())


def comparable(text: str, marks: str) -> str:
    """The form in which a short answer is compared.

    marks: "ignore" drops every diacritic (lãi gop = lai góp); "strict" keeps them, but the place of a tone
    mark within its syllable does not count (hoà = hòa). Letter case, spacing and punctuation never count.
    """
    if marks == "ignore":
        return fold(text)
    return " ".join(_tone_last(word) for word in _words(unicodedata.normalize("NFC", text).casefold()))


def _words(text: str) -> list[str]:
    return "".join(letter if _is_wordlike(letter) else " " for letter in text).split()


def _is_wordlike(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LNM" or letter in "%"


def _tone_last(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    bare = "".join(letter for letter in letters if letter not in _TONES)
    return bare + "".join(sorted(letter for letter in letters if letter in _TONES))
