"""One file from one format into another: read, judged, written; whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lms.exchange.aiken import read_aiken
from lms.exchange.categories import Categories
from lms.exchange.draft import as_source
from lms.exchange.formats import Format
from lms.exchange.from_moodle import drafts
from lms.exchange.gift_reader import read_gift
from lms.exchange.gift_writer import write_gift
from lms.exchange.moodle import MoodleQuestion
from lms.exchange.moodlexml_reader import read_moodlexml
from lms.exchange.moodlexml_writer import write_moodlexml
from lms.exchange.sheet import read_sheet, write_sheet
from lms.exchange.yaml_writer import write_yaml
from lms.questions import Quiz, parse_quiz
from lms.sources import Fault, Sentence, Source, load_yaml
from lms.sources.decoding import LONGEST, read_text
from lms.sources.notes import Notes

_TextReader = Callable[[str, Notes, Categories], Iterator[MoodleQuestion]]
_TEXT_READERS: dict[Format, _TextReader] = {
    Format.GIFT: read_gift,
    Format.AIKEN: read_aiken,
    Format.MOODLEXML: read_moodlexml,
}

# XML has its pictures inside. YAML takes its parser seconds a megabyte; 200 long questions fit.
_LONGEST = {Format.MOODLEXML: 10_000_000, Format.YAML: 300_000}


@dataclass(frozen=True)
class Conversion:
    """What became of a file. output: the result, None where there is a fault; quiz and source: as read.

    encoding: how its letters were written, "" where that is the format's own affair.
    """

    quiz: Quiz | None
    source: Source
    faults: tuple[Fault, ...]
    losses: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    output: bytes | None = None
    encoding: str = ""


def convert(data: bytes, name: str, source: Format, target: Format) -> Conversion:
    """The file `data`, called `name`, from one format into another. Never raises for what a file holds."""
    notes = Notes(name)
    return _convert(read_quiz(data, source, notes), notes, target)


def convert_source(source: Source, target: Format) -> Conversion:
    """The same for a quiz that has been read already; its losses and warnings are those of writing alone."""
    return _convert(source, Notes(source.file), target)


def _convert(text: Source, notes: Notes, target: Format) -> Conversion:
    quiz, faults = (None, []) if text.value is None else parse_quiz(text)
    if text.value is not None:
        notes.faults += [fault for fault in faults if fault not in notes.faults]
    output = None
    if quiz is not None and not notes.faults:
        output = WRITERS[target](text, notes)
    return Conversion(
        quiz if output is not None else None,
        text,
        tuple(sorted(set(notes.faults))),
        tuple(sorted(set(notes.losses))),
        tuple(sorted(set(notes.warnings))),
        output,
        notes.encoding,
    )


def read_quiz(data: bytes, source: Format, notes: Notes) -> Source:
    """The file as values of our format with their lines; `value` is None where nothing could be read."""
    nothing = Source(notes.file, None)
    if source is Format.XLSX:
        return read_sheet(data, notes)
    text = read_text(data, notes, _LONGEST.get(source, LONGEST))
    if text is None:
        return nothing
    if source is Format.YAML:
        read = load_yaml(text, notes.file)
        notes.faults += read.faults
        return read
    head: dict[str, Any] = {}
    categories = Categories(notes)
    questions = drafts(_TEXT_READERS[source](text, notes, categories), notes, head)
    if not questions:
        if not notes.faults:
            notes.fault(1, Sentence("Tệp không có câu hỏi nào đọc được."))
        return nothing
    return as_source(head, questions, categories.title, notes)


def _yaml(source: Source, _notes: Notes) -> bytes:
    return write_yaml(source.value)


WRITERS: dict[Format, Callable[[Source, Notes], bytes]] = {
    Format.GIFT: write_gift,
    Format.MOODLEXML: write_moodlexml,
    Format.XLSX: write_sheet,
    Format.YAML: _yaml,
}
