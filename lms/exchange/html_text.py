"""HTML of other programs as Markdown: what has a meaning is kept, what only looks is dropped.

Text in an old Vietnamese font is known by the name of its font and becomes Unicode.
"""

from __future__ import annotations

import re
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
    "nav address center dl dt dd figure figcaption fieldset legend details summary".split()
)
_SILENT = {"script", "style", "head", "title", "o:p", "xml", "template"}
_LOST = {
    **dict.fromkeys(("img", "svg"), Sentence("hình")),
    **dict.fromkeys(("object", "embed", "source", "iframe"), Sentence("tệp nhúng")),
    "video": "video",
    "audio": Sentence("tiếng"),
    "script": Sentence("đoạn mã chạy (script)"),
    **dict.fromkeys(("input", "select", "textarea", "button"), Sentence("ô nhập")),
}
#: What has a meaning that is not kept, though its words are.
_FLATTENED = {
    "table": Sentence("bảng, mỗi hàng còn một dòng"),
    "math": Sentence("công thức (MathML)"),
    "pre": Sentence("cách xuống dòng của đoạn giữ nguyên (pre)"),
    "u": Sentence("gạch chân"),
    "ins": Sentence("gạch chân"),
    **dict.fromkeys(("s", "strike", "del"), Sentence("gạch ngang chữ")),
}
_VOID = {"br", "img", "hr", "input", "source", "embed", "col", "meta", "link", "wbr"}
_FAMILY = re.compile(r"font-family\s*:\s*([^;]+)", re.IGNORECASE)
_WORD_LEFTOVER = re.compile(r"mso-|class=[\"']?Mso|<o:p|<!--\[if|urn:schemas-microsoft", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r\f]+")


@dataclass
class Converted:
    """Markdown, and what happened on the way.

    lost: what was left out; flattened: what is words only now; fonts: old fonts that were read.
    """

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
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self.fonts.append((tag, self._font(tag, given)))
        if tag in _SILENT:
            self.silent += 1
        if tag in _FLATTENED:
            self.result.flattened.append(_FLATTENED[tag])
        if tag in _LOST:
            source = given.get("alt") or given.get("src") or ""
            name = source.rsplit("/", 1)[-1][:60]
            what = _LOST[tag]
            self.result.lost.append(Sentence("%(what)s %(name)s", what=what, name=name) if name else what)
        elif tag in _OPENED:
            self.out.append(_OPENED[tag])
        elif tag == "li":
            self._item()
        elif tag == "a":
            # Without an address it is a place to lead to, and only its words are kept.
            self.links.append(given.get("href", ""))
            self.out.append("[" if self.links[-1] else "")
        elif tag in _BLOCKS:
            self._block(tag)

    def handle_endtag(self, tag: str) -> None:
        while any(tag == open_tag for open_tag, _ in self.fonts):
            closed, _ = self.fonts.pop()
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
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self.out.append("\n\n")
        elif tag in ("td", "th"):
            self.out.append(" · ")
        elif tag in _BLOCKS:
            self.out.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        data = data.replace("\u00a0", " ") if not self._convert() else data
        convert = self._convert()
        if convert is not None:
            data = convert(data)
        if self.breaks:
            self.out.append("  \n".join(as_markdown(_SPACES.sub(" ", line)) for line in data.split("\n")))
        else:
            self.out.append(as_markdown(_SPACES.sub(" ", data)))

    def _convert(self) -> Callable[[str], str] | None:
        return next((convert for _, convert in reversed(self.fonts) if convert is not None), None)

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

    def _item(self) -> None:
        kind, count = self.lists.pop() if self.lists else ("ul", 0)
        self.lists.append((kind, count + 1))
        indent = "    " * (len(self.lists) - 1)
        mark = f"{count + 1}." if kind == "ol" else "-"
        self.out.append(f"\n{indent}{mark} ")

    def _block(self, tag: str) -> None:
        self.out.append("\n\n")
        if tag in ("ul", "ol"):
            self.lists.append((tag, 0))

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
