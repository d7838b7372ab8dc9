"""Questions to Moodle XML, every text marked as Markdown."""

from __future__ import annotations

from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from lms.exchange.moodle import Answer, Form, MoodleQuestion, Words
from lms.exchange.to_moodle import OneQuestion, lose_head
from lms.sources import Source
from lms.sources.notes import Notes

TARGET = "moodlexml"
_HEAD = frozenset({"title", "intro", "shuffle_options"})
_FORMS = {
    Form.MARKDOWN: "markdown",
    Form.PLAIN: "plain_text",
    Form.HTML: "html",
    Form.MOODLE: "moodle_auto_format",
}


def write_moodlexml(source: Source, notes: Notes) -> bytes:
    """The quiz in `source`, which must be sound, as Moodle XML; what it cannot hold is noted as lost."""
    value = source.value
    lose_head(source, notes, TARGET, _HEAD)
    title = " ".join(str(value["title"]).replace("/", "∕").split())
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    lines += ['<question type="category">', f"<category>{_plain(title)}</category>", "</question>"]
    if "intro" in value:
        lines.append('<question type="description">')
        lines += [f"<name>{_plain('Lời dẫn')}</name>", _text("questiontext", Words(str(value["intro"])))]
        lines.append("</question>")
    for index in range(len(value["questions"])):
        one = OneQuestion(source, index, notes, TARGET)
        question = one.moodle()
        if question is not None:
            lines += _question(question, shuffle=bool(value.get("shuffle_options", True)))
    return ("\n".join([*lines, "</quiz>"]) + "\n").encode()


def _question(question: MoodleQuestion, *, shuffle: bool) -> list[str]:
    lines = [
        f"<question type={quoteattr(question.kind)}>",
        f"<name>{_plain(question.name)}</name>",
        _text("questiontext", question.stem),
        _text("generalfeedback", question.general or Words("")),
        f"<defaultgrade>{_number(question.points or Decimal(1))}</defaultgrade>",
        "<penalty>0</penalty>",
        f"<idnumber>{escape(question.number)}</idnumber>",
    ]
    if question.kind == "multichoice":
        lines.append(f"<single>{str(question.single).lower()}</single>")
        lines.append("<answernumbering>none</answernumbering>")
    if question.kind in ("multichoice", "match"):
        lines.append(f"<shuffleanswers>{str(shuffle).lower()}</shuffleanswers>")
        lines.append(_text("correctfeedback", question.right or Words("")))
        lines.append(_text("incorrectfeedback", question.wrong or Words("")))
    if question.kind == "shortanswer":
        lines.append("<usecase>0</usecase>")
    answers = list(question.answers)
    if question.kind == "numerical" and question.wrong:
        answers.append(Answer(Words("*", Form.PLAIN), Decimal(0), question.wrong))
    lines += [line for answer in answers for line in _answer(answer, numerical=question.kind == "numerical")]
    for half in question.pairs:
        lines.append(f'<subquestion format="markdown">{_plain(half.left.body)}')
        lines.append(f"<answer>{_plain(half.right)}</answer></subquestion>")
    if question.unit:
        unit = f"<unit_name>{escape(question.unit)}</unit_name>"
        lines.append(f"<units><unit><multiplier>1</multiplier>{unit}</unit></units>")
    lines += [_text("hint", hint) for hint in question.hints]
    if question.labels:
        lines.append(f"<tags>{''.join(f'<tag>{_plain(label)}</tag>' for label in question.labels)}</tags>")
    return [*lines, "</question>"]


def _answer(answer: Answer, *, numerical: bool) -> list[str]:
    form = _FORMS[answer.words.form]
    lines = [f'<answer fraction="{_number(answer.percent)}" format="{form}">{_plain(answer.words.body)}']
    if numerical:
        lines.append(f"<tolerance>{_number(answer.tolerance)}</tolerance>")
    return [*lines, f"{_text('feedback', answer.feedback or Words(''))}</answer>"]


def _text(tag: str, words: Words) -> str:
    return f'<{tag} format="{_FORMS[words.form]}">{_plain(words.body)}</{tag}>'


def _plain(text: str) -> str:
    return f"<text>{escape(text.strip())}</text>"


def _number(number: Decimal) -> str:
    return f"{number.normalize():f}"
