"""The head of a lesson: YAML between two `---` lines, then the Markdown body."""

import re

from lms.sources.fault import Fault
from lms.sources.sentences import Sentence
from lms.sources.text import BOM, Unreadable, decode
from lms.sources.yaml_source import Source, load_yaml

_RULE = re.compile(r"---[ \t]*(?:\r\n|\r|\n|\Z)")
_CLOSE = re.compile(r"^---[ \t]*(?:\r\n|\r|\n|\Z)", re.MULTILINE)
_BREAK = re.compile(r"\r\n|\r|\n")


def split_front_matter(text: str | bytes, file: str) -> tuple[Source, str, int]:
    """Split a lesson into its head, its body and the 1-based line on which the body begins.

    Never raises. The head's lines and spans are those of the whole file. A file without front matter
    gives a Source whose value is None and that has no faults, and the whole text as body; a head that
    is never closed gives the same with a fault. The body is returned as written (CRLF kept).
    """
    try:
        content = decode(text, file)
    except Unreadable as error:
        return Source(file, None, faults=(error.fault,)), "", 1
    start = 1 if content.startswith(BOM) else 0
    opening = _RULE.match(content, start)
    if opening is None:
        return Source(file, None), content[start:], 1
    # CR alone ends a line too, which re.MULTILINE does not know; such files do not come from any
    # editor in use.
    closing = _CLOSE.search(content, opening.end())
    if closing is None:
        fault = Fault(file, 1, Sentence("Phần đầu bài mở bằng --- nhưng không có dòng --- đóng lại."))
        return Source(file, None, faults=(fault,)), content[start:], 1
    head = content[opening.end() : closing.start()]
    source = load_yaml(head, file, first_line=2, offset=opening.end())
    body_first_line = len(_BREAK.findall(content, 0, closing.end())) + 1
    return source, content[closing.end() :], body_first_line
