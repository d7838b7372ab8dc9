"""The payloads of tests/data/xss.txt and the ten Markdown places each is put in."""

import re
from pathlib import Path

_FILE = Path(__file__).resolve().parents[2] / "data" / "xss.txt"
_ESCAPE = re.compile(r"\\(n|t|r|\\|x[0-9a-f]{2}|u[0-9a-f]{4})")


def _escape(match: re.Match[str]) -> str:
    name = match[1]
    return {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"}.get(name) or chr(int(name[1:], 16))


def payloads() -> list[str]:
    """Every payload, its escapes resolved."""
    lines = _FILE.read_text("utf-8").split("\n")
    return [_ESCAPE.sub(_escape, line) for line in lines if line and not line.startswith("#:")]


def _indented(text: str, indent: str) -> str:
    return text.replace("\n", "\n" + indent)


CONTEXTS = {
    "alone": lambda text: text,
    "between paragraphs": lambda text: f"Đoạn đầu.\n\n{text}\n\nĐoạn cuối.",
    "in a sentence": lambda text: f"Trước {text} sau.",
    "in a heading": lambda text: f"## Mục {text}",
    "in a list": lambda text: f"- một\n- {_indented(text, '  ')}\n\n    {_indented(text, '    ')}",
    "in a quote": lambda text: "> " + _indented(text, "> "),
    "in a table": lambda text: f"| Khoản | Số |\n|---|---:|\n| {text} | 1 |\n",
    "in a box": lambda text: f'!!! turn "{text}"\n    {_indented(text, "    ")}',
    "in a footnote": lambda text: f"Câu[^1].\n\n[^1]: {_indented(text, '    ')}",
    "in a link and a picture": lambda text: f'[{text}]({text})\n\n![{text}]({text} "{text}")',
}
