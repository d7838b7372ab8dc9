"""Aiken to questions: one line of text, options `A)` or `A.`, then `ANSWER: B`. As strict as Moodle is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from lms.exchange.categories import Categories
from lms.exchange.moodle import HUNDRED, Answer, Form, MoodleQuestion, Words
from lms.sources import Sentence
from lms.sources.notes import Notes

_OPTION = re.compile(r"([A-Z])[).][ \t]+(.*\S)\s*\Z")
_TIGHT = re.compile(r"[A-Z][).]\S")
_SMALL = re.compile(r"[a-z][).][ \t]")
_ANSWER = re.compile(r"ANSWER:\s*(.*?)\s*\Z")
_ANSWER_LIKE = re.compile(r"\s*(answer|đáp án|dap an)\s*[:.]", re.IGNORECASE)


def read_aiken(text: str, notes: Notes, _categories: Categories) -> Iterator[MoodleQuestion]:
    """The questions of `text`, which have no category, as long as there is room for faults."""
    reader = _Reader(notes)
    for number, line in enumerate(text.split("\n"), start=1):
        if notes.full:
            return
        question = reader.take(number, line.strip()) if line.strip() else None
        if question is not None:
            yield question
    reader.end()


class _Reader:
    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.current: MoodleQuestion | None = None

    def take(self, number: int, line: str) -> MoodleQuestion | None:
        """The question that `line` ends, if it ends one rightly."""
        answer, option = _ANSWER.match(line), _OPTION.match(line)
        if answer:
            return self._answer(number, answer.group(1))
        if _ANSWER_LIKE.match(line):
            self.notes.fault(number, Sentence("Dòng đáp án phải viết hoa đúng là “ANSWER: B”."))
            self.current = None
        elif option:
            self._option(number, option.group(1), option.group(2))
        elif _TIGHT.match(line):
            self.notes.fault(
                number,
                Sentence("Sau “%(line)s” phải có một dấu cách rồi mới đến chữ của phương án.", line=line[:2]),
            )
        elif self.current is not None and _SMALL.match(line):
            self.notes.fault(number, Sentence("Chữ đầu phương án phải viết hoa: A) hoặc A."))
        else:
            self._stem(number, line)
        return None

    def end(self) -> None:
        """Judge a question that the file leaves open."""
        if self.current is not None:
            self.notes.fault(
                self.current.line, Sentence("Câu này không có dòng “ANSWER: …”: thêm sau phương án cuối.")
            )

    def _stem(self, number: int, line: str) -> None:
        if self.current is not None and not self.current.answers:
            self.notes.fault(
                number, Sentence("Câu hỏi Aiken phải nằm trên một dòng: nối dòng này vào dòng trên.")
            )
            return
        self.end()
        self.current = MoodleQuestion("multichoice", Words(line, Form.PLAIN, number), number)

    def _option(self, number: int, letter: str, text: str) -> None:
        if self.current is None:
            self.notes.fault(
                number, Sentence("Phương án đứng trước câu hỏi: viết câu hỏi ở dòng trên phương án A.")
            )
            return
        expected = chr(ord("A") + len(self.current.answers))
        if letter != expected:
            self.notes.fault(
                number,
                Sentence(
                    "Đang chờ phương án %(expected)s mà gặp %(letter)s: đặt lại chữ cho liền nhau.",
                    expected=expected,
                    letter=letter,
                ),
            )
        self.current.answers.append(Answer(Words(text, Form.PLAIN, number), Decimal(0), line=number))

    def _answer(self, number: int, letter: str) -> MoodleQuestion | None:
        question, self.current = self.current, None
        if question is None:
            self.notes.fault(number, Sentence("Dòng ANSWER không đi sau câu hỏi nào."))
            return None
        letters = [chr(ord("A") + place) for place in range(len(question.answers))]
        if len(letters) < 2:
            self.notes.fault(
                question.line,
                Sentence("Câu này có %(count)s phương án: cần ít nhất hai.", count=len(letters)),
            )
        elif letter not in letters:
            self.notes.fault(
                number,
                Sentence(
                    "“ANSWER: %(letter)s” không chỉ vào phương án nào trong %(names)s.",
                    letter=letter,
                    names=", ".join(letters),
                ),
            )
        else:
            place = letters.index(letter)
            right = question.answers[place]
            question.answers[place] = Answer(right.words, HUNDRED, line=right.line)
            return question
        return None
