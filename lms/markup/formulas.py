"""Formulas between dollar signs, as MathML made on the server. Prices such as `5$ hay 6$` stay prices."""

import html
import re
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import Converter

from lms.markup.allowed import MATH
from lms.sources import Sentence

MAX_LENGTH = 400

#: `$…$` and `$$…$$`: nothing but a bracket or a space may touch the signs outside, no space inside.
FORMULA = (
    r"(?<![\\$\w])(?:\$\$(?P<block>(?:[^$\\]|\\.)+?)\$\$"
    r"|\$(?![\s$])(?P<inline>(?:[^$\\]|\\.)+?)(?<!\s)\$)(?![\w${])"
)
_WORDS = re.compile(r"(?<![\\\w])[^\W\d_]{2,}")
_SIGNS = re.compile(r"[\\^_={}<>+×/]")
_TEXT = re.compile(r"\\(?:text|mathrm|textbf|operatorname)\s*\{[^{}]*\}")
# Definitions can blow up (a macro bomb); the others make attributes that are refused anyway.
_FORBIDDEN = re.compile(
    r"\\(?:(?:re)?newcommand|def|gdef|edef|let|href|style|class|cssId|id|label|tag|includegraphics)\b"
)
_CHILDREN = {
    "mfrac": 2,
    "mroot": 2,
    "msub": 2,
    "msup": 2,
    "munder": 2,
    "mover": 2,
    "msubsup": 3,
    "munderover": 3,
}


class BadFormula(Exception):
    """The formula cannot be shown; the message says why."""

    def __init__(self, message: Sentence) -> None:
        super().__init__(message)
        self.message = message


def is_formula(inside: str) -> bool:
    """Whether text between two single dollar signs is a formula rather than two prices with words between."""
    bare = _TEXT.sub("", inside)
    if _SIGNS.search(bare):
        return all(word.isascii() for word in _WORDS.findall(bare))
    return not _WORDS.search(bare) and " " not in bare.strip()


def mathml(latex: str, *, block: bool) -> str:
    """Return the formula as a `<math>` element.

    Raises BadFormula for what latex2mathml cannot read, leaves incomplete (`\\frac{1}`) or unknown, and for
    commands that define others or carry addresses or styles.
    """
    if len(latex) > MAX_LENGTH:
        raise BadFormula(Sentence("Công thức dài quá %(max_length)s ký tự.", max_length=MAX_LENGTH))
    if not _balanced(latex):
        raise BadFormula(Sentence("Công thức thiếu hoặc thừa ngoặc { }."))
    if _FORBIDDEN.search(latex):
        raise BadFormula(Sentence("Công thức dùng lệnh không được phép."))
    try:
        root = Converter(display="block" if block else "inline").convert_to_element(latex)
    except RecursionError as error:
        raise BadFormula(Sentence("Công thức lồng nhau quá sâu.")) from error
    except Exception as error:  # latex2mathml raises IndexError, KeyError and its own, without a common base
        raise BadFormula(Sentence("Không đọc được công thức.")) from error
    root.attrib.pop("xmlns", None)
    for element in root.iter():
        _check(element)
    return tostring(root, encoding="unicode", short_empty_elements=False)


def _balanced(latex: str) -> bool:
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", latex):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _check(element: Element) -> None:
    if element.tag not in MATH or not set(element.attrib) <= MATH[element.tag]:
        raise BadFormula(Sentence("Công thức dùng lệnh không được phép."))
    if len(element) != _CHILDREN.get(element.tag, len(element)):
        raise BadFormula(Sentence("Công thức viết chưa đủ."))
    # The library writes its symbols as character references and then prints them unescaped, which would let
    # `\text{<script>}` through; here they become characters and are escaped on the way out.
    element.text = html.unescape(element.text) if element.text else element.text
    text = (element.text or "").strip()
    if element.tag in {"mi", "mo"} and len(text) > 1 and text.startswith("\\"):
        raise BadFormula(Sentence("Không có lệnh %(text)s trong công thức.", text=text))
