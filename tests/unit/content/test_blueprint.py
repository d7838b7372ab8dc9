"""The final test: 20 questions by blueprint from a pool of 40, balanced by level, type and outcome."""

from collections import Counter

import pytest
import yaml

from lms.questions.parsing import parse_quiz
from lms.questions.quiz import Quiz
from lms.sources import load_yaml
from tests.unit.content.proofs import COURSE, TEXTS

OUTCOMES = {"O1", "O2", "O3", "O4", "O5"}


def read(quiz_id: str) -> Quiz:
    (text,) = [each for each in TEXTS if each.id == quiz_id]
    quiz, faults = parse_quiz(load_yaml(text.path.read_bytes(), text.path.name))
    assert quiz, faults
    return quiz


FINAL = read("thi-cuoi-khoa")


def test_the_final_test_draws_twenty_of_forty() -> None:
    assert len(FINAL.questions) == 40
    assert sum(row.n for row in FINAL.draw) == 20
    assert (FINAL.pass_points, FINAL.minutes, FINAL.attempts, FINAL.cooldown_minutes) == (14, 45, 3, 30)


def test_each_module_has_its_share_of_the_draw() -> None:
    share: Counter[str] = Counter()
    for row in FINAL.draw:
        share[str(row.module)] += row.n
    assert share == {"ghi-lai": 4, "ban-bao-nhieu": 6, "tien-o-dau": 4, "vi-sao": 4, "viec-lam": 2}


@pytest.mark.parametrize("of", ["pool", "draw"])
def test_levels(of: str) -> None:
    levels: Counter[str] = Counter()
    if of == "pool":
        levels.update(str(question.level) for question in FINAL.questions)
    else:
        for row in FINAL.draw:
            levels[str(row.level)] += row.n
    total = levels.total()
    assert levels["N"] <= total * 0.25
    assert levels["V"] >= total * 0.45
    assert levels["P"] >= total * 0.25


def test_every_outcome_has_four_questions_and_every_question_its_lesson() -> None:
    served = Counter(outcome for question in FINAL.questions for outcome in question.outcomes)
    assert set(served) == OUTCOMES
    assert min(served.values()) >= 4
    lessons = {text.id for text in TEXTS if text.path.suffix == ".md"}
    for question in FINAL.questions:
        assert question.level
        assert question.lesson in lessons, question.id


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_module_quizzes_ask_eight_without_limit(number: int) -> None:
    quiz = read(f"kiem-tra-{number}")
    assert (len(quiz.questions), quiz.pass_points, quiz.attempts, quiz.minutes) == (8, 6, 0, None)


def test_the_course_is_in_its_first_edition() -> None:
    assert yaml.safe_load((COURSE / "course.yml").read_text(encoding="utf-8"))["edition"] == 1
