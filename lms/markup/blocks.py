"""Block syntax of our own (boxes, strict headings) and a parse that remembers lines."""

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown.blockparser import BlockParser
from markdown.blockprocessors import HashHeaderProcessor
from markdown.extensions.admonition import AdmonitionProcessor
from markdown.extensions.attr_list import AttrListTreeprocessor

#: Class of the div that a box is until boxes.py gives it its form; no author text can make one.
BOX = "admonition"


class LinedList(list[str]):
    """The blocks still to parse, counting the source lines that they hold."""

    def __init__(self, blocks: list[str]) -> None:
        super().__init__(blocks)
        self.left = sum(map(self._cost, blocks))

    @staticmethod
    def _cost(block: str) -> int:
        return block.count("\n") + 2

    def pop(self, index: Any = -1) -> str:
        """Take a block out."""
        block = super().pop(index)
        self.left -= self._cost(block)
        return block

    def insert(self, index: Any, block: str) -> None:
        """Put a rest back; it follows on the line after the part that was taken."""
        self.left += self._cost(block)
        super().insert(index, block)


def parse_lines(parser: BlockParser, root: Element, lines: list[str]) -> dict[int, tuple[int, int]]:
    """Parse a whole document into `root`; return which lines (0-based, inclusive) made each child, by
    id()."""
    blocks = LinedList("\n".join(lines).split("\n\n"))
    total = blocks.left
    spans: dict[int, tuple[int, int]] = {}
    while blocks:
        before, count = total - blocks.left, len(root)
        for processor in parser.blockprocessors:
            if processor.test(root, blocks[0]) and processor.run(root, blocks) is not False:
                break
        after = max(total - blocks.left - 1, before)
        for child in root[count:]:
            spans[id(child)] = (before, after)
        if count and len(root) == count:
            # The block went on with what stood last: the next item of a list, a paragraph in a box.
            last = id(root[-1])
            spans[last] = (spans.get(last, (before, after))[0], after)
    return spans


class StrictHeading(HashHeaderProcessor):
    """A heading needs a space after its `#`: `#{7*7}` and `#hashtag` are text."""

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})[ ](?P<header>(?:\\.|[^\\#\n]|#+(?=[^#\n]))*?)#*(?:\n|$)")


class BoxProcessor(AdmonitionProcessor):
    """`!!! kind "Title"`; the title and the form are given later, when the outline is known."""

    CLASSNAME = BOX

    def get_class_and_title(self, match: re.Match[str]) -> tuple[str, str | None]:
        """Return the kind as written and the author's title, None when there is none."""
        return match[1].lower(), match[2]


class StrictAttributes(AttrListTreeprocessor):
    """Attribute lists begin with a colon, `{: .goal}`; `{{x}}`, `{% x %}` and `{x}` are text."""

    BASE_RE = r"\{\:[ ]*([^\}\n ][^\n]*)\}"  # type: ignore[misc]
    HEADER_RE = re.compile(rf"[ ]+{BASE_RE}[ ]*$")  # type: ignore[misc]
    BLOCK_RE = re.compile(rf"\n[ ]*{BASE_RE}[ ]*$")  # type: ignore[misc]
    INLINE_RE = re.compile(rf"^{BASE_RE}")  # type: ignore[misc]


def paragraph(parent: Element, text: str, class_: str | None = None) -> Element:
    """Append a paragraph of Markdown text."""
    element = SubElement(parent, "p")
    element.text = text
    if class_:
        element.set("class", class_)
    return element
