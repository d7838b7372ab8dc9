"""Plain text as Markdown that shows exactly that text."""

from __future__ import annotations

import re
from html import unescape

# Formulas as Moodle's filters know them become ours.
_FORMULA = re.compile(r"\\\((?P<inline>.+?)\\\)|\\\[(?P<block>.+?)\\\]|\$\$(?P<dollars>.+?)\$\$", re.DOTALL)
_SIGNS = re.compile(r"[\\`*_\[\]{}<>&$|~^]")
# What Markdown would read at the start of a line: headings, lists, boxes, definitions, rules.
_LINE_START = re.compile(r"^([ ]*)(#|[+-](?=\s)|\d+(?=[.)]\s)|:|!!!|(?:-{2,}|=+)(?=\s*$))", re.MULTILINE)
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "$": "&#36;", "|": "&#124;", "~": "&#126;", "^": "&#94;"}


def as_markdown(text: str) -> str:
    """`text` with everything escaped that Markdown would take for a sign; formulas are kept as formulas."""
    pieces: list[str] = []
    end = 0
    for found in _FORMULA.finditer(text):
        pieces.append(_escaped(text[end : found.start()]))
        block = found["block"] or found["dollars"]
        pieces.append(f"$${block.strip()}$$" if block else f"${found['inline'].strip()}$")
        end = found.end()
    pieces.append(_escaped(text[end:]))
    return "".join(pieces)


def as_plain(markdown: str) -> str:
    """The text that `as_markdown` escaped."""
    text = re.sub(r"\\([\\`*_\[\]{}#+!.)-])", r"\1", markdown)
    return re.sub(r"&(?:[lg]t|amp|#\d+);", lambda found: unescape(found.group()), text)


def _escaped(text: str) -> str:
    escaped = _SIGNS.sub(lambda found: _ENTITIES.get(found.group(), f"\\{found.group()}"), text)
    return _LINE_START.sub(_inert, escaped)


def _inert(found: re.Match[str]) -> str:
    indent, sign = found.groups()
    if sign.isdigit():
        return f"{indent}{sign}\\"
    return f"{indent}&#{ord(sign[0])};{sign[1:]}" if sign[0] in ":=" else f"{indent}\\{sign}"
