"""YAML read for authors: plain values, and the line and span of every one of them.

A small, boring YAML: mappings, lists, text, whole numbers, decimals, dates, true/false, null. What
surprises people or attacks parsers is refused by name: duplicate keys, anchors and aliases (the alias
bomb), tags such as `!!python/object`, merge keys. Values are deterministic: `1.50` is a Decimal, never a
float; `no`, `1:30` and `012` stay text, as their author meant them.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

import yaml

from lms.sources.fault import Fault
from lms.sources.sentences import Sentence
from lms.sources.text import BOM, Unreadable, decode, line_starts

MAX_DEPTH: Final = 20

Key = str | int
Path = tuple[Key, ...]
Span = tuple[int, int]

_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True)
class Source:
    """A YAML text as values with places.

    value: dicts (text keys, in file order), lists, str (NFC), int, Decimal, date, bool, None; None
    when the text could not be read. lines: 1-based line in the file of every path, `()` being the
    whole; a key's line where the path ends in a key. spans: start and end offset of every *value* in
    the text that was given, in characters. faults: everything found wrong while reading; empty when
    the text is sound.
    """

    file: str
    value: Any
    lines: dict[Path, int] = field(default_factory=dict)
    spans: dict[Path, Span] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def line(self, *path: Key) -> int:
        """Return the line of `path`; of a missing one, the line of its nearest ancestor."""
        for length in range(len(path), -1, -1):
            found = self.lines.get(path[:length])
            if found is not None:
                return found
        return 1

    def fault(self, message: str, *path: Key) -> Fault:
        """Return a Fault with `message` at the line of `path`."""
        return Fault(self.file, self.line(*path), message)


def load_yaml(text: str | bytes, file: str, *, first_line: int = 1, offset: int = 0) -> Source:
    """Read one YAML document; never raises, what is wrong is in `Source.faults`.

    text: the whole document (a BOM and CRLF are fine). file: its name in messages. first_line and
    offset: where `text` begins in the file, when it is a part of one (front matter, a check
    question); lines and spans are then those of the file. A file cut short by a syntax error has
    `value` None and one fault; other faults are listed all at once, with the value that could be
    read.
    """
    try:
        content = decode(text, file)
    except Unreadable as error:
        return Source(file, None, faults=(error.fault,))
    bom = 1 if content.startswith(BOM) else 0
    reader = _Reader(file, content[bom:], first_line, offset + bom)
    value = reader.read()
    return Source(file, value, reader.lines, reader.spans, tuple(sorted(set(reader.faults))))


class _Reader:
    """Builds values from parse events, so that nothing is constructed which the document did not
    spell out."""

    def __init__(self, file: str, text: str, first_line: int, offset: int) -> None:
        self.file, self.text, self.offset, self.first_line = file, text, offset, first_line
        self.starts = line_starts(text)
        self.lines: dict[Path, int] = {(): first_line}
        self.spans: dict[Path, Span] = {}
        self.faults: list[Fault] = []

    def read(self) -> Any:
        # The pure Python loader: libyaml's marks and messages differ from it, and these reach authors.
        self.events: Iterator[yaml.Event] = iter(yaml.parse(self.text, Loader=yaml.SafeLoader))
        try:
            return self._document()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            reason = error.problem or error.context or Sentence("sai cú pháp")
            self._fault(mark.index if mark else 0, Sentence("YAML sai cú pháp: %(reason)s.", reason=reason))
        except yaml.reader.ReaderError as error:
            self._fault(error.position, Sentence("YAML có ký tự không được phép."))
        except _TooDeep as error:
            self._fault(error.index, Sentence("YAML lồng nhau quá %(max_depth)s tầng.", max_depth=MAX_DEPTH))
        return None

    def _document(self) -> Any:
        value: Any = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._fault(_start(event), Sentence("Một tệp chỉ có một văn bản YAML (thừa dòng ---)."))
                    break
                value = self._node(next(self.events), ())
        return value

    def _node(self, event: yaml.Event, path: Path) -> Any:
        if len(path) > MAX_DEPTH:
            raise _TooDeep(_start(event))
        self.lines.setdefault(path, self._line(_start(event)))
        if isinstance(event, yaml.AliasEvent):
            self._fault(_start(event), Sentence("Không dùng bí danh (*) của YAML; hãy viết đủ giá trị."))
            return None
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            self._fault(_start(event), Sentence("Không dùng nhãn neo (&) của YAML; hãy viết đủ giá trị."))
        if getattr(event, "tag", None) is not None:
            self._fault(_start(event), Sentence("Không dùng thẻ kiểu (!) của YAML."))
        start = _start(event)
        value: Any
        if isinstance(event, yaml.MappingStartEvent):
            value, end = self._mapping(path)
        elif isinstance(event, yaml.SequenceStartEvent):
            value, end = self._sequence(path)
        elif isinstance(event, yaml.ScalarEvent):
            value, end = self._scalar(event), _end(event)
        else:
            raise TypeError(f"a node begins with {event!r}")
        self.spans[path] = (start + self.offset, end + self.offset)
        return value

    def _mapping(self, path: Path) -> tuple[dict[str, Any], int]:
        values: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                return values, _end(event)
            key = self._key(event)
            value_event = next(self.events)
            if key is None or key in values:
                if key is not None:
                    self._fault(_start(event), Sentence("Mục “%(key)s” viết hai lần.", key=key))
                self._skip(value_event)
                continue
            below = (*path, key)
            self.lines[below] = self._line(_start(event))
            values[key] = self._node(value_event, below)
        raise AssertionError("a mapping always ends")

    def _key(self, event: yaml.Event) -> str | None:
        """Return a mapping key as text, or None (reported) when it is not a plain one."""
        if not isinstance(event, yaml.ScalarEvent):
            self._fault(_start(event), Sentence("Tên mục phải là chữ."))
            self._skip(event)
            return None
        if event.tag is not None or event.anchor is not None or event.value == "<<":
            self._fault(_start(event), Sentence("Không dùng thẻ, nhãn neo hay phép gộp (<<) ở tên mục."))
            return None
        return unicodedata.normalize("NFC", event.value)

    def _sequence(self, path: Path) -> tuple[list[Any], int]:
        values: list[Any] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                return values, _end(event)
            values.append(self._node(event, (*path, len(values))))
        raise AssertionError("a list always ends")

    def _skip(self, event: yaml.Event) -> None:
        """Pass over the node that `event` opens; nested too deeply it costs the parser minutes a megabyte."""
        depth = int(isinstance(event, yaml.CollectionStartEvent))
        while depth:
            event = next(self.events)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise _TooDeep(_start(event))

    def _scalar(self, event: yaml.ScalarEvent) -> Any:
        text = unicodedata.normalize("NFC", event.value)
        if event.style is not None:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INT.match(text) and len(text) <= 30:
            return int(text)
        if _DECIMAL.match(text) and len(text) <= 30:
            return Decimal(text)
        if _DATE.match(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                self._fault(
                    _start(event), Sentence("Không có ngày %(text)s; hãy viết năm-tháng-ngày.", text=text)
                )
        return text

    def _line(self, index: int) -> int:
        return self.first_line + bisect_right(self.starts, index) - 1

    def _fault(self, index: int, message: str) -> None:
        self.faults.append(Fault(self.file, self._line(index), message))


def _start(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0


def _end(event: yaml.Event) -> int:
    return event.end_mark.index if event.end_mark else 0


class _TooDeep(Exception):
    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index
