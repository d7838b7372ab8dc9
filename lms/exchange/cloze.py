"""Embedded answers as Moodle writes them inside a text: `{1:SHORTANSWER:=lãi góp~*#xem lại}`."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from decimal import Decimal

from lms.exchange.moodle import HUNDRED, Answer, Form, Unfit, Words
from lms.exchange.numbers import NUMBER
from lms.sources import Sentence

_KINDS = {
    **dict.fromkeys(("SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"), "text"),
    **dict.fromkeys(("NUMERICAL", "NM"), "number"),
    **dict.fromkeys(
        ("MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH",
         "MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"), "choice"),
    **dict.fromkeys(
        ("MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH", "MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS",
         "MRHS"), "several"),
}  # fmt: skip
_STRICT = {"SHORTANSWER_C", "SAC", "MWC"}
_START = re.compile(rf"\{{(\d{{0,4}}):({'|'.join(sorted(_KINDS, key=len, reverse=True))}):")
_END = re.compile(r"(?<!\\)\}")
_PART = re.compile(r"(?<!\\)~")
_SAID = re.compile(r"(?<![\\&])(?<!&amp;)#")
_SHARE = re.compile(r"\s*(?:=|%(-?\d+(?:[.,]\d*)?)%)")
_UNESCAPED = re.compile(r"\\([}{#~\"/])")
_SIGNS = re.compile(r"[\\{}#~\"<>&%=\n]")
_NAMED = re.compile(r"\$\$.*?\$\$|\$[^$\n]*\$|\{([A-Za-z][A-Za-z0-9_]{0,29})\}", re.DOTALL)


@dataclass(frozen=True)
class Embedded:
    """One gap as Moodle has it. kind: "text", "number" or "choice"; weight: its points; case: they count."""

    kind: str
    weight: int
    case: bool
    answers: tuple[Answer, ...]
    line: int


def cut(words: Words) -> tuple[list[str], list[Embedded]]:
    """The text of a question between its gaps, one stretch more than gaps, and the gaps.

    Raises Unfit for a gap of several right choices, or one that does not end.
    """
    body, stretches, gaps, at = words.body, [], [], 0
    while (start := _START.search(body, at)) is not None:
        line = words.line + body.count("\n", 0, start.start())
        end = _END.search(body, start.end())
        if end is None:
            raise Unfit(
                Sentence(
                    "Ô trống “%(body)s” không có dấu } đóng lại.",
                    body=body[start.start() : start.start() + 30],
                ),
                line,
            )
        if _KINDS[start[2]] == "several":
            raise Unfit(Sentence("Ô trống chọn nhiều (MULTIRESPONSE) không có ở đây."), line)
        stretches.append(body[at : start.start()])
        inner = body[start.end() : end.start()]
        gaps.append(
            Embedded(
                _KINDS[start[2]],
                int(start[1] or 1),
                start[2] in _STRICT,
                tuple(_answers(inner, _KINDS[start[2]], words.form, line)),
                line,
            )
        )
        at = end.end()
    return [*stretches, body[at:]], gaps


def _answers(inner: str, kind: str, form: Form, line: int) -> list[Answer]:
    found = []
    for part in _PART.split(inner):
        body, *said = _SAID.split(part, maxsplit=1)
        share = _SHARE.match(body)
        percent = Decimal(0)
        if share is not None:
            percent = Decimal(share[1].replace(",", ".")) if share[1] else HUNDRED
            body = body[share.end() :]
        tolerance = Decimal(0)
        if kind == "number":
            body, _, reach = (text.strip() for text in body.replace(",", ".").partition(":"))
            if NUMBER.fullmatch(reach):
                tolerance = abs(Decimal(reach))
            elif reach:
                raise Unfit(Sentence("Độ lệch “%(reach)s” trong ô số không phải là số.", reach=reach), line)
        feedback = _words(said[0], form, line) if said and said[0].strip() else None
        answer = _words(body, Form.PLAIN if form is Form.MARKDOWN else form, line)
        found.append(Answer(answer, percent, feedback, tolerance, line))
    return found


def _words(raw: str, form: Form, line: int) -> Words:
    body = _UNESCAPED.sub(r"\1", raw.strip())
    # HTML keeps its entities until it is read as HTML.
    return Words(body if form in (Form.HTML, Form.MOODLE) else html.unescape(body), form, line)


def embedded(kind: str, weight: int, answers: list[Answer]) -> str:
    """One gap as Moodle reads it."""
    written = []
    for answer in answers:
        share = "=" if answer.percent == HUNDRED else ""
        body = coded(answer.words.body)
        if kind == "NUMERICAL" and body != "*":
            body = f"{body}:{answer.tolerance.normalize():f}"
        said = f"#{coded(answer.feedback.body)}" if answer.feedback else ""
        written.append(f"{share}{body}{said}")
    return f"{{{weight}:{kind}:{'~'.join(written)}}}"


def coded(text: str) -> str:
    """`text` with everything that means something inside a gap as an entity: Moodle shows the sign itself."""
    return _SIGNS.sub(lambda found: f"&#{ord(found.group())};", text.strip())


def fill_in(text: str, gaps: dict[str, str]) -> str:
    """`text` of ours with each `{name}` of `gaps` as its gap; what Moodle would take for one is disarmed."""
    inert = _START.sub(lambda found: f"&#123;{found.group()[1:]}", text)
    return _NAMED.sub(lambda found: gaps.get(found[1] or "", found.group()), inert)
