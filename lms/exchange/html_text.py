"""HTML of other programs as Markdown: what has a meaning is kept or named, what only looks is dropped.

Sizes, typefaces and alignment only look; a colour may be what a question asks about.

Text in an old Vietnamese font is known by the name of its font and becomes Unicode.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from lms.exchange.plain_text import as_markdown
from lms.names.old_fonts import CONVERTERS, OldFont, in_capitals, old_font
from lms.sources import Sentence

_WRAPPED = {"b": "**", "strong": "**", "em": "*", "i": "*"}
_KEPT = {"sub", "sup"}
_OPENED = {**_WRAPPED, "br": "  \n", "sub": "<sub>", "sup": "<sup>", "td": " ", "th": " ", "tr": "\n\n"}
_BLOCKS = set(
    "p div ul ol table caption blockquote pre h1 h2 h3 h4 h5 h6 hr section article aside header footer main "
    "nav address center dl dt dd figure figcaption details summary fieldset legend form option".split()
)
_SILENT = {"script", "style", "head", "title", "o:p", "xml", "template"}
_LOST = {
    **dict.fromkeys(("img", "svg"), Sentence("hình")),
    **dict.fromkeys(("object", "embed", "source", "iframe"), Sentence("tệp nhúng")),
    "video": "video",
    "audio": Sentence("tiếng"),
    "script": Sentence("đoạn mã chạy (script)"),
    "canvas": Sentence("hình"),
    **dict.fromkeys(("input", "select", "textarea", "button"), Sentence("ô nhập")),
}
#: Of these the words stay, but not how they stood.
_FLATTENED = {
    "table": Sentence("bảng"),
    "math": Sentence("công thức (MathML)"),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Sentence("tiêu đề")),
    **dict.fromkeys(("blockquote", "q"), Sentence("đoạn trích")),
    **dict.fromkeys(("pre", "code"), Sentence("chữ máy (code)")),
    **dict.fromkeys(("u", "ins"), Sentence("chữ gạch chân")),
    **dict.fromkeys(("s", "del", "strike"), Sentence("chữ gạch ngang")),
    "mark": Sentence("chữ tô nền"),
    "dl": Sentence("danh sách định nghĩa"),
    "details": Sentence("phần thu gọn"),
    "ruby": Sentence("chữ chú âm"),
    "hr": Sentence("đường kẻ ngang"),
    "map": Sentence("vùng bấm trên hình"),
}
#: Lists in lists; a file of nothing else would be a thousand times as long in blanks.
_DEEPEST = 6
_COLOURED = re.compile(r"(?:^|;)\s*(color|background(?:-color)?)\s*:\s*([^;]+)", re.IGNORECASE)
#: Colours of plain text on a plain page, as editors write them without being asked.
_PLAIN = {
    "color": re.compile(
        r"inherit|initial|unset|auto|currentcolor|windowtext|black|#0{3}(0{3})?|rgb\(0,0,0\)"
    ),
    "background": re.compile(
        r"inherit|initial|unset|none|transparent|white|#f{3}(f{3})?|rgb\(255,255,255\)|rgba\(0,0,0,0\)"
    ),
}
_VOID = {"br", "img", "hr", "input", "source", "embed", "col", "meta", "link", "wbr"}
_FAMILY = re.compile(r"font-family\s*:\s*([^;]+)", re.IGNORECASE)
_WORD_LEFTOVER = re.compile(r"mso-|class=[\"']?Mso|<o:p|<!--\[if|urn:schemas-microsoft", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r\f]+")


@dataclass
class Converted:
    """Markdown, and what happened on the way. lost: what was left out; flattened: what is words alone now;
    fonts: old fonts that were read."""

    markdown: str = ""
    lost: list[str] = field(default_factory=list)
    flattened: list[str] = field(default_factory=list)
    fonts: set[OldFont] = field(default_factory=set)
    from_word: bool = False


def html_to_markdown(html: str, *, breaks: bool = False) -> Converted:
    """Read `html`. breaks: a line end is a line break, as in Moodle's own format."""
    result = Converted(from_word=bool(_WORD_LEFTOVER.search(html)))
    reader = _Reader(result, breaks=breaks)
    reader.feed(html)
    reader.close()
    lines = [
        line.rstrip(" ") + ("  " if line.endswith("  ") else "") for line in "".join(reader.out).split("\n")
    ]
    text = re.sub(r"\n[ ]*\n(?:[ ]*\n)+", "\n\n", "\n".join(lines)).strip()
    result.markdown = text
    return result


class _Reader(HTMLParser):
    def __init__(self, result: Converted, *, breaks: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.result, self.breaks = result, breaks
        self.out: list[str] = []
        self.fonts: list[tuple[str, Callable[[str], str] | None]] = []
        self.lists: list[tuple[str, int]] = []
        self.links: list[str] = []
        self.open: Counter[str] = Counter()
        self.silent = 0
        self.at_mark = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            # Each knows its outer ones' font, so that no letter looks through all that are open.
            self.fonts.append((tag, self._font(tag, given) or self._convert()))
            self.open[tag] += 1
        if tag in _SILENT:
            self.silent += 1
        self._flatten(tag, given)
        if tag in _LOST:
            source = given.get("src", "")
            # A picture written into the text has no name, only its bytes.
            self._lose(_LOST[tag], given.get("alt") or ("" if source.startswith("data:") else source))
        elif tag in _OPENED:
            self.out.append(_OPENED[tag])
        elif tag == "li":
            self._item()
        elif tag == "a":
            self._link(given)
        elif tag in _BLOCKS:
            self._block(tag, given)

    def handle_endtag(self, tag: str) -> None:
        while self.open[tag]:
            closed, _ = self.fonts.pop()
            self.open[closed] -= 1
            if closed == tag:
                break
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _WRAPPED:
            self._close(_WRAPPED[tag])
        elif tag in _KEPT:
            self.out.append(f"</{tag}>")
        elif tag == "a" and self.links:
            href = self.links.pop()
            self.out.append(f"]({href.replace(' ', '%20').replace(')', '%29')})" if href else "")
        elif tag in ("td", "th"):
            self.out.append(" · ")
        elif tag in _BLOCKS:
            self._end_block(tag)

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        self.at_mark = self.at_mark and not data.strip()
        convert = self._convert()
        data = data.replace("\u00a0", " ") if convert is None else convert(data)
        if self.breaks:
            self.out.append("  \n".join(as_markdown(_SPACES.sub(" ", line)) for line in data.split("\n")))
        else:
            self.out.append(as_markdown(_SPACES.sub(" ", data)))

    def _convert(self) -> Callable[[str], str] | None:
        return self.fonts[-1][1] if self.fonts else None

    def _font(self, tag: str, given: dict[str, str]) -> Callable[[str], str] | None:
        family = given.get("face", "") if tag == "font" else ""
        styled = _FAMILY.search(given.get("style", ""))
        family = (styled.group(1) if styled else family).split(",")[0].strip().strip("\"'")
        font = old_font(family)
        if font is None:
            return str if family else None
        self.result.fonts.add(font)
        convert = CONVERTERS[font]
        return (lambda text: convert(text).upper()) if in_capitals(family) else convert

    def _lose(self, what: str, source: str) -> None:
        name = source.rsplit("/", 1)[-1][:60]
        self.result.lost.append(Sentence("%(what)s %(name)s", what=what, name=name) if name else what)

    def _flatten(self, tag: str, given: dict[str, str]) -> None:
        found = [_FLATTENED[tag]] if tag in _FLATTENED else []
        colours = [(name.lower(), value) for name, value in _COLOURED.findall(given.get("style", ""))]
        colours += [("color", given["color"])] if tag == "font" and given.get("color") else []
        colours += [("background", given["bgcolor"])] if given.get("bgcolor") else []
        for name, value in colours:
            plain = _PLAIN["color" if name == "color" else "background"]
            if not plain.fullmatch("".join(value.lower().replace("!important", "").split())):
                found.append(Sentence("chữ màu") if name == "color" else Sentence("chữ tô nền"))
        if tag == "ol" and given.get("type", "1") != "1":
            found.append(Sentence("danh sách đánh bằng chữ"))
        self.result.flattened += [what for what in found if what not in self.result.flattened]

    def _link(self, given: dict[str, str]) -> None:
        """Keep a link to an address; one to a place in its own page or to a file beside it leads nowhere."""
        href = given.get("href", "").strip()
        kept = href if href.lower().startswith(("http://", "https://", "mailto:", "tel:")) else ""
        if "href" not in given:
            what = Sentence("điểm neo") if given.get("name") or given.get("id") else ""
            self.result.flattened += [what] if what and what not in self.result.flattened else []
        elif not kept:
            self._lose(Sentence("liên kết"), href.partition("?")[0] if ":" not in href else "")
        self.links.append(kept)
        self.out.append("[" if kept else "")

    def _item(self) -> None:
        kind, count = self.lists.pop() if self.lists else ("ul", 0)
        self.lists.append((kind, count + 1))
        indent = self._indent(len(self.lists) - 1)
        mark = f"{count + 1}." if kind == "ol" else "-"
        self.out.append(f"\n{indent}{mark} ")
        self.at_mark = True

    def _block(self, tag: str, given: dict[str, str]) -> None:
        if tag in ("ul", "ol"):
            start = given.get("start", "1")
            self.out.append("\n\n")
            self.lists.append((tag, int(start) - 1 if start.isdecimal() and len(start) < 6 else 0))
        elif not self.lists:
            self.out.append("\n\n")
        elif not self.at_mark:
            # A further paragraph of an item belongs to it; the first one stands behind its mark.
            self.out.append("\n\n" + self._indent(len(self.lists)))

    def _end_block(self, tag: str) -> None:
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        self.out.append("\n\n" + self._indent(len(self.lists)))

    def _indent(self, depth: int) -> str:
        deep = Sentence("danh sách lồng nhau quá sâu")
        if depth > _DEEPEST and deep not in self.result.flattened:
            self.result.flattened.append(deep)
        return "    " * min(depth, _DEEPEST)

    def _close(self, mark: str) -> None:
        # Markdown wants the closing sign right after a letter.
        last = self.out[-1] if self.out else ""
        if last == mark:
            self.out.pop()
            return
        tail = last[len(last.rstrip()) :]
        if tail and last.strip():
            self.out[-1] = last.rstrip()
        self.out.append(mark + tail)
