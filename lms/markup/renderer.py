"""Rendering one text: Markdown to a tree, the tree to blocks of HTML, the blocks through the gate.

Nothing here is shared between calls, so threads may render at the same time.
"""

import re
import unicodedata
from html import escape
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

from lms.markup.blocks import BoxProcessor, StrictAttributes, StrictHeading, parse_lines
from lms.markup.boxes import BoxTree
from lms.markup.gate import Gate, last_gate
from lms.markup.inline import AttributeText, FormulaProcessor, TimesProcessor
from lms.markup.labels import Labels, labels
from lms.markup.limits import refusals
from lms.markup.log import Log
from lms.markup.model import AsWritten, Html, Links, Rendered, Segment
from lms.markup.scan import Scanner
from lms.markup.tree import Shape
from lms.sources import Fault, Sentence

_BREAK = re.compile(r"\r\n|\r|\n")
# Control characters mean nothing in a text, and two of them are the parser's own marks.
# What a paragraph is that held nothing but what was taken out.
_EMPTY = re.compile(r"(?:<p>)?\s*(?:</p>)?\s*\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def render(
    text: str,
    *,
    file: str,
    first_line: int = 1,
    links: Links | None = None,
    language: str = "vi",
    inline: bool = False,
) -> Rendered:
    """Render Markdown to sanitised HTML with a report; never raises, whatever the text.

    text: the Markdown, without front matter. file and first_line: where it stands, for reports. links: turns
    ids and picture paths into addresses (None: they are left as written). language: `vi` or `en`, for the
    words that rendering adds. inline: only what may stand inside a label or a table cell, without paragraph;
    blocks in it are a fault.
    """
    lines = _BREAK.sub("\n", text.removeprefix("\ufeff"))
    clean = _CONTROL.sub("", unicodedata.normalize("NFC", lines)).expandtabs(4).rstrip()
    refused = refusals(clean)
    if not refused:
        try:
            log = Log(file, [line if line.strip() else "" for line in clean.split("\n")], first_line)
            return _Rendering(log, links or AsWritten(), labels(language), inline=inline).run()
        except RecursionError:
            refused = [(0, Sentence("Các khối lồng nhau quá sâu."))]
    faults = (Fault(file, first_line + clean.count("\n", 0, at), message) for at, message in refused)
    return Rendered(faults=tuple(faults), refused=True)


class _Rendering:
    """One text on its way."""

    def __init__(self, log: Log, links: Links, words: Labels, *, inline: bool) -> None:
        self.log, self.inline = log, inline
        self.gate = Gate(links, log, inline=inline)
        # No text holds a NUL, so notes always stand at the end.
        notes = FootnoteExtension(
            BACKLINK_TEXT="↑", BACKLINK_TITLE=words.back, SEPARATOR="-", PLACE_MARKER="\x00"
        )
        self.md = Markdown(
            extensions=[
                TableExtension(use_align_attribute=True),
                notes,
                DefListExtension(),
                SaneListExtension(),
            ],
            output_format="html",
        )
        self.md.ESCAPED_CHARS = [*self.md.ESCAPED_CHARS, "$"]
        self.md.block_level_elements.remove("math")
        written: dict[str, str] = {}
        block, inlines, trees = self.md.parser.blockprocessors, self.md.inlinePatterns, self.md.treeprocessors
        block.register(StrictHeading(self.md.parser), "hashheader", 70)
        block.register(BoxProcessor(self.md.parser), "box", 105)
        inlines.register(FormulaProcessor(self.md, log, written), "formula", 185)
        inlines.register(TimesProcessor(self.md), "times", 182)
        self.boxes = BoxTree(self.md, log, words)
        self.shape = Shape(self.md, log, words, self.gate.own, inline=inline)
        trees.register(self.boxes, "boxes", 45)
        trees.register(AttributeText(self.md, written), "attribute-text", 18)
        trees.register(StrictAttributes(self.md), "attributes", 8)
        trees.register(self.shape, "shape", -5)
        # It only adds line breaks to the HTML.
        trees.deregister("prettify")

    def run(self) -> Rendered:
        """Render and report."""
        scanned = Scanner(self.log, self.md.htmlStash.store).run()
        root = Element(self.md.doc_tag)
        spans = parse_lines(self.md.parser, root, scanned.lines)
        for processor in self.md.treeprocessors:
            processor.run(root)
        whole = (0, len(self.log.lines) - 1)
        segments: list[Segment] = []
        run: list[str] = []
        for child in root:
            piece = (
                scanned.pieces.get((child.text or "").strip())
                if child.tag == "p" and not len(child)
                else None
            )
            if piece is not None:
                self._close(run, segments)
                segments.append(piece)
            else:
                self.log.look_in(*spans.get(id(child), whole))
                html = self.gate.clean(self._html(child))
                if not _EMPTY.match(html):
                    run.append(html)
        self._close(run, segments)
        self.gate.check_fragments()
        return self._report(tuple(segments))

    def _html(self, element: Element) -> str:
        """One block as HTML, with what was set aside put back in."""
        element.tail = None
        if self.inline:
            if element.tag != "p":
                self.log.fault(
                    Sentence("Ở đây chỉ viết chữ trong một dòng, không dùng danh sách, bảng hay hộp.")
                )
                return escape(" ".join(" ".join(element.itertext()).split()))
            element.attrib.clear()
            html = self.md.serializer(element).removeprefix("<p>").removesuffix("</p>")
        else:
            html = self.md.serializer(element)
        for processor in self.md.postprocessors:
            html = processor.run(html)
        return html

    def _close(self, run: list[str], segments: list[Segment]) -> None:
        """Pass a finished run of blocks through the last gate; nothing changes it afterwards."""
        html = last_gate(("<br>" if self.inline else "\n").join(run))
        run.clear()
        if html.strip():
            segments.append(Html(html))

    def _report(self, segments: tuple[Segment, ...]) -> Rendered:
        return Rendered(
            segments=segments,
            removed=tuple(sorted(self.log.removed)),
            faults=tuple(sorted(set(self.log.faults))),
            headings=tuple(self.shape.headings),
            dated=tuple(self.boxes.dated),
            words=self.gate.speech.words,
            figures=self.shape.figures,
            media=tuple(self.gate.used_media),
            links=tuple(self.gate.used_links),
            plain=self.gate.speech.plain,
        )
