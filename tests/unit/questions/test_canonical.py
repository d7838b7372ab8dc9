"""The canonical bytes of a quiz, and the schema that editors use."""

import json

import pytest
from hypothesis import given

from lms.questions import (
    Quiz,
    from_canonical,
    parse_quiz,
    question_from_canonical,
    question_schema,
    question_to_canonical,
    schema,
    to_canonical,
)
from lms.questions.tables import QUESTIONS
from lms.sources import load_yaml
from tests.unit.questions.builders import EVERY_TYPE, quizzes


@given(quizzes())
def test_round_trip(quiz: Quiz) -> None:
    data = to_canonical(quiz)
    again = from_canonical(data)
    assert again == quiz
    assert to_canonical(again) == data
    for question in quiz.questions:
        assert question_from_canonical(question_to_canonical(question)) == question


def test_same_quiz_same_bytes_whatever_the_layout() -> None:
    one, _ = parse_quiz(load_yaml(EVERY_TYPE, "q.yml"))
    other, _ = parse_quiz(load_yaml(EVERY_TYPE.replace("pass: 5\n", "pass: 5.00 # năm\n"), "r.yml"))
    assert one is not None
    assert other is not None
    assert to_canonical(one) == to_canonical(other)


def test_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="format"):
        from_canonical(b'{"format": 3}')


def test_schema_speaks_of_every_key_of_every_type() -> None:
    quiz = schema()
    json.dumps(quiz)
    types = quiz["properties"]["questions"]["items"]["oneOf"]
    assert [kind["properties"]["type"]["const"] for kind in types[2:]] == list(QUESTIONS)
    types = types[2:]
    for kind, keys in zip(types, QUESTIONS.values(), strict=True):
        assert set(kind["properties"]) == {key.name for key in keys.keys}
        assert kind["additionalProperties"] is False
    assert question_schema()["oneOf"] == types
