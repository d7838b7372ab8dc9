"""The instance: repeatable from its seed, silent about what is right."""

from collections import Counter

from hypothesis import given

from lms.questions import Instance, Quiz, Single, make_instance, parse_quiz
from lms.questions.definitions import Option
from lms.sources import load_yaml
from tests.unit.questions.builders import EVERY_TYPE, quizzes, rich


@given(quizzes())
def test_every_choice_once_and_the_same_seed_draws_the_same(quiz: Quiz) -> None:
    instance = make_instance(quiz, "ab" * 16)
    assert make_instance(quiz, "ab" * 16) == instance
    assert Instance.from_json(instance.to_json()) == instance
    assert sorted(drawn.id for drawn in instance.questions) == sorted(q.id for q in quiz.questions)
    tokens = [c.token for drawn in instance.questions for c in (*drawn.options, *drawn.choices)]
    assert len(set(tokens)) == len(tokens)
    for drawn in instance.questions:
        question = quiz.question(drawn.id)
        if isinstance(question, Single):
            assert sorted(c.index for c in drawn.options) == list(range(len(question.options)))
            for place, choice in enumerate(drawn.options):
                if question.options[choice.index].pinned or not quiz.shuffle_options:
                    assert choice.index == place


def test_neither_place_nor_token_tells_the_right_option() -> None:
    options = tuple(Option(rich(text), right=text == "a") for text in "abcd")
    quiz = Quiz("q", "Q", 1, (Single("one", rich("S"), options=options),))  # type: ignore[arg-type]
    places: Counter[int] = Counter()
    ranks: Counter[int] = Counter()
    for number in range(2000):
        drawn = make_instance(quiz, f"{number:032x}").questions[0]
        tokens = [choice.token for choice in drawn.options]
        right = next(choice for choice in drawn.options if choice.index == 0)
        places[tokens.index(right.token)] += 1
        ranks[sorted(tokens).index(right.token)] += 1
    # 500 expected in each of four places; 5 standard deviations are about 97. Seeds are fixed.
    assert all(400 < count < 600 for count in (*places.values(), *ranks.values()))


def test_tokens_are_new_in_every_attempt() -> None:
    quiz, _ = parse_quiz(load_yaml(EVERY_TYPE, "q.yml"))
    assert quiz is not None
    seen = Counter(
        choice.token
        for seed in ("1" * 32, "2" * 32, "3" * 32)
        for drawn in make_instance(quiz, seed).questions
        for choice in (*drawn.options, *drawn.choices)
    )
    assert set(seen.values()) == {1}
