"""Questions of ours as Moodle's: the same for GIFT and Moodle XML, which say what they cannot hold."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from lms.exchange.labels import labels_of
from lms.exchange.moodle import HUNDRED, Answer, Form, Half, MoodleQuestion, Words
from lms.exchange.ours import PENALTY, SCORINGS
from lms.sources import Source
from lms.sources.notes import Notes

_PLACES = Decimal("0.00001")
_WORD_KEYS = ("feedback_right", "feedback_wrong")
#: Keys that stay behind in every format of Moodle, with what to call them.
_UNKNOWN = {
    "decimals": "số chữ số lẻ (decimals)",
    "feedback_partly": "lời nhắn khi đúng một phần (feedback_partly)",
    "always": "luôn có trong đề (always)",
    "tolerance_percent": "sai số phần trăm (tolerance_percent)",
}


class OneQuestion:
    """One question of `source` on its way out; losses are noted with its lines."""

    def __init__(self, source: Source, index: int, notes: Notes, target: str) -> None:
        self.source, self.notes, self.target = source, notes, target
        self.path = ("questions", index)
        self.value: dict[str, Any] = source.value["questions"][index]
        self.name = str(self.value["id"])

    def loss(self, what: str, *below: str | int) -> None:
        """Note that `what` of this question stays behind."""
        line = self.source.line(*self.path, *below)
        self.notes.loss(line, f"{self.target}: bỏ {what} của câu {self.name}.")

    def words(self, key: str) -> Words | None:
        """The Markdown at `key`."""
        text = self.value.get(key)
        return None if text is None else Words(str(text), Form.MARKDOWN)

    def moodle(self) -> MoodleQuestion | None:
        """The question as Moodle's, or None (noted) where Moodle has nothing like it."""
        build = _KINDS.get(str(self.value["type"]))
        if build is None:
            self.notes.loss(
                self.source.line(*self.path),
                f"{self.target}: bỏ cả câu {self.name}: không có loại {self.value['type']}.",
            )
            return None
        question = MoodleQuestion("", Words(str(self.value["stem"])), name=self.name, number=self.name)
        question.labels = labels_of(self.value)
        question.points = Decimal(self.value.get("points", 1))
        question.general = self.words("explanation")
        hint = self.words("hint")
        question.hints = [hint] if hint else []
        for key, what in _UNKNOWN.items():
            if key in self.value:
                self.loss(what, key)
        build(self, question)
        return question


def _options(one: OneQuestion, question: MoodleQuestion, right: Decimal, wrong: Decimal) -> None:
    question.kind = "multichoice"
    question.right, question.wrong = one.words("feedback_right"), one.words("feedback_wrong")
    for place, option in enumerate(one.value["options"]):
        said = option.get("feedback")
        percent = right if option.get("right") else wrong
        question.answers.append(
            Answer(Words(str(option["text"])), percent, Words(str(said)) if said is not None else None)
        )
        if option.get("pinned"):
            one.loss("việc đứng yên khi xáo (pinned)", "options", place, "pinned")


def _single(one: OneQuestion, question: MoodleQuestion) -> None:
    _options(one, question, HUNDRED, Decimal(0))


def _multiple(one: OneQuestion, question: MoodleQuestion) -> None:
    right = sum(1 for option in one.value["options"] if option.get("right"))
    each = (HUNDRED / right).quantize(_PLACES)
    scoring = one.value.get("scoring", "all_or_nothing")
    penalised = scoring == PENALTY or PENALTY not in SCORINGS or scoring == "all_or_nothing"
    question.single = False
    _options(one, question, each, -each if penalised else Decimal(0))
    if scoring == "all_or_nothing":
        one.loss("cách chấm “đúng hết mới có điểm” (scoring), ở đó tính từng phần", "scoring")


def _true_false(one: OneQuestion, question: MoodleQuestion) -> None:
    question.kind = "truefalse"
    for value in (True, False):
        percent = HUNDRED if one.value["answer"] is value else Decimal(0)
        word = str(value).lower()
        question.answers.append(Answer(Words(word, Form.PLAIN), percent, one.words(f"feedback_{word}")))
    for key in _WORD_KEYS:
        if key in one.value:
            one.loss(f"lời nhắn chung ({key})", key)


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
    for key, what in (("marks", "cách so dấu"), ("case", "cách so chữ hoa"), ("spacing", "cách so dấu cách")):
        if key in one.value:
            one.loss(f"{what} ({key})", key)


def _matching(one: OneQuestion, question: MoodleQuestion) -> None:
    question.kind = "match"
    question.pairs = [Half(Words(str(pair["left"])), str(pair["right"])) for pair in one.value["pairs"]]
    question.pairs += [Half(Words(""), str(text)) for text in one.value.get("extra", [])]
    question.right, question.wrong = one.words("feedback_right"), one.words("feedback_wrong")
    if one.value.get("scoring", "all_or_nothing") == "all_or_nothing":
        one.loss("cách chấm “đúng hết mới có điểm” (scoring), ở đó tính từng phần", "scoring")


def _essay(one: OneQuestion, question: MoodleQuestion) -> None:
    question.kind = "essay"
    for key in ("min_words", "max_words", "rubric", "model", "notes", *_WORD_KEYS):
        if key in one.value:
            one.loss(f"mục {key}", key)


_KINDS: dict[str, Callable[[OneQuestion, MoodleQuestion], None]] = {
    "single": _single,
    "multiple": _multiple,
    "truefalse": _true_false,
    "numeric": _numeric,
    "short": _short,
    "matching": _matching,
    "essay": _essay,
}

_HEAD = (
    "final",
    "required",
    "attempts",
    "cooldown_minutes",
    "review",
    "shuffle_questions",
    "shuffle_options",
    "pass",
)


def lose_head(source: Source, notes: Notes, target: str, kept: frozenset[str]) -> None:
    """Note what is said of the quiz as a whole and stays behind. kept: keys that the target holds."""
    for key in source.value:
        if key not in kept and key != "questions":
            notes.loss(source.line(key), f"{target}: bỏ mục {key} của bài kiểm tra.")
