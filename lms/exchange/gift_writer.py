"""Questions to GIFT, as Moodle writes it: one answer a line, every text marked as Markdown."""

from __future__ import annotations

from decimal import Decimal

from lms.exchange.moodle import Answer, Form, MoodleQuestion, Words
from lms.exchange.one_question import OneQuestion
from lms.exchange.to_moodle import as_moodle, lose_head
from lms.sources import Sentence, Source
from lms.sources.notes import Notes

TARGET = "gift"
_HEAD = frozenset({"title", "intro"})
_ESCAPES = str.maketrans({"\\": "\\\\", **{sign: f"\\{sign}" for sign in "#=~{}:"}, "\n": "\\n", "\r": ""})

_ONLY_IN_XML = {
    "points": Sentence("số điểm (points)"),
    "hint": Sentence("gợi ý (hint)"),
    "unit": Sentence("đơn vị (unit)"),
    "case": Sentence("cách so chữ hoa (case)"),
    "min_words": Sentence("số chữ ít nhất (min_words)"),
    "max_words": Sentence("số chữ nhiều nhất (max_words)"),
    "notes": Sentence("lời dặn người chấm (notes)"),
}
_USUAL = {"points": 1, "case": "ignore", "min_words": 0, "max_words": 0}


def write_gift(source: Source, notes: Notes) -> bytes:
    """The quiz in `source`, which must be sound, as GIFT; what GIFT cannot hold is noted as lost."""
    value = source.value
    lose_head(source, notes, _HEAD)
    title = " ".join(str(value["title"]).replace("/", "∕").split())
    blocks = [f"$CATEGORY: {title}"]
    if "intro" in value:
        blocks.append(_text(Words(str(value["intro"]))))
    for index in range(len(value["questions"])):
        one = OneQuestion(source, index, notes, TARGET)
        question = as_moodle(one)
        if question is not None:
            blocks.append(_question(one, question))
    return ("\n\n".join(blocks) + "\n").encode()


def _question(one: OneQuestion, question: MoodleQuestion) -> str:
    _losses(one, question)
    marks = [f"[id:{_label(question.number)}]", *(f"[tag:{_label(label)}]" for label in question.labels)]
    general = f"####{_piece(question.general)}" if question.general else ""
    body = _BODIES[question.kind](one, question)
    if body and general:
        general = f"\t{general}\n" if body.endswith("\n") else general
    return f"// {' '.join(marks)}\n::{_escaped(question.name)}::{_text(question.stem)}{{{body}{general}}}"


def _losses(one: OneQuestion, question: MoodleQuestion) -> None:
    """Note what GIFT has no place for and Moodle XML has."""
    value = one.value
    for key, what in _ONLY_IN_XML.items():
        if value.get(key, _USUAL.get(key)) != _USUAL.get(key):
            one.loss(what, key)
    if question.kind in ("multichoice", "match"):
        one.lose_overall("feedback_right", "feedback_partly", "feedback_wrong")


def _choices(_one: OneQuestion, question: MoodleQuestion) -> str:
    lines = []
    for answer in question.answers:
        if question.single and answer.percent > 0:
            sign = "="
        else:
            plain = not answer.percent and not answer.words.body.lstrip().startswith("%")
            sign = "~" if plain else f"~%{_number(answer.percent)}%"
        lines.append(f"\t{sign}{_piece(answer.words)}{_said(answer)}\n")
    return "\n" + "".join(lines)


def _true_false(_one: OneQuestion, question: MoodleQuestion) -> str:
    right, wrong = sorted(question.answers, key=lambda answer: -answer.percent)
    said = _piece(wrong.feedback) if wrong.feedback else ""
    body = right.words.body.upper()
    if right.feedback:
        return f"{body}#{said}#{_piece(right.feedback)}"
    return f"{body}#{said}" if said else body


def _short(one: OneQuestion, question: MoodleQuestion) -> str:
    lines = []
    for answer in question.answers:
        said = _no_arrow(one, _said(answer), "feedback_right" if answer.percent else "feedback_wrong")
        body = _no_arrow(one, _escaped(answer.words.body), "accepted")
        lines.append(f"\t=%{_number(answer.percent)}%{body}{said}\n")
    return "\n" + "".join(lines)


def _numerical(_one: OneQuestion, question: MoodleQuestion) -> str:
    lines = [
        f"\t=%{_number(answer.percent)}%{answer.words.body}:{_number(answer.tolerance)}{_said(answer)}\n"
        for answer in question.answers
    ]
    if question.wrong:
        lines.append(f"\t~#{_piece(question.wrong)}\n")
    return "#\n" + "".join(lines)


def _matching(one: OneQuestion, question: MoodleQuestion) -> str:
    key = "pairs" if "pairs" in one.value else "items"
    lines = [
        f"\t={_no_arrow(one, _piece(half.left), key)} -> {_escaped(half.right)}\n" for half in question.pairs
    ]
    return "\n" + "".join(lines)


def _essay(_one: OneQuestion, _question: MoodleQuestion) -> str:
    return ""


_BODIES = {
    "multichoice": _choices,
    "truefalse": _true_false,
    "shortanswer": _short,
    "numerical": _numerical,
    "match": _matching,
    "essay": _essay,
}


def _no_arrow(one: OneQuestion, text: str, key: str) -> str:
    """Text without `->`, which makes pairs of answers and parts their sides: GIFT has no escape for it."""
    if "->" in text:
        one.loss(Sentence("dấu -> (%(key)s), đổi thành →,", key=key), key)
    return text.replace("->", "→")


def _said(answer: Answer) -> str:
    return f"#{_piece(answer.feedback)}" if answer.feedback else ""


def _text(words: Words) -> str:
    """A text that says how it is written."""
    return f"[{words.form}]{_escaped(words.body)}"


def _piece(words: Words) -> str:
    """A text of a question: written like its stem, so it says so only where it could be misread."""
    marked = words.body.startswith("[") and words.form is Form.MARKDOWN
    return _text(words) if marked else _escaped(words.body)


def _escaped(text: str) -> str:
    return text.strip().translate(_ESCAPES)


def _label(text: str) -> str:
    return text.replace("\\", "\\\\").replace("]", "\\]")


def _number(number: Decimal) -> str:
    return f"{number.normalize():f}"
