"""Boxes of a lesson: what `!!! turn`, `!!! tomorrow`, `!!! dated 2026-11-15 "Nguồn: …"` become."""

from datetime import date
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from lms.markup.blocks import BOX, paragraph
from lms.markup.labels import BOXES, Labels
from lms.markup.log import Log
from lms.markup.model import Dated
from lms.sources import Sentence


class BoxTree(Treeprocessor):
    """Gives every box its class, heading and, where dated, its source; runs before inline Markdown."""

    def __init__(self, md: Markdown, log: Log, labels: Labels) -> None:
        super().__init__(md)
        self.log, self.labels = log, labels
        self.dated: list[Dated] = []

    def run(self, root: Element) -> None:
        """Change every box in place, so that the lines known for it stay known."""
        headed = False
        for element in root.iter():
            headed = headed or element.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}
            first, *rest = element.get("class", "").split(" ")
            if element.tag == "div" and first == BOX:
                # Under the title of the page (h1) a box opens at h2; under an h2 at h3: no level is skipped.
                self._box(element, rest, "h3" if headed else "h2")

    def _box(self, box: Element, kind: list[str], heading: str) -> None:
        given = None
        if len(box) and box[0].get("class") == f"{BOX}-title":
            given = box[0].text or ""
            box.remove(box[0])
        name = kind[0] if kind else ""
        if name not in BOXES or (len(kind) > 1 and name != "dated"):
            self.log.fault(
                Sentence(
                    "Không có hộp “%(names)s”; có: %(names2)s.",
                    names=" ".join(kind),
                    names2=", ".join(sorted(BOXES)),
                ),
                name,
            )
            name = "note"
        title = self._dated(box, kind[1:], given) if name == "dated" else given or self.labels.boxes[name]
        box.tag = "section"
        box.attrib = {"class": f"box {name}"}
        head = Element(heading, {"class": "box-title"})
        head.text = title
        box.insert(0, head)

    def _dated(self, box: Element, written: list[str], source: str | None) -> str:
        """Add the source line and return the heading."""
        try:
            until = date.fromisoformat(" ".join(written))
        except ValueError:
            self.log.fault(
                Sentence("Ngày “%(names)s” không có; viết !!! dated 2026-11-15.", names=" ".join(written)),
                "!!! dated",
            )
            until = None
        source = (source or "").strip()
        if not source:
            self.log.fault(Sentence('Hộp có ngày cần nguồn: !!! dated 2026-11-15 "Nguồn: …".'), "!!! dated")
        else:
            start = f"{self.labels.source}:"
            source = source if source.casefold().startswith(start.casefold()) else f"{start} {source}"
            paragraph(box, source, "source")
        if until is None:
            return self.labels.until.format("…")
        line = self.log.first_line + self.log.where(f"!!! dated {until.isoformat()}")
        self.dated.append(Dated(until, source, line))
        return self.labels.until.format(until.strftime(self.labels.date_format))
