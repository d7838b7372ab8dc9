"""The course's practical task: what 0.4 of the outline asks of it, and the sums of its alternative."""

from decimal import Decimal

from lms.calculators.rules import break_even
from lms.courses.practicals import PRACTICAL, Level, Practical, practical_of
from lms.questions.shapes import Node
from lms.sources import Fault, load_yaml
from tests.unit.content.expressions import BOOK
from tests.unit.content.proofs import COURSE


def read() -> Practical:
    (path,) = COURSE.rglob("*.practical.yml")
    source = load_yaml(path.read_bytes(), path.name)
    faults: list[Fault] = []
    found = practical_of(PRACTICAL.read(Node(source, (), source.value, faults)) or {}, source, faults)
    assert found, faults
    return found


def test_it_takes_an_hour_at_most_and_is_needed() -> None:
    task = read()
    assert task.minutes <= 60
    assert task.required
    assert task.photos > 0


def test_the_rubric_has_four_rows_of_three_levels_for_every_outcome() -> None:
    task = read()
    assert len(task.rubric) == 4
    assert all(set(row.levels) == set(Level) for row in task.rubric)
    assert set(task.outcomes) == {"O1", "O2", "O3", "O4", "O5"}


def test_who_shows_no_figures_of_their_own_works_with_those_of_ben_lau_times_one_point_one() -> None:
    """All money rises alike, so what a learner finds there is known: as many bags to break even as before."""
    task = read()
    assert task.alternative
    assert "dùng số của Bến Lau nhân 1,1" in task.alternative.markdown
    times = Decimal("1.1")
    found = break_even(
        fixed=BOOK.evaluate("co_dinh_1") * times,
        price=BOOK.evaluate("gia_ban_1") * times,
        variable_cost=BOOK.evaluate("bien_phi_1") * times,
    )
    assert found.quantity == BOOK.evaluate("hoa_von_tui_1") == 667
    assert BOOK.evaluate("gia_von_tui_1 + cho_tui") == BOOK.evaluate("bien_phi_1")
