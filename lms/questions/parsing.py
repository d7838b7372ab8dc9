"""Quiz text to Quiz: every fault at once, each with its line and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from lms.questions.definitions import Question
from lms.questions.entries import (
    DRAW,
    Bank,
    Banked,
    Break,
    EntryShape,
    Place,
    QuestionShape,
    Reference,
    fits,
    page_before,
)
from lms.questions.quiz import Behaviour, Draw, Quiz, Review, Show
from lms.questions.shapes import Key, Keys, ListOf, Node, as_list, as_mapping, repeated
from lms.questions.tables import QUIZ
from lms.sources import Fault, Sentence, Source

MAX_QUESTIONS = 200

QUIZ_KEYS = Keys(
    (
        *QUIZ,
        Key(
            "draw",
            ListOf(DRAW, least=1, most=50),
            "các dòng rút câu; có dòng này thì questions là kho câu, chỉ câu được rút mới hỏi",
        ),
        Key(
            "questions", ListOf(EntryShape(), most=2 * MAX_QUESTIONS), Sentence("các câu hỏi"), required=True
        ),
    ),
    Sentence("bài kiểm tra"),
)


@dataclass(frozen=True)
class ReadQuiz:
    """What came of reading: the quiz (None where there is a fault), faults by line, and for each question of
    the quiz where it is written."""

    quiz: Quiz | None
    faults: tuple[Fault, ...]
    places: tuple[Place, ...] = ()


def parse_quiz(source: Source, bank: Bank | None = None) -> tuple[Quiz | None, list[Fault]]:
    """The quiz written in `source`, or None and every fault found (the source's own too), by line."""
    read = read_quiz(source, bank)
    return read.quiz, list(read.faults)


def read_quiz(source: Source, bank: Bank | None = None) -> ReadQuiz:
    """The quiz written in `source` with the questions it takes from `bank` (by id)."""
    node = Node(source, (), source.value, list(source.faults))
    values = None if _unreadable(source) else QUIZ_KEYS.read(node)
    if values is None:
        return ReadQuiz(None, tuple(sorted(node.faults)))
    _check_ids(node)
    if node.faults:
        return ReadQuiz(None, tuple(sorted(node.faults)))
    asked = _Asked(node, bank or {})
    asked.take(values.pop("questions"))
    rows = [asked.row(index, own, row) for index, (own, row) in enumerate(values.pop("draw", ()))]
    quiz = _quiz(values, asked, tuple(rows))
    _check_rows(node, quiz)
    _check_whole(node, quiz)
    if node.faults:
        return ReadQuiz(None, tuple(sorted(node.faults)))
    return ReadQuiz(quiz, (), tuple(asked.places))


def parse_question(source: Source) -> tuple[Question | None, list[Fault]]:
    """The one question written in `source` (a check block, a bank file), or None and every fault found."""
    node = Node(source, (), source.value, list(source.faults))
    question = None if _unreadable(source) else QuestionShape().read(node)
    return (None if node.faults else question), sorted(node.faults)


def references(source: Source) -> set[str]:
    """Ids of the bank's questions that a quiz names, as written."""
    entries = as_list(as_mapping(source.value).get("questions"))
    written = [as_mapping(entry).get("bank") for entry in entries]
    return {name for name in written if isinstance(name, str)}


def draw_rows(source: Source) -> list[Draw]:
    """The rows of a quiz's blueprint that draw from the bank; those that cannot be read are left out."""
    node = Node(source, ("draw",), as_mapping(source.value).get("draw"), [])
    rows = ListOf(DRAW).read(node) if isinstance(node.value, list) else None
    return [row for of_bank, row in rows or () if of_bank]


def _unreadable(source: Source) -> bool:
    return source.value is None and bool(source.faults)


class _Asked:
    """Collects the questions of a quiz, its own and the bank's, with the place of each."""

    def __init__(self, node: Node, bank: Bank) -> None:
        self.node, self.bank = node, bank
        self.questions: list[Question] = []
        self.places: list[Place] = []
        self.breaks: list[tuple[int, str]] = []

    def take(self, entries: tuple[Question | Reference | Break, ...]) -> None:
        for index, entry in enumerate(entries):
            if isinstance(entry, Break):
                self.breaks.append((len(self.questions), entry.title))
            elif isinstance(entry, Reference):
                banked = self.bank.get(entry.question_id)
                self._banked(entry.question_id, banked, "questions", index, "bank")
            else:
                self._add(entry, Place(self.node.source, ("questions", index)))

    def row(self, index: int, of_bank: bool, row: Draw) -> Draw:
        """A row of the blueprint with the ids it draws from, those of the bank added to the questions."""
        if of_bank:
            for name, banked in sorted(self.bank.items()):
                if banked.question is not None and fits(row, banked.question):
                    self._banked(name, banked, "draw", index)
            pool = [question for question in self.questions if question.id in self.bank]
        else:
            pool = self.questions
        return replace(row, among=tuple(question.id for question in pool if fits(row, question)))

    def _banked(self, name: str, banked: Banked | None, *path: str | int) -> None:
        if banked is None:
            self.node.fault(
                Sentence(
                    "Ngân hàng câu hỏi không có câu “%(name)s”: sửa mã, hoặc thêm tệp _bank/%(name)s.yml.",
                    name=name,
                ),
                *path,
            )
        elif banked.question is None:
            self.node.fault(
                Sentence(
                    "Câu “%(name)s” trong ngân hàng còn lỗi: sửa tệp %(file)s.",
                    name=name,
                    file=banked.source.file,
                ),
                *path,
            )
        elif name not in {question.id for question in self.questions}:
            self._add(banked.question, Place(banked.source, ()))

    def _add(self, question: Question, place: Place) -> None:
        self.questions.append(question)
        self.places.append(place)


def _quiz(values: dict[str, Any], asked: _Asked, rows: tuple[Draw, ...]) -> Quiz:
    values["pass_points"] = values.pop("pass")
    if values.get("behaviour", Behaviour.DEFERRED) is not Behaviour.DEFERRED:
        review: Review = values.get("review", Review())
        if not review.during:
            # Checking an answer at once means hearing how it was.
            values["review"] = replace(review, during=(Show.CORRECTNESS, Show.FEEDBACK))
    return Quiz(
        **values,
        questions=tuple(asked.questions),
        draw=rows,
        pages=page_before(asked.breaks, [question.id for question in asked.questions]),
    )


def _check_ids(node: Node) -> None:
    entries = [as_mapping(entry) for entry in as_list(as_mapping(node.value).get("questions"))]
    ids = [str(entry.get("id", entry.get("bank", f"\0{position}"))) for position, entry in enumerate(entries)]
    for position in repeated(ids):
        key = "id" if "id" in entries[position] else "bank"
        before = ids.index(ids[position])
        first = node.source.line("questions", before, "id" if "id" in entries[before] else "bank")
        node.fault(
            Sentence(
                "Mã câu “%(ids)s” đã dùng ở dòng %(first)s: đặt mã khác.", ids=ids[position], first=first
            ),
            "questions",
            position,
            key,
        )
    own = as_mapping(node.value).get("id")
    for position, question_id in enumerate(ids):
        if question_id == own:
            node.fault(
                Sentence("Mã câu “%(own)s” trùng mã của bài kiểm tra: đặt mã khác.", own=own),
                "questions",
                position,
                "id",
            )


def _check_rows(node: Node, quiz: Quiz) -> None:
    """Each row finds enough questions whatever the rows above it drew, all worth the same."""
    worth: Mapping[str, Any] = {question.id: question.points for question in quiz.questions}
    for index, row in enumerate(quiz.draw):
        among = set(row.among)
        taken = sum(min(other.n, len(among & set(other.among))) for other in quiz.draw[:index])
        if len(among) < row.n:
            node.fault(
                Sentence(
                    "Cần rút %(n)s câu mà chỉ có %(count)s câu hợp với dòng này.", n=row.n, count=len(among)
                ),
                "draw",
                index,
            )
        elif len(among) - taken < row.n:
            node.fault(
                Sentence(
                    "Các dòng ở trên có thể rút mất %(taken)s trong %(count)s câu hợp với dòng "
                    "này, không còn đủ %(n)s câu: thêm câu, hoặc chọn nhãn riêng.",
                    taken=taken,
                    count=len(among),
                    n=row.n,
                ),
                "draw",
                index,
            )
        if len({worth[name] for name in among}) > 1:
            node.fault(
                Sentence("Các câu hợp với một dòng rút phải cùng số điểm: sửa “points”."), "draw", index
            )


def _check_whole(node: Node, quiz: Quiz) -> None:
    if node.faults:
        return
    if not quiz.questions:
        node.fault(Sentence("Mục “questions” có 0 dòng: cần ít nhất 1."), "questions")
    if len(quiz.questions) > MAX_QUESTIONS:
        node.fault(
            Sentence(
                "Bài có %(count)s câu: chỉ được nhiều nhất %(max_questions)s.",
                count=len(quiz.questions),
                max_questions=MAX_QUESTIONS,
            ),
            "questions",
        )
    if quiz.pass_points > quiz.points:
        node.fault(
            Sentence(
                "Điểm cần đạt là %(pass_points)s mà cả bài chỉ có %(points)s điểm: sửa “pass” hoặc “points”.",
                pass_points=f"{quiz.pass_points:f}",
                points=f"{quiz.points:f}",
            ),
            "pass",
        )
    if quiz.opens and quiz.closes and quiz.opens >= quiz.closes:
        node.fault(Sentence("Bài đóng trước khi mở: sửa opens hoặc closes."), "closes")
    if quiz.pages and quiz.page_size:
        node.fault(
            Sentence("Chỉ dùng một trong hai cách chia trang: page_size, hoặc dòng “- page:”."), "page_size"
        )
    written = as_mapping(node.value)
    for key in ("tries", "penalty"):
        if key in written and quiz.behaviour is not Behaviour.RETRY:
            node.fault(Sentence("Mục “%(key)s” chỉ dùng với behaviour: retry.", key=key), key)
