"""How much one text may ask of the parser: beyond it the text is refused before any parsing.

A lesson has 6 to 10 kB in blocks of some hundred characters. Markdown's inline rules look ahead from every
opening mark to the end of its block, so the work grows with marks x length; these bounds keep the worst text
that passes well below two seconds (tests measure it) and no lesson comes near them.
"""

import re

from lms.sources import Sentence

MAX_BYTES = 200_000
MAX_LINES = 4_000
MAX_BLOCKS = 2_000
MAX_BLOCK = 20_000
MAX_INDENT = 40
MAX_NESTING = 8
MAX_FOOTNOTES = 200
MAX_REFERENCES = 400
MAX_BRACKETS = 12
MAX_TAGS = 1_500
MAX_WORK = 3_000_000

_MARKS = re.compile(r"[\[\]!*_`<$&\\]")
_TAG = re.compile(r"<[/!?a-zA-Z]")
_FOOTNOTE = re.compile(r"^ {0,3}\[\^[^\]]*\]:", re.MULTILINE)
_QUOTES = re.compile(rf"^[ \t]*(?:>[ \t]*){{{MAX_NESTING + 1},}}", re.MULTILINE)
_ITEMS = re.compile(rf"^[ \t>]*(?:(?:[-*+]|\d{{1,9}}\.)[ \t]+){{{MAX_NESTING + 1},}}", re.MULTILINE)
_RULE = re.compile(r"[ \t>]*(?:[-\s]+|[*\s]+|_[_\s]+)\Z")
_DEEP = re.compile(rf"^ {{{MAX_INDENT + 1},}}(?:[-*+>]|\d{{1,9}}\.) ", re.MULTILINE)
_BLOCKS = re.compile(r"\n[ \t]*\n")


def refusals(text: str) -> list[tuple[int, str]]:
    """Return (character offset, message) for every limit that the text breaks; empty when it may be rendered.

    text: LF line ends, tabs expanded.
    """
    size = len(text.encode())
    if size > MAX_BYTES:
        return [
            (
                0,
                Sentence(
                    "Văn bản quá dài: %(number)s kB, tối đa %(number2)s kB.",
                    number=size // 1000,
                    number2=MAX_BYTES // 1000,
                ),
            )
        ]
    if text.count("\n") > MAX_LINES:
        return [(0, Sentence("Văn bản quá %(max_lines)s dòng.", max_lines=MAX_LINES))]
    found: list[tuple[int, str]] = []
    for pattern, message in (
        (_QUOTES, Sentence("Trích dẫn lồng nhau quá %(max_nesting)s tầng.", max_nesting=MAX_NESTING)),
        (_DEEP, Sentence("Danh sách thụt vào quá %(max_indent)s dấu cách.", max_indent=MAX_INDENT)),
    ):
        match = pattern.search(text)
        if match:
            found.append((match.start(), message))
    for match in _ITEMS.finditer(text):
        line_end = text.find("\n", match.start())
        if not _RULE.match(text[match.start() : line_end if line_end >= 0 else len(text)]):
            found.append(
                (
                    match.start(),
                    Sentence("Danh sách lồng nhau quá %(max_nesting)s tầng.", max_nesting=MAX_NESTING),
                )
            )
            break
    if len(_FOOTNOTE.findall(text)) > MAX_FOOTNOTES:
        found.append((0, Sentence("Quá %(max_footnotes)s chú thích cuối bài.", max_footnotes=MAX_FOOTNOTES)))
    if text.count("[^") > MAX_REFERENCES:
        found.append(
            (0, Sentence("Quá %(max_references)s lần nhắc chú thích.", max_references=MAX_REFERENCES))
        )
    if len(_TAG.findall(text)) > MAX_TAGS:
        found.append((0, Sentence("Quá %(max_tags)s thẻ HTML.", max_tags=MAX_TAGS)))
    found += _blocks(text)
    return found


def _blocks(text: str) -> list[tuple[int, str]]:
    work = count = start = 0
    for end in [*(match.start() for match in _BLOCKS.finditer(text)), len(text)]:
        block = text[start:end]
        count += bool(block.strip())
        if len(block) > MAX_BLOCK:
            return [
                (
                    start,
                    Sentence(
                        "Một đoạn dài quá %(max_block)s ký tự; hãy để dòng trống giữa các đoạn.",
                        max_block=MAX_BLOCK,
                    ),
                )
            ]
        if _bracket_depth(block) > MAX_BRACKETS:
            return [
                (
                    start,
                    Sentence(
                        "Ngoặc vuông lồng nhau hoặc bỏ ngỏ quá %(max_brackets)s tầng.",
                        max_brackets=MAX_BRACKETS,
                    ),
                )
            ]
        work += len(_MARKS.findall(block)) * len(block)
        if work > MAX_WORK:
            return [(start, Sentence("Quá nhiều dấu định dạng trong những đoạn dài; hãy tách đoạn."))]
        start = end + 1
    return [(0, Sentence("Quá %(max_blocks)s đoạn.", max_blocks=MAX_BLOCKS))] if count > MAX_BLOCKS else []


def _bracket_depth(block: str) -> int:
    depth = deepest = 0
    if block.count("[") > MAX_BRACKETS:
        for letter in block:
            if letter == "[":
                depth += 1
                deepest = max(deepest, depth)
            elif letter == "]":
                depth = max(depth - 1, 0)
    return deepest
