"""Questions to Moodle XML, every text marked as Markdown."""

from __future__ import annotations

from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from lms.exchange.moodle import Answer, Dataset, Form, MoodleQuestion, Words
from lms.exchange.one_question import OneQuestion
from lms.exchange.to_moodle import as_moodle, lose_head
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

# Moodle's numbers for a tolerance that is a share of the answer or a number, and for decimals as opposed to
# significant figures.
_RELATIVE, _ABSOLUTE = 1, 2
_DECIMALS = 1


def write_moodlexml(source: Source, notes: Notes) -> bytes:
    """The quiz in `source`, which must be sound, as Moodle XML; what it cannot hold is noted as lost."""
    value = source.value
    lose_head(source, notes, _HEAD)
    title = " ".join(str(value["title"]).replace("/", "∕").split())
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    lines += ['<question type="category">', f"<category>{_plain(title)}</category>", "</question>"]
    if "intro" in value:
        lines.append('<question type="description">')
        lines += [f"<name>{_plain('Lời dẫn')}</name>", _text("questiontext", Words(str(value["intro"])))]
        lines.append("</question>")
    for index in range(len(value["questions"])):
        one = OneQuestion(source, index, notes, TARGET)
        question = as_moodle(one)
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
    lines += _settings(question, shuffle=shuffle)
    answers = list(question.answers)
    if question.kind == "numerical" and question.wrong:
        answers.append(Answer(Words("*", Form.PLAIN), Decimal(0), question.wrong))
    lines += [line for answer in answers for line in _answer(answer, question.kind)]
    # The place of an item stands where other answers have their share of the points.
    lines += [
        f'<answer fraction="{place}" format="{_FORMS[item.form]}">{_plain(item.body)}</answer>'
        for place, item in enumerate(question.items, 1)
    ]
    for half in question.pairs:
        lines.append(f'<subquestion format="markdown">{_plain(half.left.body)}')
        lines.append(f"<answer>{_plain(half.right)}</answer></subquestion>")
    if question.unit:
        unit = f"<unit_name>{escape(question.unit)}</unit_name>"
        lines.append(f"<units><unit><multiplier>1</multiplier>{unit}</unit></units>")
    if question.datasets:
        definitions = [line for dataset in question.datasets for line in _dataset(dataset)]
        lines += ["<dataset_definitions>", *definitions, "</dataset_definitions>"]
    lines += [_text("hint", hint) for hint in question.hints]
    if question.labels:
        lines.append(f"<tags>{''.join(f'<tag>{_plain(label)}</tag>' for label in question.labels)}</tags>")
    return [*lines, "</question>"]


def _settings(question: MoodleQuestion, *, shuffle: bool) -> list[str]:
    """What is said of the question as a whole, by its type."""
    kind, lines = question.kind, []
    if kind in ("calculated", "calculatedmulti"):
        lines.append("<synchronize>0</synchronize>")
    if kind in ("multichoice", "calculatedmulti"):
        lines.append(f"<single>{str(question.single).lower()}</single>")
        lines.append("<answernumbering>none</answernumbering>")
    if kind in ("multichoice", "match", "calculatedmulti"):
        lines.append(f"<shuffleanswers>{str(shuffle).lower()}</shuffleanswers>")
    if kind == "ordering":
        lines.append("<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype>")
        lines.append(f"<selectcount>{len(question.items)}</selectcount>")
        lines.append(f"<gradingtype>{question.grading}</gradingtype><showgrading>SHOW</showgrading>")
    if kind in ("multichoice", "match", "calculatedmulti", "ordering"):
        lines.append(_text("correctfeedback", question.right or Words("")))
        lines.append(_text("partiallycorrectfeedback", question.partly or Words("")))
        lines.append(_text("incorrectfeedback", question.wrong or Words("")))
    if kind == "shortanswer":
        lines.append(f"<usecase>{int(question.case)}</usecase>")
    if kind == "essay":
        for tag, words in (("minwordlimit", question.min_words), ("maxwordlimit", question.max_words)):
            lines += [f"<{tag}>{words}</{tag}>"] if words else []
        lines += [_text("graderinfo", question.notes)] if question.notes else []
    return lines


def _answer(answer: Answer, kind: str) -> list[str]:
    form = _FORMS[answer.words.form]
    lines = [f'<answer fraction="{_number(answer.percent)}" format="{form}">{_plain(answer.words.body)}']
    if kind in ("numerical", "calculated", "calculatedmulti"):
        lines.append(f"<tolerance>{_number(answer.tolerance)}</tolerance>")
    if answer.places is not None:
        lines.append(f"<tolerancetype>{_RELATIVE if answer.relative else _ABSOLUTE}</tolerancetype>")
        lines.append(f"<correctanswerformat>{_DECIMALS}</correctanswerformat>")
        lines.append(f"<correctanswerlength>{answer.places}</correctanswerlength>")
    return [*lines, f"{_text('feedback', answer.feedback or Words(''))}</answer>"]


def _dataset(dataset: Dataset) -> list[str]:
    items = [
        f"<dataset_item><number>{place}</number><value>{_number(value)}</value></dataset_item>"
        for place, value in enumerate(dataset.values, 1)
    ]
    return [
        f"<dataset_definition><status>{_plain('private')}</status><name>{_plain(dataset.name)}</name>",
        f"<type>calculated</type><distribution>{_plain('uniform')}</distribution>",
        f"<minimum>{_plain(_number(dataset.low or Decimal(0)))}</minimum>",
        f"<maximum>{_plain(_number(dataset.high or Decimal(0)))}</maximum>",
        f"<decimals>{_plain(str(dataset.places))}</decimals><itemcount>{len(items)}</itemcount>",
        "<dataset_items>",
        *items,
        f"</dataset_items><number_of_items>{len(items)}</number_of_items></dataset_definition>",
    ]


def _text(tag: str, words: Words) -> str:
    return f'<{tag} format="{_FORMS[words.form]}">{_plain(words.body)}</{tag}>'


def _plain(text: str) -> str:
    return f"<text>{escape(text.strip())}</text>"


def _number(number: Decimal) -> str:
    return f"{number.normalize():f}"
