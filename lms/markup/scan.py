"""First pass over the lines: what is not Markdown is set aside (fences, videos, blocks of raw HTML).

Python-Markdown's own preprocessors do this too, but change the number of lines while they work; here every
line keeps its place, so that reports can name it. What is set aside leaves a placeholder on a line of its
own.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lms.markup.allowed import names
from lms.markup.log import Log
from lms.markup.model import Check, Video
from lms.sources import Sentence, load_yaml

_FENCE = re.compile(r"(?P<indent> *)(?P<fence>`{3,}|~{3,}) *(?P<info>[^`]*)\Z")
_QUOTED_CHECK = re.compile(r"[ ]*>[> ]*(?:`{3,}|~{3,}) *check\b")
_VIDEO = re.compile(r" {0,3}::video\{ *([^{}]*?) *\} *\Z")
_VIDEO_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\Z")
_RAW = re.compile(r" {0,3}<(?:(?P<mark>!--|!|\?)|/?(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?=[\s/>]|\Z))")
_BLOCK_NAMES = names(
    "address article aside base basefont blockquote body button canvas caption center col colgroup dd "
    "details dialog dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 "
    "h6 head header hr html iframe legend li link main math menu menuitem meta nav noframes noscript "
    "object ol optgroup option p param pre script search section select style summary svg table tbody "
    "td template textarea tfoot th thead title tr track ul video audio"
)
_LITERAL_NAMES = frozenset({"script", "style", "pre", "textarea"})
# How far the closing tag of a block is looked for, in all: keeps thousands of unclosed tags linear.
_MAX_LOOKAHEAD = 20_000


@dataclass
class Scanned:
    """Lines for the Markdown parser, as many as came in, and what the placeholders among them stand for."""

    lines: list[str]
    pieces: dict[str, Check | Video] = field(default_factory=dict)


class Scanner:
    """Walks over the lines once. store: keeps a string of HTML and returns its placeholder."""

    def __init__(self, log: Log, store: Callable[[str], str]) -> None:
        self.log, self.store = log, store
        self.lines = log.lines
        self.done = Scanned([])
        self.lookahead = _MAX_LOOKAHEAD

    def run(self) -> Scanned:
        """Return the lines with everything set aside."""
        index, total = 0, len(self.lines)
        while index < total:
            end = self._fence(index) or self._raw(index) or self._video(index)
            if end is None:
                if _QUOTED_CHECK.match(self.lines[index]):
                    self.log.fault_at(index, Sentence("Câu hỏi trong bài không đặt trong trích dẫn."))
                self.done.lines.append(self.lines[index])
                end = index + 1
            index = end
        return self.done

    def _fence(self, index: int) -> int | None:
        opening = _FENCE.match(self.lines[index])
        if opening is None:
            return None
        fence, indent, info = opening["fence"], len(opening["indent"]), opening["info"].strip()
        end = self._fence_end(index + 1, fence)
        closed = end < len(self.lines)
        if not closed:
            self.log.fault_at(index, Sentence("Khối mở bằng ``` không có dòng ``` đóng lại."))
        body = [
            line[indent:] if not line[:indent].strip() else line.lstrip()
            for line in self.lines[index + 1 : end]
        ]
        placeholder = ""
        if info.split(" ")[0] == "check":
            placeholder = self._check(index, indent, body) if closed else ""
        elif body:
            code = html.escape("\n".join(body), quote=False)
            placeholder = self.store(f"<pre><code>{code}\n</code></pre>")
        stop = min(end + 1, len(self.lines))
        # The opening line is left blank, so that text right above is a paragraph of its own.
        block = [""] * (stop - index)
        if placeholder and len(block) > 1:
            block[1] = " " * indent + placeholder
        self.done.lines += block
        return stop

    def _fence_end(self, start: int, fence: str) -> int:
        for index in range(start, len(self.lines)):
            line = self.lines[index].strip()
            if len(line) >= len(fence) and not line.strip(fence[0]):
                return index
        return len(self.lines)

    def _check(self, index: int, indent: int, body: list[str]) -> str:
        if indent > 3:
            self.log.fault_at(
                index, Sentence("Câu hỏi trong bài đứng riêng, không thụt vào hộp hay danh sách.")
            )
            return ""
        text = "\n".join(body) + "\n"
        line = self.log.first_line + index + 1
        source = load_yaml(text, self.log.file, first_line=line)
        self.log.faults += source.faults
        value = source.value
        name = value.get("id") if isinstance(value, dict) else None
        if not source.faults and not (isinstance(name, str) and name):
            self.log.fault_at(index, Sentence("Câu hỏi trong bài thiếu id."))
        return self._piece(Check(name if isinstance(name, str) else "", text, line))

    def _piece(self, piece: Check | Video) -> str:
        placeholder = self.store("")
        self.done.pieces[placeholder] = piece
        return placeholder

    def _video(self, index: int) -> int | None:
        found = _VIDEO.match(self.lines[index])
        if found is None:
            return None
        if not (self._blank(index - 1) and self._blank(index + 1)):
            self.log.fault_at(index, Sentence("::video{…} đứng riêng, có dòng trống trên và dưới."))
            return None
        if not _VIDEO_ID.match(found[1]):
            self.log.fault_at(index, Sentence("Mã video chỉ gồm chữ thường không dấu, số và gạch nối."))
            return None
        self.done.lines.append(self._piece(Video(found[1], self.log.first_line + index)))
        return index + 1

    def _blank(self, index: int) -> bool:
        return not 0 <= index < len(self.lines) or not self.lines[index].strip()

    def _raw(self, index: int) -> int | None:
        """A block of HTML after a blank line: to the end of its element, or to the next blank line."""
        opening = _RAW.match(self.lines[index])
        if opening is None or not self._blank(index - 1):
            return None
        name = (opening["name"] or "").lower()
        if not opening["mark"] and name not in _BLOCK_NAMES:
            return None
        if opening["mark"] == "!--":
            last = self._line_with(index, re.compile("-->"))
        elif name in _LITERAL_NAMES:
            last = self._line_with(index, re.compile(f"</{name}", re.IGNORECASE))
        elif name:
            last = self._balanced(index, name)
        else:
            last = None
        end = (index if last is None else last) + 1
        while end < len(self.lines) and self.lines[end].strip():
            end += 1
        placeholder = self.store("\n".join(self.lines[index:end]))
        self.done.lines += [placeholder, *[""] * (end - index - 1)]
        return end

    def _line_with(self, index: int, end: re.Pattern[str]) -> int | None:
        for later in range(index, len(self.lines)):
            self.lookahead -= 1
            if self.lookahead < 0:
                return None
            if end.search(self.lines[later]):
                return later
        return None

    def _balanced(self, index: int, name: str) -> int | None:
        tag = re.compile(rf"<(/?){re.escape(name)}(?=[\s/>]|\Z)", re.IGNORECASE)
        depth = 0
        for later in range(index, len(self.lines)):
            self.lookahead -= 1
            if self.lookahead < 0:
                return None
            for found in tag.finditer(self.lines[later]):
                depth += -1 if found[1] else 1
            if depth <= 0:
                return later
        return None
