"""yaml -> another format -> yaml keeps what that format holds, and says what it does not."""

import re
from fractions import Fraction
from typing import Any

from hypothesis import Phase, assume, given, settings

from lms.exchange import Format, convert
from lms.exchange.yaml_writer import write_yaml
from lms.questions import Calculated, parse_quiz
from lms.questions.draws import every_draw, rounded_answer, with_derived
from lms.questions.filling import fill
from lms.questions.rich import rich_texts
from lms.sources import load_yaml
from tests.unit.exchange.holds import GIFT_HOLDS, MOODLEXML_HOLDS, Held, kept
from tests.unit.exchange.quizzes import quizzes, through


def same(held: dict[str, Any], back: dict[str, Any]) -> None:
    """All that is held came back, and nothing beside it but a way of scoring."""
    assert {key: back.get(key) for key in held if key != "questions"} == {
        key: value for key, value in held.items() if key != "questions"
    }
    for kept_question, found in zip(held["questions"], back["questions"], strict=True):
        assert {key: found.get(key) for key in kept_question} == kept_question
        assert found.keys() - kept_question.keys() <= {"scoring"}


def as_gift_says(question: dict[str, Any], lost: str) -> None:
    """Expect an arrow where GIFT has no `->`: it parts the sides of a pair there, and has no escape."""
    for key in ("accepted", "pairs", "items", "feedback_right", "feedback_wrong"):
        if f"dấu -> ({key}), đổi thành →, của câu {question['id']}." not in lost:
            continue
        if key in ("pairs", "items"):
            question["pairs"] = [
                pair | {"left": pair["left"].replace("->", "→")} for pair in question["pairs"]
            ]
        elif key == "accepted":
            question[key] = [text.replace("->", "→") for text in question[key]]
        else:
            question[key] = question[key].replace("->", "→")


def some_fit(quiz: dict[str, Any], holds: dict[str, Held]) -> bool:
    return any(question["type"] in holds for question in quiz["questions"])


@settings(deadline=None, max_examples=25, phases=(Phase.explicit, Phase.generate))
@given(quizzes())
def test_yaml_is_written_so_that_it_reads_back_alike(quiz: dict[str, Any]) -> None:
    read = convert(write_yaml(quiz), "q.yml", Format.YAML, Format.YAML)
    assert not read.faults
    assert read.source.value == quiz


@settings(deadline=None, max_examples=25, phases=(Phase.explicit, Phase.generate))
@given(quizzes())
def test_gift_keeps_what_it_can_hold(quiz: dict[str, Any]) -> None:
    assume(some_fit(quiz, dict(GIFT_HOLDS)))
    back, notes = through(quiz, Format.GIFT)
    lost = " ".join(note.message for note in notes.losses)
    held = kept(quiz, GIFT_HOLDS)
    for question in held["questions"]:
        as_gift_says(question, lost)
    same(held, back)
    # Every line that is not kept is named.
    for question in quiz["questions"]:
        if question["type"] not in GIFT_HOLDS:
            assert f"cả câu {question['id']}" in lost
            continue
        for key in question.keys() - GIFT_HOLDS[question["type"]].keys():
            if (key, question[key]) == ("points", 1):
                # One point is what a question without a word about it has.
                continue
            assert f"({key})" in lost or f"mục {key} " in lost, key


@settings(deadline=None, max_examples=25, phases=(Phase.explicit, Phase.generate))
@given(quizzes())
def test_moodlexml_keeps_what_it_can_hold(quiz: dict[str, Any]) -> None:
    assume(some_fit(quiz, dict(MOODLEXML_HOLDS)))
    back, notes = through(quiz, Format.MOODLEXML)
    held = kept(quiz, MOODLEXML_HOLDS)
    for question in held["questions"]:
        if question["type"] == "gaps":
            as_moodle_names(question, quiz)
        elif question["type"] == "calculated":
            means_the_same(question["id"], quiz, back)
    for question in held["questions"] + back["questions"]:
        if question["type"] == "calculated":
            for key in CALCULATED:
                question.pop(key, None)
    same(held, back)
    lost = " ".join(note.message for note in notes.losses)
    for question in quiz["questions"]:
        if question["type"] not in MOODLEXML_HOLDS:
            assert f"cả câu {question['id']}" in lost
            continue
        for key in question.keys() - MOODLEXML_HOLDS[question["type"]].keys():
            assert f"({key})" in lost or f"mục {key} " in lost, key


#: What a calculated question says in other words when it comes back, compared by what it means.
CALCULATED = (
    "variables",
    "derived",
    "answer",
    "mistakes",
    "options",
    "stem",
    "explanation",
    "hint",
    "decimals",
)


def as_moodle_names(question: dict[str, Any], quiz: dict[str, Any]) -> None:
    """Expect the names that gaps have where Moodle knows none."""
    written = next(entry for entry in quiz["questions"] if entry["id"] == question["id"])
    names = {gap["name"]: f"o{place}" for place, gap in enumerate(written["gaps"], 1)}
    question["text"] = re.sub(
        r"\{(\w+)\}", lambda found: f"{{{names.get(found[1], found[1])}}}", question["text"]
    )
    for gap, name in zip(question["gaps"], names.values(), strict=True):
        gap["name"] = name


def means_the_same(question_id: str, quiz: dict[str, Any], back: dict[str, Any]) -> None:
    """The same draws, and in each the same answer, the same mistakes and the same texts."""
    there, here = (as_question(question_id, value) for value in (quiz, back))
    assert draws(there) == draws(here)
    for values in every_draw(there):
        before, after = with_derived(there, values), with_derived(here, values)
        for attribute in ("answer", *range(len(there.mistakes))):
            formulas = [
                one.answer if attribute == "answer" else one.mistakes[attribute].formula
                for one in (there, here)
            ]
            if there.answer:
                assert rounded_answer(there, formulas[0], before) == rounded_answer(here, formulas[1], after)
        texts = [
            {path: fill(text.markdown, known) for path, text in rich_texts(one)}
            for one, known in ((there, before), (here, after))
        ]
        assert texts[0] == texts[1]


def as_question(question_id: str, value: dict[str, Any]) -> Calculated:
    quiz, faults = parse_quiz(load_yaml(write_yaml(value), "q.yml"))
    assert quiz is not None, faults
    found = quiz.question(question_id)
    assert isinstance(found, Calculated)
    return found


def draws(question: Calculated) -> set[frozenset[tuple[str, Fraction]]]:
    return {frozenset(values.items()) for values in every_draw(question)}


@settings(deadline=None, max_examples=8, phases=(Phase.explicit, Phase.generate))
@given(quizzes())
def test_a_sheet_keeps_everything(quiz: dict[str, Any]) -> None:
    back, notes = through(quiz, Format.XLSX)
    assert back == quiz
    assert not notes.losses
