"""Our texts with gaps as Moodle's questions of embedded answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from lms.exchange.cloze import embedded, fill_in
from lms.exchange.moodle import HUNDRED, Answer, Form, MoodleQuestion, Words
from lms.exchange.one_question import OneQuestion
from lms.sources import Sentence

RULE = "***"
#: Keys of a gap that stay behind, by what to call them.
_LOST = {
    "text": {
        "marks": Sentence("cách so dấu (marks)"),
        "spacing": Sentence("cách so dấu cách (spacing)"),
    },
    "number": {
        "decimals": Sentence("số chữ số lẻ (decimals)"),
        "unit": Sentence("đơn vị (unit)"),
        "tolerance_percent": Sentence("sai số phần trăm (tolerance_percent)"),
    },
    "choice": {},
}


def gaps(one: OneQuestion, question: MoodleQuestion) -> None:
    """Set the text and the gaps of `question`."""
    question.kind = "cloze"
    value, found = one.value, one.value["gaps"]
    share = question.points / len(found) if question.points is not None else Decimal(1)
    whole = share == share.to_integral_value() and share >= 1
    if not whole:
        one.loss(
            Sentence("số điểm (points): ở đó mỗi ô một điểm, cả câu %(count)s điểm,", count=len(found)),
            "points",
        )
    written = {
        str(gap["name"]): _gap(one, place, gap, int(share) if whole else 1) for place, gap in enumerate(found)
    }
    named = [place for place, gap in enumerate(found) if gap["name"] != gap_name(place)]
    if named:
        names = ", ".join(str(found[place]["name"]) for place in named)
        one.loss(Sentence("tên ô %(names)s (name)", names=names), "gaps", named[0], "name")
    stem, text = fill_in(str(value["stem"]).strip(), {}), str(value["text"]).strip()
    # The first paragraph is the stem, or all above a rule where there is one.
    ruled = "\n\n" in stem or RULE in text.split("\n")
    question.stem = Words(
        f"{stem}\n\n{RULE}\n\n" * ruled + f"{stem}\n\n" * (not ruled) + fill_in(text, written)
    )
    one.lose_whole()
    one.lose_overall("feedback_right", "feedback_wrong")


def gap_name(place: int) -> str:
    """What a gap is called that has no name of its own; place: from 0."""
    return f"o{place + 1}"


def _gap(one: OneQuestion, place: int, gap: dict[str, Any], weight: int) -> str:
    feedback = gap.get("feedback")
    said = Words(str(feedback)) if feedback is not None else None
    for key, what in _LOST[gap["type"]].items():
        if key in gap:
            told = Sentence("%(what)s, ở ô %(gap)s,", what=what, gap=gap["name"])
            one.loss(told, "gaps", place, key)
    if gap["type"] == "choice":
        right = str(gap["right"])
        answers = [
            _answer(str(text), None if text == right else said, right=str(text) == right)
            for text in gap["choices"]
        ]
        return embedded("MULTICHOICE", weight, answers)
    if gap["type"] == "number":
        answer, tolerance = Decimal(gap["answer"]), Decimal(gap.get("tolerance", 0))
        if "tolerance_percent" in gap:
            tolerance = abs(answer) * Decimal(gap["tolerance_percent"]) / HUNDRED
        answers = [Answer(Words(f"{answer:f}", Form.PLAIN), HUNDRED, None, tolerance)]
        return embedded("NUMERICAL", weight, answers + _caught(said))
    kind = "SHORTANSWER_C" if gap.get("case") == "strict" else "SHORTANSWER"
    answers = [_answer(str(text), None, right=True) for text in gap["accepted"]]
    return embedded(kind, weight, answers + _caught(said))


def _answer(text: str, said: Words | None, *, right: bool) -> Answer:
    return Answer(Words(text, Form.PLAIN), HUNDRED if right else Decimal(0), said)


def _caught(said: Words | None) -> list[Answer]:
    return [] if said is None else [Answer(Words("*", Form.PLAIN), Decimal(0), said)]
