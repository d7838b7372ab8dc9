"""Moodle's questions of embedded answers as texts with gaps of ours."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from lms.exchange.cloze import Embedded, cut
from lms.exchange.draft import DraftQuestion
from lms.exchange.marks import MARK, mark, unbraced, unmarked
from lms.exchange.moodle import HUNDRED, Answer, Form, MoodleQuestion, Unfit, Words
from lms.exchange.numbers import NUMBER, plain_number, short_percent
from lms.exchange.to_gaps import RULE, gap_name
from lms.exchange.wording import markdown_of, plain_of
from lms.sources import Sentence
from lms.sources.notes import Notes

_STEM = "Điền vào chỗ trống."


def read_gaps(question: MoodleQuestion, made: DraftQuestion, notes: Notes) -> None:
    """Fill `made` from `question`. Raises Unfit where it cannot be a question of ours."""
    stretches, found = cut(replace(question.stem, body=unmarked(question.stem.body)))
    if not found:
        notes.fault(
            question.line, Sentence("Câu điền chỗ trống không có ô nào: viết như {1:SHORTANSWER:=lãi góp}.")
        )
        return
    made.put("type", "gaps", question.line)
    marked = "".join(text + mark(place) for place, text in enumerate(stretches[:-1])) + stretches[-1]
    if question.stem.form is Form.MARKDOWN:
        marked = unbraced(marked)
    text = markdown_of(Words(marked, question.stem.form, question.stem.line), notes)
    stem, text = _parted(text)
    if not stem:
        notes.warn(question.line, Sentence("Câu không có lời dẫn riêng: đã đặt “%(stem)s”.", stem=_STEM))
    made.put("stem", stem or _STEM, question.stem.line)
    made.put("text", MARK.sub(lambda place: f"{{{gap_name(int(place[1]))}}}", text), question.stem.line)
    made.put_list("gaps", [(_gap(place, gap, notes), gap.line) for place, gap in enumerate(found)])
    made.put("scoring", "partial", question.line)
    _points(question, found, made, notes)


def _parted(text: str) -> tuple[str, str]:
    """The stem and the text: all above a rule, or the first paragraph, where no gap stands in it."""
    head, rule, rest = text.partition(f"\n\n{RULE}\n\n")
    if not rule or MARK.search(head):
        head, rule, rest = text.partition("\n\n")
    return (head.strip(), rest.strip()) if rule and not MARK.search(head) else ("", text.strip())


def _points(question: MoodleQuestion, found: list[Embedded], made: DraftQuestion, notes: Notes) -> None:
    total = sum(gap.weight for gap in found)
    if len({gap.weight for gap in found}) > 1:
        notes.loss(
            question.line, Sentence("Điểm khác nhau giữa các ô không giữ được: ở đây ô nào cũng như nhau.")
        )
    points = question.points if question.points is not None else Decimal(total)
    if points != 1:
        made.put("points", points, question.line)
    else:
        made.value.pop("points", None)


def _gap(place: int, gap: Embedded, notes: Notes) -> dict[str, Any]:
    right = [answer for answer in gap.answers if answer.percent >= HUNDRED]
    made: dict[str, Any] = {"name": gap_name(place), "type": gap.kind}
    if not right:
        notes.fault(
            gap.line,
            Sentence(
                "Ô trống thứ %(number)s không có đáp án nào được 100%%: thêm dấu = trước đáp án.",
                number=place + 1,
            ),
        )
        return made
    for answer in gap.answers:
        if 0 < answer.percent < HUNDRED:
            shown, share = answer.words.body, short_percent(answer.percent)
            notes.loss(
                gap.line,
                Sentence(
                    "Bỏ đáp án “%(shown)s” được %(share)s điểm của ô: mỗi ô chỉ có đúng hoặc sai.",
                    shown=shown,
                    share=share,
                ),
            )
        if answer.percent >= HUNDRED and answer.feedback:
            notes.loss(gap.line, Sentence("Lời nhắn khi điền đúng một ô không giữ được."))
    _FILLED[gap.kind](gap, right, made, notes)
    _feedback(gap, made, notes)
    return made


def _text(gap: Embedded, right: list[Answer], made: dict[str, Any], notes: Notes) -> None:
    made["accepted"] = [plain_of(answer.words, notes) for answer in right]
    if gap.case:
        made["case"] = "strict"
    for answer in gap.answers:
        if answer.percent <= 0 and answer.words.body != "*" and answer.feedback:
            notes.loss(
                gap.line,
                Sentence("Bỏ lời nhắn riêng cho câu trả lời sai “%(body)s”.", body=answer.words.body),
            )


def _number(gap: Embedded, right: list[Answer], made: dict[str, Any], notes: Notes) -> None:
    for answer in gap.answers:
        if answer.words.body != "*" and not NUMBER.fullmatch(answer.words.body):
            raise Unfit(Sentence("“%(body)s” trong ô số không phải là số.", body=answer.words.body), gap.line)
    made["answer"] = plain_number(Decimal(right[0].words.body))
    if right[0].tolerance:
        made["tolerance"] = plain_number(right[0].tolerance)
    if isinstance(made["answer"], Decimal) and -int(made["answer"].as_tuple().exponent) == 3:
        made["decimals"] = 3
    for answer in gap.answers:
        if answer is not right[0] and answer.words.body != "*" and not 0 < answer.percent < HUNDRED:
            notes.loss(gap.line, Sentence("Bỏ đáp số %(body)s: mỗi ô một đáp số.", body=answer.words.body))


def _choice(gap: Embedded, right: list[Answer], made: dict[str, Any], notes: Notes) -> None:
    if len(right) > 1:
        notes.fault(
            gap.line, Sentence("Ô chọn một mà có %(count)s lựa chọn đúng: giữ một dấu =.", count=len(right))
        )
    made["choices"] = [plain_of(answer.words, notes) for answer in gap.answers]
    made["right"] = plain_of(right[0].words, notes)


_FILLED = {"text": _text, "number": _number, "choice": _choice}


def _feedback(gap: Embedded, made: dict[str, Any], notes: Notes) -> None:
    """What is said of a wrong filling: of any, or of every wrong choice alike."""
    said = [
        answer.feedback
        for answer in gap.answers
        if answer.feedback and answer.percent <= 0 and (gap.kind == "choice" or answer.words.body == "*")
    ]
    if said:
        made["feedback"] = markdown_of(said[0], notes)
    if any(other.body != said[0].body for other in said[1:]):
        notes.loss(gap.line, Sentence("Mỗi ô chỉ giữ một lời nhắn khi điền sai."))
