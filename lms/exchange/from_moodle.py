"""Moodle's questions as questions of ours: what fits, what is lost, and what cannot be meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from lms.exchange.draft import DraftQuestion, Ids, too_many
from lms.exchange.from_calculated import Wildcards, read_calculated
from lms.exchange.from_gaps import read_gaps
from lms.exchange.labels import split_labels
from lms.exchange.moodle import ALL_OR_NOTHING, BY_PLACE, HUNDRED, Answer, MoodleQuestion, Unfit, Words
from lms.exchange.numbers import plain_number, short_percent
from lms.exchange.ours import has
from lms.exchange.wording import markdown_of, plain_of
from lms.sources import Sentence
from lms.sources.notes import Notes

_SUM_SLACK = Decimal("0.5")
_CURLY = "“”‘’"


def drafts(questions: Iterable[MoodleQuestion], notes: Notes, head: dict[str, Any]) -> list[DraftQuestion]:
    """The questions in our format, no more than a quiz can have: the file is refused by then.

    Descriptions before the first question become the quiz's `intro`.
    """
    ids = Ids()
    made: list[DraftQuestion] = []
    asked = 0
    for question in questions:
        if question.kind == "description":
            _describe(question, notes, head, early=not made)
            continue
        asked += 1
        if too_many(asked, question.line, notes):
            break
        try:
            draft = _Mapping(question, notes, ids, len(made) + 1).draft()
        except Unfit as unfit:
            notes.loss(
                unfit.line,
                Sentence(
                    "Bỏ câu “%(name)s”. %(why)s", name=question.name or question.number, why=unfit.message
                ),
            )
            continue
        if draft is not None:
            made.append(draft)
    return made


def _describe(question: MoodleQuestion, notes: Notes, head: dict[str, Any], *, early: bool) -> None:
    text = markdown_of(question.stem, notes)
    if early and text:
        head["intro"] = f"{head['intro']}\n\n{text}" if "intro" in head else text
    else:
        notes.loss(
            question.line,
            Sentence("Đoạn giới thiệu giữa các câu không giữ được: chuyển vào lời dẫn hoặc câu hỏi."),
        )


class _Mapping:
    def __init__(self, question: MoodleQuestion, notes: Notes, ids: Ids, place: int) -> None:
        self.cards = Wildcards(question.datasets)
        self.question = self.cards.marked(question) if question.datasets else question
        self.notes = notes
        self.made = DraftQuestion(question.line)
        self.ids, self.place = ids, place

    def draft(self) -> DraftQuestion | None:
        question, made = self.question, self.made
        build = _KINDS.get(question.kind)
        if build is None:
            self.notes.loss(
                question.line,
                Sentence("Bỏ câu hỏi loại “%(kind)s”: chưa có loại này ở đây.", kind=question.kind),
            )
            return None
        before = len(self.notes.faults)
        made.put("id", self._id(), question.line)
        made.put("type", "single", question.line)
        made.put("stem", markdown_of(question.stem, self.notes), question.stem.line)
        if "stem" not in made.value:
            self.notes.fault(
                question.line, Sentence("Câu hỏi không có nội dung: viết câu hỏi trước phần đáp án.")
            )
        labels, losses = split_labels(question.labels)
        for key, value in labels.items():
            made.put(key, value, question.line)
        for label in losses:
            self.notes.loss(question.line, Sentence("Nhãn “%(label)s” không giữ được.", label=label))
        if question.points is not None and question.points != 1:
            made.put("points", question.points, question.line)
        self._said("explanation", question.general)
        self._hints()
        build(self)
        if len(self.notes.faults) > before:
            return None
        if self.cards.shown:
            made.value = self.cards.named(made.value)
        return made

    def _id(self) -> str:
        question = self.question
        wishes = (question.number, question.name)
        given = self.ids.take(*wishes, fallback=f"cau-{self.place}")
        if question.number and given != question.number:
            self.notes.warn(
                question.line,
                Sentence("Mã câu “%(number)s” đổi thành “%(given)s”.", number=question.number, given=given),
            )
        return given

    def _hints(self) -> None:
        hints = self.question.hints
        self._said("hint", hints[0] if hints else None)
        for extra in hints[1:]:
            self.notes.loss(extra.line, Sentence("Chỉ giữ gợi ý đầu tiên."))

    def _said(self, key: str, words: Words | None) -> None:
        if words is not None and words.body.strip():
            self.made.put(key, markdown_of(words, self.notes), words.line)

    def _overall(self) -> None:
        """Feedback for the whole answer, right and wrong."""
        question = self.question
        for key, words in (
            ("feedback_right", question.right),
            ("feedback_partly", question.partly),
            ("feedback_wrong", question.wrong),
        ):
            if words is not None and words.body.strip() and not has(self.made.value["type"], key):
                self.notes.loss(words.line, Sentence("Lời nhắn chung cho cả câu không giữ được."))
            else:
                self._said(key, words)

    def _feedback(self, answer: Answer) -> str:
        return markdown_of(answer.feedback, self.notes) if answer.feedback else ""

    def choices(self) -> None:
        answers = self.question.answers
        for answer in answers:
            if not answer.words.body.strip():
                self.notes.fault(answer.line, Sentence("Phương án không có chữ: viết nội dung hoặc bỏ đi."))
        if self.question.single:
            self._single(answers)
        else:
            self._multiple(answers)
        options: list[tuple[Any, int]] = []
        for answer in answers:
            option: dict[str, Any] = {"text": markdown_of(answer.words, self.notes, inline=True)}
            if answer.percent >= HUNDRED if self.question.single else answer.percent > 0:
                option["right"] = True
            if said := self._feedback(answer):
                option["feedback"] = said
            options.append((option, answer.line))
        self.made.put_list("options", options)
        self._overall()
        if self.question.kind == "multichoice" and self.question.single and len(answers) < 2:
            self.notes.fault(self.question.line, Sentence("Câu chọn một cần ít nhất hai phương án."))

    def _single(self, answers: list[Answer]) -> None:
        right = [answer for answer in answers if answer.percent >= HUNDRED]
        if not right:
            self.notes.fault(self.question.line, Sentence("Câu này không có phương án đúng nào được 100%."))
        elif len(right) > 1:
            lines = ", ".join(str(answer.line) for answer in right)
            self.notes.fault(
                right[1].line,
                Sentence(
                    "Câu chọn một mà có %(count)s phương án đúng (dòng %(lines)s): giữ một. Nếu "
                    "dấu = là chữ trong phương án GIFT, viết \\=.",
                    count=len(right),
                    lines=lines,
                ),
            )
        for answer in answers:
            if 0 != answer.percent < HUNDRED:
                self.notes.loss(
                    answer.line,
                    Sentence(
                        "Phương án được %(share)s điểm thành phương án sai: câu chọn một không chấm "
                        "từng phần.",
                        share=short_percent(answer.percent),
                    ),
                )

    def _multiple(self, answers: list[Answer]) -> None:
        self.made.put("type", "multiple", self.question.line)
        right = [answer for answer in answers if answer.percent > 0]
        total = sum((answer.percent for answer in right), Decimal(0))
        if not right:
            self.notes.fault(
                self.question.line, Sentence("Câu này không có phương án đúng: thêm = hoặc phần trăm dương.")
            )
        elif abs(total - HUNDRED) > _SUM_SLACK:
            self.notes.warn(
                self.question.line,
                Sentence(
                    "Phần trăm của các phương án đúng cộng lại là %(share)s, không phải 100%%.",
                    share=short_percent(total),
                ),
            )
        if right and max(answer.percent for answer in right) - min(a.percent for a in right) > _SUM_SLACK:
            self.notes.loss(
                self.question.line,
                Sentence("Phần trăm khác nhau không giữ được: mỗi phương án đúng tính bằng nhau."),
            )
        self.made.put("scoring", self._scoring(right, answers), self.question.line)

    def _scoring(self, right: list[Answer], answers: list[Answer]) -> str:
        penalties = {answer.percent for answer in answers if answer.percent <= 0}
        each = HUNDRED / len(right) if right else HUNDRED
        kind = "partial_penalty" if penalties and max(penalties) < 0 else "partial"
        usual = {-each} if kind == "partial_penalty" else {Decimal(0)}
        if any(min(abs(found - want) for want in usual) > _SUM_SLACK for found in penalties):
            self.notes.loss(
                self.question.line,
                Sentence("Cách trừ điểm không giữ được: ở đây mỗi phương án chọn sai trừ một phương án đúng.")
                if -each in usual
                else Sentence("Cách trừ điểm không giữ được: ở đây chọn thừa số phương án đúng thì bị trừ."),
            )
        return kind

    def true_false(self) -> None:
        self.made.put("type", "truefalse", self.question.line)
        right = [answer for answer in self.question.answers if answer.percent >= HUNDRED]
        if len(right) != 1 or {a.words.body.strip().lower() for a in self.question.answers} != {
            "true",
            "false",
        }:
            self.notes.fault(
                self.question.line, Sentence("Câu đúng sai phải có đúng một đáp án, true hoặc false.")
            )
            return
        self.made.put("answer", right[0].words.body.strip().lower() == "true", right[0].line)
        for answer in self.question.answers:
            self._said(f"feedback_{answer.words.body.strip().lower()}", answer.feedback)

    def short(self) -> None:
        self.made.put("type", "short", self.question.line)
        right = [answer for answer in self.question.answers if answer.percent >= HUNDRED]
        if not right:
            self.notes.fault(self.question.line, Sentence("Câu trả lời ngắn không có đáp án nào được 100%."))
        for answer in self.question.answers:
            text = plain_of(answer.words, self.notes)
            if not text:
                self.notes.fault(answer.line, Sentence("Đáp án không có chữ: viết nội dung hoặc bỏ đi."))
            elif 0 < answer.percent < HUNDRED:
                self.notes.loss(
                    answer.line,
                    Sentence(
                        "Bỏ đáp án “%(text)s” được %(share)s điểm: chỉ có đúng hoặc sai.",
                        text=text,
                        share=short_percent(answer.percent),
                    ),
                )
            elif answer.percent <= 0 and text != "*":
                self.notes.loss(
                    answer.line, Sentence("Bỏ lời nhắn riêng cho câu trả lời sai “%(text)s”.", text=text)
                )
            if any(mark in text for mark in _CURLY):
                self.notes.warn(
                    answer.line, Sentence("Đáp án có dấu ngoặc cong (“ ”): kiểm tra có cần không.")
                )
        self.made.put_list(
            "accepted", [(plain_of(answer.words, self.notes), answer.line) for answer in right]
        )
        caught = [a for a in self.question.answers if a.percent <= 0 and a.words.body.strip() == "*"]
        if self.question.case:
            self.made.put("case", "strict", self.question.line)
        self._one_feedback("feedback_right", right)
        self._one_feedback("feedback_wrong", caught)

    def _one_feedback(self, key: str, answers: list[Answer]) -> None:
        said = [answer.feedback for answer in answers if answer.feedback and answer.feedback.body.strip()]
        if said:
            self._said(key, said[0])
        for other in said[1:]:
            if other.body != said[0].body:
                self.notes.loss(other.line, Sentence("Chỉ giữ một lời nhắn chung cho mọi đáp án đúng."))

    def numerical(self) -> None:
        self.made.put("type", "numeric", self.question.line)
        right = [answer for answer in self.question.answers if answer.percent >= HUNDRED]
        if not right:
            self.notes.fault(self.question.line, Sentence("Câu số không có đáp số nào được 100%."))
            return
        answer = right[0]
        number = plain_number(Decimal(answer.words.body))
        self.made.put("answer", number, answer.line)
        if answer.tolerance:
            self.made.put("tolerance", plain_number(answer.tolerance), answer.line)
        if isinstance(number, Decimal) and -int(number.as_tuple().exponent) == 3:
            self.made.put("decimals", 3, answer.line)
            self.notes.warn(
                answer.line,
                Sentence(
                    "Đáp số %(number)s có ba chữ số lẻ: số người học viết được làm tròn như vậy.",
                    number=f"{number:f}",
                ),
            )
        self.made.put("unit", self.question.unit, self.question.line)
        self._said("feedback_right", answer.feedback)
        mistakes: list[tuple[Any, int]] = []
        for other in self.question.answers:
            if other is answer:
                continue
            said = self._feedback(other)
            apart = abs(Decimal(other.words.body) - number) > answer.tolerance
            if other.percent <= 0 and said and not other.tolerance and apart:
                mistakes.append(
                    ({"value": plain_number(Decimal(other.words.body)), "feedback": said}, other.line)
                )
            else:
                self.notes.loss(
                    other.line,
                    Sentence(
                        "Bỏ đáp số %(body)s được %(share)s điểm: mỗi câu một đáp số.",
                        body=other.words.body,
                        share=short_percent(other.percent),
                    ),
                )
        self.made.put_list("mistakes", mistakes)
        self._said("feedback_wrong", self.question.wrong)

    def matching(self) -> None:
        self.made.put("type", "matching", self.question.line)
        pairs: list[tuple[Any, int]] = []
        extra: list[tuple[Any, int]] = []
        for half in self.question.pairs:
            left = markdown_of(half.left, self.notes, inline=True)
            right = " ".join(half.right.split())
            if not right:
                self.notes.fault(half.line, Sentence("Cặp không có vế phải: viết = vế trái -> vế phải."))
            elif left:
                pairs.append(({"left": left, "right": right}, half.line))
            else:
                extra.append((right, half.line))
        self.made.put_list("pairs", pairs)
        self.made.put_list("extra", extra)
        self.made.put("scoring", "partial", self.question.line)
        self._overall()

    def ordering(self) -> None:
        question = self.question
        self.made.put("type", "ordering", question.line)
        for item in question.items:
            if not item.body.strip():
                self.notes.fault(item.line, Sentence("Mục cần xếp không có chữ: viết nội dung hoặc bỏ đi."))
        items = [(markdown_of(item, self.notes, inline=True), item.line) for item in question.items]
        self.made.put_list("items", items)
        if 0 < question.shown < len(items):
            self.notes.loss(
                question.line,
                Sentence(
                    "Mỗi lượt chỉ hỏi %(shown)s trong %(count)s mục không giữ được: ở đây hỏi cả.",
                    shown=question.shown,
                    count=len(items),
                ),
            )
        if question.grading != ALL_OR_NOTHING:
            self.made.put("scoring", "partial", question.line)
        if question.grading not in (ALL_OR_NOTHING, BY_PLACE):
            self.notes.loss(
                question.line,
                Sentence(
                    "Cách chấm %(grading)s không giữ được: ở đây chấm từng mục theo chỗ đứng.",
                    grading=question.grading[:40],
                ),
            )
        self._overall()

    def essay(self) -> None:
        question = self.question
        self.made.put("type", "essay", question.line)
        for key, words in (("min_words", question.min_words), ("max_words", question.max_words)):
            self.made.put(key, words or None, question.line)
        self._said("notes", question.notes)

    def gaps(self) -> None:
        read_gaps(self.question, self.made, self.notes)

    def calculated(self) -> None:
        if self.question.kind == "calculatedmulti":
            if not self.question.single:
                raise Unfit(Sentence("Câu tính chọn nhiều phương án không có ở đây."), self.question.line)
            self.choices()
        read_calculated(self.question, self.cards, self.made, self.notes)


_KINDS: dict[str, Callable[[_Mapping], None]] = {
    "multichoice": _Mapping.choices,
    "truefalse": _Mapping.true_false,
    "shortanswer": _Mapping.short,
    "numerical": _Mapping.numerical,
    "match": _Mapping.matching,
    "ordering": _Mapping.ordering,
    "essay": _Mapping.essay,
    "cloze": _Mapping.gaps,
    **dict.fromkeys(("calculated", "calculatedsimple", "calculatedmulti"), _Mapping.calculated),
}
