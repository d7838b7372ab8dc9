"""Questions of ours as Moodle's: the same for GIFT and Moodle XML, which say what they cannot hold."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from lms.exchange.labels import labels_of
from lms.exchange.moodle import (
    ALL_OR_NOTHING,
    BY_PLACE,
    HUNDRED,
    Answer,
    Form,
    Half,
    MoodleQuestion,
    Unfit,
    Words,
)
from lms.exchange.one_question import OneQuestion
from lms.exchange.to_calculated import calculated
from lms.exchange.to_gaps import gaps
from lms.sources import Sentence, Source
from lms.sources.notes import Notes

_PLACES = Decimal("0.00001")
_WORD_KEYS = ("feedback_right", "feedback_wrong")
#: Keys that stay behind in every format of Moodle, with what to call them.
_UNKNOWN = {
    "feedback_partly": Sentence("lời nhắn khi đúng một phần (feedback_partly)"),
    "decimals": Sentence("số chữ số lẻ (decimals)"),
    "always": Sentence("luôn có trong đề (always)"),
    "tolerance_percent": Sentence("sai số phần trăm (tolerance_percent)"),
    "marks": Sentence("cách so dấu (marks)"),
    "spacing": Sentence("cách so dấu cách (spacing)"),
    "rubric": Sentence("bảng chấm (rubric)"),
    "model": Sentence("bài mẫu (model)"),
}


def as_moodle(one: OneQuestion) -> MoodleQuestion | None:
    """The question as Moodle's, or None (noted) where the target has nothing like it."""
    kind = str(one.value["type"])
    build = _KINDS.get(kind) or (_XML_KINDS.get(kind) if one.target == "moodlexml" else None)
    if build is None:
        one.leave_out(Sentence("Ở đó không có loại %(kind)s.", kind=kind))
        return None
    question = MoodleQuestion("", Words(str(one.value["stem"])), name=one.name, number=one.name)
    question.labels = labels_of(one.value)
    question.points = Decimal(one.value.get("points", 1))
    question.general = one.words("explanation")
    hint = one.words("hint")
    question.hints = [hint] if hint else []
    try:
        build(one, question)
    except Unfit as unfit:
        one.leave_out(unfit.message)
        return None
    for key, what in _UNKNOWN.items():
        if key in one.value and key not in _TOLD_BY.get(kind, ()):
            one.loss(what, key)
    return question


def _overall(one: OneQuestion, question: MoodleQuestion) -> None:
    question.right, question.wrong = one.words("feedback_right"), one.words("feedback_wrong")
    question.partly = one.words("feedback_partly")


def _options(one: OneQuestion, question: MoodleQuestion, right: Decimal, wrong: Decimal) -> None:
    question.kind = "multichoice"
    _overall(one, question)
    for place, option in enumerate(one.value["options"]):
        said = option.get("feedback")
        percent = right if option.get("right") else wrong
        question.answers.append(
            Answer(Words(str(option["text"])), percent, Words(str(said)) if said is not None else None)
        )
        one.lose_pin(place)


def _single(one: OneQuestion, question: MoodleQuestion) -> None:
    _options(one, question, HUNDRED, Decimal(0))


def _multiple(one: OneQuestion, question: MoodleQuestion) -> None:
    right = sum(1 for option in one.value["options"] if option.get("right"))
    each = (HUNDRED / right).quantize(_PLACES)
    scoring = one.value.get("scoring", "all_or_nothing")
    penalised = scoring in ("partial_penalty", "all_or_nothing")
    question.single = False
    _options(one, question, each, -each if penalised else Decimal(0))
    one.lose_whole()


def _true_false(one: OneQuestion, question: MoodleQuestion) -> None:
    question.kind = "truefalse"
    for value in (True, False):
        percent = HUNDRED if one.value["answer"] is value else Decimal(0)
        word = str(value).lower()
        question.answers.append(Answer(Words(word, Form.PLAIN), percent, one.words(f"feedback_{word}")))
    one.lose_overall(*_WORD_KEYS)


def _numeric(one: OneQuestion, question: MoodleQuestion) -> None:
    question.kind = "numerical"
    answer = Decimal(one.value["answer"])
    tolerance = Decimal(one.value.get("tolerance", 0))
    if "tolerance_percent" in one.value:
        tolerance = max(tolerance, abs(answer) * Decimal(one.value["tolerance_percent"]) / HUNDRED)
    question.answers = [
        Answer(Words(f"{answer:f}", Form.PLAIN), HUNDRED, one.words("feedback_right"), tolerance)
    ]
    for mistake in one.value.get("mistakes", []):
        number = Words(f"{Decimal(mistake['value']):f}", Form.PLAIN)
        question.answers.append(Answer(number, Decimal(0), Words(str(mistake["feedback"]))))
    question.wrong = one.words("feedback_wrong")
    question.unit = str(one.value.get("unit", ""))


def _short(one: OneQuestion, question: MoodleQuestion) -> None:
    question.kind = "shortanswer"
    said = one.words("feedback_right")
    question.answers = [Answer(Words(str(text), Form.PLAIN), HUNDRED, said) for text in one.value["accepted"]]
    wrong = one.words("feedback_wrong")
    if wrong is not None:
        question.answers.append(Answer(Words("*", Form.PLAIN), Decimal(0), wrong))
    question.case = one.value.get("case") == "strict"


def _matching(one: OneQuestion, question: MoodleQuestion) -> None:
    question.pairs = [Half(Words(str(pair["left"])), str(pair["right"])) for pair in one.value["pairs"]]
    question.pairs += [Half(Words(""), str(text)) for text in one.value.get("extra", [])]
    _matched(one, question)


def _matched(one: OneQuestion, question: MoodleQuestion) -> None:
    question.kind = "match"
    _overall(one, question)
    one.lose_whole()


def _categorise(one: OneQuestion, question: MoodleQuestion) -> None:
    """Moodle has no boxes to sort into: choosing the box of each item from a list asks and marks the same."""
    items, used = one.value["items"], {str(item["category"]) for item in one.value["items"]}
    question.pairs = [Half(Words(str(item["text"])), str(item["category"])) for item in items]
    question.pairs += [
        Half(Words(""), str(name)) for name in one.value["categories"] if str(name) not in used
    ]
    one.loss(Sentence("kiểu xếp nhóm (type), ở đó là ghép từng mục với tên nhóm,"), "type")
    _matched(one, question)


def _ordering(one: OneQuestion, question: MoodleQuestion) -> None:
    question.kind = "ordering"
    question.items = [Words(str(item)) for item in one.value["items"]]
    question.grading = BY_PLACE if one.value.get("scoring") == "partial" else ALL_OR_NOTHING
    _overall(one, question)


def _essay(one: OneQuestion, question: MoodleQuestion) -> None:
    question.kind = "essay"
    question.min_words = int(one.value.get("min_words", 0))
    question.max_words = int(one.value.get("max_words", 0))
    question.notes = one.words("notes")
    one.lose_overall(*_WORD_KEYS)


_KINDS: dict[str, Callable[[OneQuestion, MoodleQuestion], None]] = {
    "single": _single,
    "multiple": _multiple,
    "truefalse": _true_false,
    "numeric": _numeric,
    "short": _short,
    "matching": _matching,
    "categorise": _categorise,
    "essay": _essay,
}

_XML_KINDS: dict[str, Callable[[OneQuestion, MoodleQuestion], None]] = {
    "gaps": gaps,
    "ordering": _ordering,
    "calculated": calculated,
}

#: Keys that a builder speaks of itself.
_WITH_OVERALL = ("single", "multiple", "matching", "categorise", "ordering")
_TOLD_BY = {
    **dict.fromkeys(_WITH_OVERALL, frozenset({"feedback_partly"})),
    "calculated": frozenset({"decimals", "tolerance_percent"}),
}


def lose_head(source: Source, notes: Notes, kept: frozenset[str]) -> None:
    """Note what is said of the quiz as a whole and stays behind. kept: keys that the target holds."""
    for key in source.value:
        if key not in kept and key != "questions":
            notes.loss(
                source.line(key),
                Sentence("Bỏ mục %(key)s của bài kiểm tra.", key=key),
            )
