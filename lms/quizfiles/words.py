"""What is said of a quiz file, in the language of the page: whoever judges a file knows Vietnamese alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lms.sources import Fault, Sentence
from lms.web.i18n import gettext


def in_words(message: object) -> object:
    """A sentence, and what is said inside it, in the reader's language; anything else as it is."""
    if not isinstance(message, Sentence):
        return message
    return gettext(message.text, **{name: in_words(value) for name, value in message.values.items()})


def notes_in_words(notes: Iterable[Fault]) -> tuple[Fault, ...]:
    """The notes of a file with their sentences in the reader's language."""
    return tuple(replace(note, message=str(in_words(note.message))) for note in notes)
