"""GIFT to questions, by Moodle's documented grammar.

Questions are parted by blank lines. `//` opens a comment line, which may carry `[id:…]` and `[tag:…]`.
Then come `::title::`, a format in brackets, the text, and the answers in braces; text after the braces makes
a gap. A backslash takes the meaning from `~ = # { } :`, and `\\n` is a new line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lms.exchange.categories import Categories
from lms.exchange.moodle import BY_PLACE, HUNDRED, Answer, Form, Half, MoodleQuestion, Words
from lms.exchange.numbers import NUMBER
from lms.sources import Sentence
from lms.sources.notes import Notes

# Escaped characters step aside as code points that are no characters, so that positions keep their meaning.
_ASIDE = {sign: chr(0xFDD0 + place) for place, sign in enumerate(":#={}~n\\")}
_BACK = {aside: "\n" if char == "n" else char for char, aside in _ASIDE.items()}
_STEPPED_ASIDE = re.compile(f"[{''.join(_BACK)}]")
_ESCAPED = re.compile(r"\\([:#={}~n\\])")
_CATEGORY = re.compile(r"\$CATEGORY:[ \t]*(.*)")
_LABELS = re.compile(r"\[(id|tag):((?:[^\]\\]|\\.)+)\]")
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"\s*%(-?\d+(?:[.,]\d*)?)%")
# Of an ordering: how many items are shown, which, how they lie, how they count, whether that is told.
_ORDERING = re.compile(r">\s*\d+[^\n]*\n")
_SOME = re.compile(r">\s*(\d{1,3})\s*(?:RANDOM|REL|CONTIGUOUS|CONTIG)\b")
_GRADED = re.compile(r"\b(?:ALL_OR_NOTHING|RELATIVE_\w+|LONGEST_\w+)")
_TRUE, _FALSE = ("T", "TRUE"), ("F", "FALSE")
GAP = "_____"


def read_gift(text: str, notes: Notes, categories: Categories) -> Iterator[MoodleQuestion]:
    """The questions of `text`, as long as there is room for faults; where they stand goes to `categories`."""
    for block in _blocks(text):
        if notes.full:
            return
        if block.category is not None:
            categories.enter(block.category)
            if block.is_empty:
                continue
            notes.warn(
                block.line,
                Sentence("Sau dòng $CATEGORY nên có một dòng trống; phần dưới đọc như một câu hỏi."),
            )
        if not block.is_empty:
            question = _Block(block, notes).read()
            if question is not None:
                categories.ask(question.line)
                yield question


@dataclass
class _Lines:
    """The lines between two blank ones, comments taken out."""

    line: int
    text: str
    number: str = ""
    labels: tuple[str, ...] = ()
    category: str | None = None

    @property
    def is_empty(self) -> bool:
        return not self.text.strip()


def _blocks(text: str) -> Iterator[_Lines]:
    lines: list[str] = []
    start = 1
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            start = start if lines else number
            lines.append(line)
        elif lines:
            yield _block(start, lines)
            lines = []


def _block(start: int, lines: list[str]) -> _Lines:
    block = _Lines(start, "")
    labels: list[str] = []
    kept: list[str] = []
    for line in lines:
        category = _CATEGORY.match(line.strip()) if not any(kept) else None
        if line.strip().startswith("//"):
            for kind, value in _LABELS.findall(line):
                plain = re.sub(r"\\(.)", r"\1", value).strip()
                if kind == "tag":
                    labels.append(plain)
                elif not block.number:
                    block.number = plain
            kept.append("")
        elif category:
            block.category = category.group(1)
            kept.append("")
        else:
            kept.append(line)
    block.text, block.labels = "\n".join(kept), tuple(labels)
    return block


class _Block:
    """One question on its way from text."""

    def __init__(self, lines: _Lines, notes: Notes) -> None:
        self.lines, self.notes = lines, notes
        self.text = _ESCAPED.sub(lambda found: _ASIDE[found.group(1)], lines.text)
        self.starts = [0, *(found.end() for found in re.finditer("\n", self.text))]
        self.form = Form.MOODLE

    def line(self, at: int) -> int:
        return self.lines.line + bisect_right(self.starts, at) - 1

    def fault(self, at: int, message: Sentence) -> None:
        self.notes.fault(self.line(at), message)

    def read(self) -> MoodleQuestion | None:
        begin = len(self.text) - len(self.text.lstrip())
        name = ""
        if self.text.startswith("::", begin):
            close = self.text.find("::", begin + 2)
            if close < 0:
                self.fault(begin, Sentence("Tên câu mở bằng :: mà không có :: đóng lại."))
                return None
            name = _plain(self.text[begin + 2 : close])
            begin = close + 2
        opened, closed = self.text.find("{", begin), self.text.find("}", begin)
        if not self._braces(opened, closed):
            return None
        if opened < 0:
            return self._question("description", self._stem(self.text[begin:], begin), name, begin)
        tail = self.text[closed + 1 :]
        gap = GAP if tail.strip() else ""
        stem = self._stem(self.text[begin:opened] + gap + tail, begin)
        return self._answered(stem, name, opened + 1, closed, begin)

    def _braces(self, opened: int, closed: int) -> bool:
        """Judge the braces: both or none, in order, and no second pair."""
        if opened < 0 and closed < 0:
            return True
        if opened < 0 or 0 <= closed < opened:
            self.fault(closed, Sentence("Dấu } không có dấu { mở trước nó; nếu là chữ trong câu, viết \\}."))
        elif closed < 0:
            self.fault(opened, Sentence("Phần đáp án mở bằng { mà không có } trước dòng trống: thêm }, "
                               "và bỏ dòng trống nằm giữa câu."))  # fmt: skip
        elif (again := self.text.find("{", opened + 1)) >= 0:
            self.fault(
                again,
                Sentence(
                    "Câu có hai dấu {: mỗi câu chỉ một phần đáp án; nếu là chữ trong câu, viết \\{ \\}."
                ),
            )
        elif (again := self.text.find("}", closed + 1)) >= 0:
            self.fault(again, Sentence("Câu có hai dấu }: nếu là chữ trong câu, viết \\}."))
        else:
            return True
        return False

    def _stem(self, raw: str, at: int) -> Words:
        words = self._words(raw, at)
        self.form = words.form
        return words

    def _words(self, raw: str, at: int) -> Words:
        found = _FORMAT.match(raw)
        form = Form(found.group(1)) if found else self.form
        body = raw[found.end() :] if found else raw
        first = at + len(raw) - len(raw.lstrip())
        return Words(_plain(body), form, self.line(min(first, max(len(self.text) - 1, 0))))

    def _question(self, kind: str, stem: Words, name: str, at: int) -> MoodleQuestion:
        return MoodleQuestion(kind, stem, self.line(at), name, self.lines.number, list(self.lines.labels))

    def _answered(self, stem: Words, name: str, start: int, end: int, begin: int) -> MoodleQuestion | None:
        inner = self.text[start:end]
        general = None
        split = inner.rfind("####")
        if split >= 0:
            general = self._words(inner[split + 4 :], start + split + 4)
            inner = inner[:split]
        at = start + len(inner) - len(inner.lstrip())
        inner = inner.strip()
        question = self._question("essay", stem, name, begin)
        question.general = general if general and general.body else None
        whether = inner.split("#", 1)[0].strip()
        if not inner:
            return question
        if inner.startswith("#"):
            return self._numerical(question, inner[1:], at + 1)
        if _ORDERING.match(inner):
            return self._ordering(question, inner, at)
        if "~" in inner:
            return self._choices(question, inner, at)
        if "=" in inner and "->" in inner:
            return self._matching(question, inner, at)
        if whether in (*_TRUE, *_FALSE):
            return self._true_false(question, inner, at, right=whether in _TRUE)
        return self._short(question, inner, at)

    def _pieces(self, inner: str, at: int, signs: str) -> list[tuple[str, str, int]]:
        """(sign, text, position) of the answers of `inner`; text before the first sign counts as one."""
        pieces = [
            (found.group(1) or "", found.group(2), at + found.start(2))
            for found in re.finditer(f"([{signs}]?)([^{signs}]*)", inner)
            if found.group()
        ]
        return pieces[1:] if pieces and not pieces[0][0] and not pieces[0][1].strip() else pieces

    def _answer(self, raw: str, at: int, percent: Decimal) -> Answer:
        found = _WEIGHT.match(raw)
        if found:
            percent = Decimal(found.group(1).replace(",", "."))
            raw, at = raw[found.end() :], at + found.end()
        words, mark, feedback = raw.partition("#")
        said = self._words(feedback, at + len(words) + 1) if mark else None
        first = at + (len(raw) - len(raw.lstrip()) if raw.strip() else 0)
        return Answer(
            self._words(words, at), percent, said if said and said.body else None, line=self.line(first)
        )

    def _choices(self, question: MoodleQuestion, inner: str, at: int) -> MoodleQuestion:
        question.kind, question.single = "multichoice", "=" in inner
        question.answers = [
            self._answer(raw, place, HUNDRED if sign == "=" else Decimal(0))
            for sign, raw, place in self._pieces(inner, at, "~=")
        ]
        return question

    def _short(self, question: MoodleQuestion, inner: str, at: int) -> MoodleQuestion:
        question.kind = "shortanswer"
        question.answers = [
            self._answer(raw, place, HUNDRED) for _, raw, place in self._pieces(inner, at, "=")
        ]
        return question

    def _matching(self, question: MoodleQuestion, inner: str, at: int) -> MoodleQuestion | None:
        question.kind = "match"
        for _, raw, place in self._pieces(inner, at, "="):
            left, arrow, right = raw.partition("->")
            first = place + len(raw) - len(raw.lstrip())
            if not arrow:
                self.fault(first, Sentence("Câu ghép cặp có dòng thiếu dấu ->: viết = vế trái -> vế phải."))
                return None
            question.pairs.append(Half(self._words(left, place), _plain(right), self.line(first)))
        return question

    def _ordering(self, question: MoodleQuestion, inner: str, at: int) -> MoodleQuestion:
        """Not in the grammar, but written by Moodle: settings behind `>`, then an item a line."""
        question.kind = "ordering"
        settings, *items = inner.split("\n")
        graded, some = _GRADED.search(settings), _SOME.match(settings)
        question.grading = graded[0] if graded else BY_PLACE
        question.shown = int(some[1]) if some else 0
        place = at + len(settings) + 1
        for item in items:
            if item.strip():
                question.items.append(self._words(item, place))
            place += len(item) + 1
        return question

    def _true_false(self, question: MoodleQuestion, inner: str, at: int, *, right: bool) -> MoodleQuestion:
        question.kind = "truefalse"
        parts = inner.split("#", 2)
        places = [at]
        for part in parts[:-1]:
            places.append(places[-1] + len(part) + 1)
        said = [self._words(part, place) for part, place in zip(parts[1:], places[1:], strict=True)]
        wrong_said, right_said = (*said, None, None)[:2]
        for value, feedback in ((True, right_said if right else wrong_said),
                                (False, wrong_said if right else right_said)):  # fmt: skip
            percent = HUNDRED if value is right else Decimal(0)
            kept = feedback if feedback and feedback.body else None
            words = Words(str(value).lower(), Form.PLAIN, self.line(at))
            question.answers.append(Answer(words, percent, kept, line=self.line(at)))
        return question

    def _numerical(self, question: MoodleQuestion, inner: str, at: int) -> MoodleQuestion | None:
        question.kind = "numerical"
        numbers, wrong, wrong_said = inner.partition("~")
        for _, raw, place in self._pieces(numbers, at, "="):
            answer = self._number(self._answer(raw, place, HUNDRED))
            if answer is None:
                return None
            question.answers.append(answer)
        if wrong:
            words = self._words(wrong_said.partition("#")[2], at + len(numbers) + 1)
            question.wrong = words if words.body else None
        if not question.answers:
            self.fault(at, Sentence("Câu số không có đáp số: viết {#667} hoặc {#667:1}."))
            return None
        return question

    def _number(self, answer: Answer) -> Answer | None:
        written = answer.words.body
        low, dots, high = written.partition("..")
        number, colon, tolerance = written.partition(":")
        parts = (low, high) if dots else (number, tolerance) if colon else (written, "0")
        if not all(NUMBER.fullmatch(part.strip()) for part in parts):
            self.notes.fault(
                answer.line,
                Sentence(
                    "“%(written)s” không phải đáp số: viết 667, 667:1 (lệch nhiều nhất 1) hoặc "
                    "660..670, số viết liền, dấu chấm cho phần lẻ.",
                    written=written,
                ),
            )
            return None
        first, second = (Decimal(part.strip()) for part in parts)
        middle, reach = ((first + second) / 2, (second - first) / 2) if dots else (first, second)
        if reach < 0:
            self.notes.fault(
                answer.line,
                Sentence("“%(written)s”: số sau phải lớn hơn số trước, độ lệch không âm.", written=written),
            )
            return None
        words = Words(f"{middle:f}", Form.PLAIN, answer.line)
        return Answer(words, answer.percent, answer.feedback, reach, answer.line)


def _plain(raw: str) -> str:
    return _STEPPED_ASIDE.sub(lambda found: _BACK[found.group()], raw.strip()).strip()
