"""yaml -> another format -> yaml keeps what that format holds, and says what it does not."""

from typing import Any

from hypothesis import Phase, assume, given, settings

from lms.exchange import Format, convert
from lms.exchange.gift_writer import NO_ARROW
from lms.exchange.holds import GIFT_HOLDS, MOODLEXML_HOLDS, Held, kept
from lms.exchange.yaml_writer import write_yaml
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
    for key in ("accepted", "pairs", "feedback_right", "feedback_wrong"):
        if f"{NO_ARROW} ({key}) của câu {question['id']}." not in lost:
            continue
        if key == "pairs":
            question[key] = [pair | {"left": pair["left"].replace("->", "→")} for pair in question[key]]
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
            assert f"({key})" in lost


@settings(deadline=None, max_examples=25, phases=(Phase.explicit, Phase.generate))
@given(quizzes())
def test_moodlexml_keeps_what_it_can_hold(quiz: dict[str, Any]) -> None:
    assume(some_fit(quiz, dict(MOODLEXML_HOLDS)))
    back, _notes = through(quiz, Format.MOODLEXML)
    same(kept(quiz, MOODLEXML_HOLDS), back)


@settings(deadline=None, max_examples=8, phases=(Phase.explicit, Phase.generate))
@given(quizzes())
def test_a_sheet_keeps_everything(quiz: dict[str, Any]) -> None:
    back, notes = through(quiz, Format.XLSX)
    assert back == quiz
    assert not notes.losses
