"""docs/content-format.md says what the validator says, and its example is a sound course."""

import re

import pytest

from lms.courses.practicals import PRACTICAL, ROW, practical_of
from lms.courses.subjects import Audience, Topic
from lms.courses.tables import CERTIFICATE, COMPLETION, COURSE, LESSON
from lms.markup.labels import BOXES
from lms.paths import ROOT
from lms.questions import (
    grade_question,
    make_instance,
    make_question_instance,
    parse_question,
    parse_quiz,
    schema,
)
from lms.questions.shapes import Node
from lms.questions.tables import QUESTIONS
from lms.sources import Fault, load_yaml
from tests.unit.courses.sample import prepared, read

TEXT = (ROOT / "docs" / "content-format.md").read_text()
_FENCE = re.compile(
    r"^(?P<fence>`{3,})\w+ file=(?P<path>\S+)\n(?P<body>.*?)^(?P=fence)\n", re.MULTILINE | re.DOTALL
)
EXAMPLE = {found["path"]: found["body"].encode() for found in _FENCE.finditer(TEXT)}


def examples(what: str) -> list[str]:
    return re.findall(rf"^```yaml example={what}\n(.*?)^```\n", TEXT, re.MULTILINE | re.DOTALL)


def section(title: str) -> str:
    return TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_example_is_a_sound_course() -> None:
    assert sorted(EXAMPLE) == ["01-ghi/01-so-ban.md", "01-ghi/02-kiem-tra.yml", "course.yml", "media/so.svg"]
    reading = read(EXAMPLE)
    assert (reading.faults, reading.warnings) == ([], [])
    assert prepared(EXAMPLE).manifest["required"] == ["so-ban", "kiem-tra-ghi"]


@pytest.mark.parametrize("key", [key.name for keys in (COURSE, CERTIFICATE, COMPLETION) for key in keys.keys])
def test_every_key_of_a_course_is_explained(key: str) -> None:
    assert f"`{key}`" in section("course.yml")


@pytest.mark.parametrize("key", [key.name for key in LESSON.keys])
def test_every_key_of_a_lesson_is_explained(key: str) -> None:
    assert f"`{key}`" in section("A lesson")


@pytest.mark.parametrize("key", [key.name for keys in (PRACTICAL, ROW) for key in keys.keys])
def test_every_key_of_a_practical_task_is_explained(key: str) -> None:
    assert f"`{key}`" in section("A practical task")


def test_the_example_task_is_sound() -> None:
    (text,) = examples("practical")
    source, faults = load_yaml(text.encode(), "bai.practical.yml"), list[Fault]()
    values = PRACTICAL.read(Node(source, (), source.value, faults)) or {}
    assert practical_of(values, source, faults), faults
    assert set(values) == {key.name for key in PRACTICAL.keys}


@pytest.mark.parametrize("key", sorted(schema()["properties"]))
def test_every_key_of_a_quiz_is_explained(key: str) -> None:
    assert f"`{key}`" in section("A quiz")


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
def test_every_question_and_its_keys_are_explained(kind: str) -> None:
    assert f"`{kind}`" in section("A quiz")
    for key in QUESTIONS[kind].keys:
        assert f"`{key.name}" in section("A quiz"), key.name


@pytest.mark.parametrize("word", [*Audience, *Topic])
def test_every_word_is_listed(word: str) -> None:
    assert f"`{word}`" in section("course.yml")


@pytest.mark.parametrize("box", sorted(BOXES))
def test_every_box_is_listed(box: str) -> None:
    assert box in section("A lesson")


@pytest.mark.parametrize("text", examples("question"))
def test_the_example_questions_are_sound(text: str) -> None:
    question, faults = parse_question(load_yaml(text, "example"))
    assert faults == []
    assert question is not None
    drawn = make_question_instance(question, "0" * 32)
    assert grade_question(question, drawn, None).score == 0


def test_there_is_an_example_of_every_type() -> None:
    kinds = {load_yaml(text, "example").value["type"] for text in examples("question")}
    assert kinds == set(QUESTIONS)


def test_the_example_quiz_draws_by_its_blueprint() -> None:
    (text,) = examples("quiz")
    quiz, faults = parse_quiz(load_yaml(text, "example"))
    assert faults == []
    assert quiz is not None
    drawn = [question.id for question in make_instance(quiz, "0" * 32).questions]
    assert len(drawn) == quiz.asked == 3
    assert "q5" in drawn
