"""How words are compared: what a person would call the same answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Protocol

from lms.names import fold, nfc

# grave, acute, tilde, hook above, dot below: the five tone marks of Vietnamese
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")

_OLD_PLACE = re.compile(
    f"(?:(?<=[^q])|^)([oO](?=.[aeAE])|[uU](?=.[yY]))([{''.join(sorted(_TONES))}])([aeyAEY])"
)

# Stands for a wildcard while a pattern is brought to the form of an answer: a letter that nobody types here.
_ANYTHING = "\ua66e"
_STAR = "\ua4d0"


class Wording(Protocol):
    """What says how words are compared: a short question, or a gap of text."""

    @property
    def accepted(self) -> tuple[str, ...]:
        """Answers taken as right; `*` stands for anything, `\\*` for the star itself."""

    @property
    def marks(self) -> str:
        """Whether Vietnamese marks count: "strict" or "ignore"."""

    @property
    def case(self) -> str:
        """Whether capitals count."""

    @property
    def spacing(self) -> str:
        """How spaces count: "words", "strict" or "ignore"."""


def same_words(text: str) -> str:
    """`text` with single spaces and in one letter case, to find copies of the same option."""
    return " ".join(text.casefold().split())


def accepts(wording: Wording, text: str) -> bool:
    """Whether `text` is one of the accepted answers."""
    return any(_fits(accepted, text, wording) for accepted in wording.accepted)


def _fits(accepted: str, text: str, wording: Wording) -> bool:
    stretches = parts(accepted, wording)
    if len(stretches) == 1:
        return comparable(text, wording) == stretches[0]
    return _matches(stretches, comparable(text, wording, _tone_settled))


def parts(accepted: str, wording: Wording) -> list[str]:
    """An accepted answer in the form that is compared, in the stretches between its wildcards."""
    held = accepted.replace("\\*", _STAR).replace("*", _ANYTHING)
    settle = _tone_settled if _ANYTHING in held else _tone_last
    return [part.replace(_STAR, "*") for part in comparable(held, wording, settle).split(_ANYTHING)]


def comparable(text: str, wording: Wording, settle: Callable[[str], str] | None = None) -> str:
    """The form in which a short answer is compared, as `wording` says.

    The place of a tone mark within its syllable never counts (hoà = hòa). Punctuation counts only where
    spacing is strict.
    """
    settle = settle or _tone_last
    form = nfc(text)
    if wording.case == "ignore":
        form = form.casefold()
    if wording.marks == "ignore":
        form = form if wording.case == "strict" else fold(form)
        form = _bare(form)
    if wording.spacing == "strict":
        return " ".join(settle(word) for word in form.strip().split(" "))
    joint = "" if wording.spacing == "ignore" else " "
    return joint.join(settle(word) for word in _words(form))


def _bare(text: str) -> str:
    """`text` without Vietnamese marks, its capitals kept."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")


def _tone_settled(word: str) -> str:
    """`word` with the tone of oa, oe and uy on the second letter, where a wildcard may follow it."""
    letters = unicodedata.normalize("NFD", word)
    settled = _OLD_PLACE.sub(r"\1\3\2", letters)
    return unicodedata.normalize("NFC", settled)


def _matches(stretches: list[str], given: str) -> bool:
    """Whether `given` is the stretches in order with anything between them; linear, unlike a pattern."""
    first, *middle, last = stretches
    if len(given) < len(first) + len(last) or not given.startswith(first) or not given.endswith(last):
        return False
    place, end = len(first), len(given) - len(last)
    for stretch in middle:
        found = given.find(stretch, place, end)
        if found < 0:
            return False
        place = found + len(stretch)
    return True


def _words(text: str) -> list[str]:
    return "".join(letter if _is_wordlike(letter) else " " for letter in text).split()


def _is_wordlike(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LNM" or letter in f"%{_STAR}"


def _tone_last(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    bare = "".join(letter for letter in letters if letter not in _TONES)
    return bare + "".join(sorted(letter for letter in letters if letter in _TONES))
