"""The shape of the page: headings, figures, tables and task lists, on the tree that Markdown made."""

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from lms.markup.allowed import names
from lms.markup.gate import OWN, anchor
from lms.markup.labels import Labels
from lms.markup.log import Log
from lms.markup.model import Heading
from lms.names import fold
from lms.sources import Sentence

MAX_COLUMNS = 4
#: From this many columns on a table may be wider than a phone and gets a box that scrolls.
SCROLL_COLUMNS = 3

_HEADING = re.compile(r"h([1-6])\Z")
_TASK = re.compile(r"\[([ xX])\] ")
_SLUG = re.compile(r"[^a-z0-9]+")
_BLOCKS = names("p ul ol dl table div section blockquote pre figure h2 h3 h4 h5 h6")


class Shape(Treeprocessor):
    """Runs last, on finished elements; changes them in place, so that the lines known for them stay known."""

    def __init__(self, md: Markdown, log: Log, labels: Labels, own: str, *, inline: bool) -> None:
        super().__init__(md)
        self.inline = inline
        self.log, self.labels, self.own = log, labels, own
        self.headings: list[Heading] = []
        self.figures = 0
        self._slugs: set[str] = set()
        self._numbers: dict[str, int] = {}

    def run(self, root: Element) -> None:
        """Give every element its final form and note the faults of the outline."""
        level = 1
        for element in list(root.iter()):
            heading = _HEADING.match(str(element.tag))
            if heading:
                level = self._heading(element, int(heading[1]), level)
            elif element.tag == "p":
                self._figure(element)
            elif element.tag == "table":
                self._table(element)
            elif element.tag == "ul":
                self._tasks(element)

    def _heading(self, element: Element, level: int, above: int) -> int:
        text = " ".join("".join(element.itertext()).split())
        if element.get("class") == "box-title":
            return above
        if level == 1:
            self.log.fault(
                Sentence("Tên bài nằm ở phần đầu; trong bài mục bắt đầu từ ## (không dùng #)."),
                f"# {text[:20]}",
            )
            level, element.tag = 2, "h2"
        elif level > above + 1:
            self.log.fault(
                Sentence(
                    "Mục nhảy bậc: %(number)s phải đứng dưới %(number2)s.",
                    number="#" * level,
                    number2="#" * (level - 1),
                ),
                f"# {text[:20]}",
            )
        if not text:
            self.log.fault(Sentence("Mục không có tên."), "#")
        slug = anchor(element.get("id") or _SLUG.sub("-", fold(text)).strip("-")[:60] or "muc")
        unique = self._unique(slug)
        element.set("id", unique)
        line = self.log.first_line + self.log.where(text[:30])
        self.headings.append(Heading(level, text, unique, line))
        return level

    def _unique(self, slug: str) -> str:
        unique = slug
        while unique in self._slugs:
            self._numbers[slug] = self._numbers.get(slug, 1) + 1
            unique = f"{slug}-{self._numbers[slug]}"
        self._slugs.add(unique)
        return unique

    def _figure(self, paragraph: Element) -> None:
        if self.inline or len(paragraph) != 1 or paragraph[0].tag != "img" or (paragraph.text or "").strip():
            return
        picture = paragraph[0]
        if (picture.tail or "").strip():
            return
        self.figures += 1
        paragraph.tag, paragraph.text, picture.tail = "figure", None, None
        caption = picture.attrib.pop("title", "").strip()
        if caption:
            element = Element("figcaption")
            element.text = caption
            paragraph.append(element)

    def _table(self, table: Element) -> None:
        first = table.find("thead/tr")
        columns = len(first) if first is not None else 0
        titles = [" ".join("".join(cell.itertext()).split()) for cell in first] if first is not None else []
        if columns > MAX_COLUMNS:
            self.log.fault(
                Sentence(
                    "Bảng có %(columns)s cột; tối đa %(max_columns)s để đọc được trên điện thoại.",
                    columns=columns,
                    max_columns=MAX_COLUMNS,
                ),
                "|",
            )
        for cell in table.iter():
            if cell.tag in {"th", "td"}:
                if cell.attrib.pop("align", "") == "right":
                    cell.set("class", f"n {cell.get('class', '')}".strip())
                if cell.tag == "th":
                    if "".join(cell.itertext()).strip():
                        cell.set("scope", "col")
                    else:
                        cell.tag = "td"
        body = table.find("tbody")
        if body is not None and not any("".join(row.itertext()).strip() for row in body):
            table.remove(body)
        if columns >= SCROLL_COLUMNS:
            inner = Element("table", table.attrib)
            inner.extend(list(table))
            for child in list(table):
                table.remove(child)
            table.tag, table.text = "div", None
            label = f"{self.labels.table}: {', '.join(title for title in titles if title)}"
            table.attrib = {"class": "scroll", "tabindex": "0", "role": "group", "aria-label": label}
            table.append(inner)

    def _tasks(self, items: Element) -> None:
        found = False
        for item in items:
            holder = item[0] if not (item.text or "").strip() and len(item) and item[0].tag == "p" else item
            task = _TASK.match((holder.text or "").lstrip())
            if task is None:
                continue
            found = True
            self._task(holder, (holder.text or "").lstrip()[task.end() :], done=task[1] != " ")
        if found:
            items.set("class", "task-list")

    def _task(self, holder: Element, text: str, *, done: bool) -> None:
        label = Element("label")
        box = Element("input", {"type": "checkbox", "disabled": "", OWN: self.own})
        if done:
            box.set("checked", "")
        box.tail = f" {text}"
        label.append(box)
        holder.text = None
        for child in list(holder):
            if child.tag in _BLOCKS:
                break
            holder.remove(child)
            label.append(child)
        holder.insert(0, label)
