"""XML that cannot hurt: expat with every door shut, as a small tree that knows its lines.

A DOCTYPE is refused before anything in it is read, so there are no entities to expand and nothing to fetch;
XInclude and deep nesting are refused too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from lms.sources import Sentence
from lms.sources.notes import Notes

_DEEPEST = 40
_XINCLUDE = "http://www.w3.org/2001/XInclude"


@dataclass
class Element:
    """One element: its attributes, its text (that of its children not included), and where it begins."""

    tag: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text directly in the element."""
        return "".join(self.pieces).strip()

    def all(self, tag: str) -> list[Element]:
        """The children of that name."""
        return [child for child in self.children if child.tag == tag]

    def first(self, tag: str) -> Element | None:
        """The first child of that name, or None."""
        return next(iter(self.all(tag)), None)

    def said(self, tag: str) -> str:
        """The text of the first child of that name, or of the `text` within it; "" where there is none."""
        child = self.first(tag)
        inner = child and child.first("text")
        return (inner or child).text if child else ""


class _Refused(Exception):
    """The document holds what no question bank needs."""

    def __init__(self, message: Sentence) -> None:
        super().__init__(message)
        self.message = message


def read_xml(text: str, notes: Notes) -> Element | None:
    """The root of `text`, or None with a fault noted."""
    # The text is decoded already: what its declaration says of an encoding no longer holds.
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    roots: list[Element] = []
    stack: list[Element] = []

    def refuse(*_arguments: object) -> int:
        raise _Refused(Sentence("Tệp có DOCTYPE hoặc ENTITY: bỏ phần khai báo đó đi."))

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.lower().startswith("xi:") or _XINCLUDE in attributes.values():
            raise _Refused(Sentence("Tệp có XInclude: bỏ đi, chép nội dung vào thẳng tệp."))
        if len(stack) >= _DEEPEST:
            raise _Refused(Sentence("XML lồng nhau quá %(deepest)s tầng.", deepest=_DEEPEST))
        element = Element(tag, parser.CurrentLineNumber, attributes)
        (stack[-1].children if stack else roots).append(element)
        stack.append(element)

    def said(data: str) -> None:
        stack[-1].pieces.append(data)

    def end(_tag: str) -> None:
        stack.pop()

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = said
    try:
        parser.Parse(text.encode(), True)
    except _Refused as refused:
        notes.fault(parser.CurrentLineNumber, refused.message)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        notes.fault(
            error.lineno, Sentence("XML sai cú pháp (%(reason)s): xuất lại tệp từ Moodle.", reason=reason)
        )
    return None if notes.faults else roots[0]
