"""Nothing about a choice tells whether it is right: not its token, not its place (S14)."""

from collections.abc import Sequence
from decimal import Decimal
from math import erfc, sqrt
from random import Random

import pytest

from lms.questions import Gap, GapKind, Gaps, Multiple, Question, Rich, Single, make_question_instance
from lms.questions.definitions import Option

ROUNDS = 500
CHOICES = 4
#: The value that chi-square with three degrees of freedom passes once in a thousand times.
ONE_IN_A_THOUSAND = 16.27


def chi_square(counts: Sequence[int]) -> float:
    expected = sum(counts) / len(counts)
    return sum((count - expected) ** 2 / expected for count in counts)


def generated(number: int) -> tuple[Question, int]:
    """A question of its own and the index of its right option, which authors like to write first."""
    random = Random(number)
    right = 0 if random.random() < 0.7 else random.randrange(CHOICES)
    options = tuple(
        Option(
            Rich(f"phương án {random.randrange(10**6)}"),
            index == right,
            Rich("lời nhắn") if index == right else None,
        )
        for index in range(CHOICES)
    )
    kind = Single if number % 2 else Multiple
    return kind(id=f"cau-{number}", stem=Rich("hỏi"), options=options), right


def test_rank_of_token_and_place_are_even() -> None:
    places, ranks = [0] * CHOICES, [0] * CHOICES
    for number in range(ROUNDS):
        question, right = generated(number)
        drawn = make_question_instance(question, f"{number:032x}")
        tokens = [choice.token for choice in drawn.options]
        token = next(choice.token for choice in drawn.options if choice.index == right)
        places[tokens.index(token)] += 1
        ranks[sorted(tokens).index(token)] += 1
    assert chi_square(places) < ONE_IN_A_THOUSAND, places
    assert chi_square(ranks) < ONE_IN_A_THOUSAND, ranks


def test_the_figure_would_tell_an_unshuffled_quiz() -> None:
    places = [0] * CHOICES
    for number in range(ROUNDS):
        question, right = generated(number)
        drawn = make_question_instance(question, f"{number:032x}", shuffle=False)
        places[[choice.index for choice in drawn.options].index(right)] += 1
    assert chi_square(places) > ONE_IN_A_THOUSAND


@pytest.mark.parametrize("gap_kind", [GapKind.CHOICE])
def test_choices_of_a_gap_are_even_too(gap_kind: GapKind) -> None:
    gap = Gap("a", gap_kind, choices=("một", "hai", "ba", "bốn"), right="một")
    question = Gaps(id="o", stem=Rich("hỏi"), text=Rich("{a}"), gaps=(gap,), points=Decimal(1))
    places = [0] * CHOICES
    for number in range(ROUNDS):
        drawn = make_question_instance(question, f"{number:032x}")
        places[[choice.index for choice in drawn.choices].index(0)] += 1
    assert chi_square(places) < ONE_IN_A_THOUSAND, places


def test_the_bound_is_that_of_one_in_a_thousand() -> None:
    # Survival of chi-square with three degrees of freedom, in closed form.
    x = ONE_IN_A_THOUSAND
    survival = erfc(sqrt(x / 2)) + sqrt(2 * x / 3.141592653589793) * 2.718281828459045 ** (-x / 2)
    assert survival == pytest.approx(0.001, rel=0.01)
