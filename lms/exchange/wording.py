"""The words of another program as Markdown of ours, with a note for what is lost on the way."""

from __future__ import annotations

import re

from lms.exchange.html_text import html_to_markdown
from lms.exchange.moodle import Form, Words
from lms.exchange.plain_text import as_markdown, as_plain
from lms.sources import Sentence
from lms.sources.notes import Notes

#: Paragraphs and items of a list; a mere line break is none.
_LINES = re.compile(r"\n\n|^ *(?:-|\d+\.) .*\n *(?:-|\d+\.) ", re.MULTILINE)
_LOOKS_LIKE_HTML = re.compile(r"</?[a-zA-Z][^>]*>|&[a-zA-Z]+;|&#\d+;|&#x[0-9a-fA-F]+;")


def markdown_of(words: Words, notes: Notes, *, inline: bool = False) -> str:
    """`words` in Markdown. inline: on one line, as options and left sides are."""
    text = _markdown(words, notes, inline=inline)
    return " ".join(text.split()) if inline else text


def plain_of(words: Words, notes: Notes) -> str:
    """`words` as plain text on one line: short answers, right sides."""
    text = words.body
    if words.form in (Form.HTML, Form.MOODLE) and _LOOKS_LIKE_HTML.search(text):
        text = as_plain(_markdown(words, notes, inline=True))
    return " ".join(text.split())


def _markdown(words: Words, notes: Notes, *, inline: bool) -> str:
    text = words.body.strip()
    if words.form is Form.MARKDOWN:
        return text
    if words.form is Form.PLAIN or (words.form is Form.MOODLE and not _LOOKS_LIKE_HTML.search(text)):
        return as_markdown("  \n".join(line.strip() for line in text.split("\n")))
    converted = html_to_markdown(text, breaks=words.form is Form.MOODLE)
    for what in converted.lost:
        notes.loss(
            words.line,
            Sentence("Bỏ %(what)s: chỉ giữ được chữ; thêm hình vào thư mục media của khóa học.", what=what),
        )
    flattened = converted.flattened
    if inline and not flattened and _LINES.search(converted.markdown):
        flattened = [Sentence("danh sách hoặc nhiều đoạn")]
    for what in flattened:
        notes.loss(
            words.line, Sentence("Không giữ được %(what)s, chỉ còn chữ: xem lại và sửa nếu cần.", what=what)
        )
    for font in sorted(converted.fonts):
        notes.warn(words.line, Sentence("Chữ được đổi từ %(value)s: kiểm tra lại.", value=font.value))
    if converted.from_word:
        notes.warn(words.line, Sentence("Có mã thừa chép từ Word; đã bỏ, chỉ giữ chữ: kiểm tra lại."))
    return converted.markdown
