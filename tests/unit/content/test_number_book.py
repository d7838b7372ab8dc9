"""Every derived figure of the number book is worked out again from the formulas."""

from decimal import Decimal

import pytest

from lms.calculators.rules import round_half_up
from tests.unit.content.expressions import BOOK, BOOK_FILE

DERIVED = [row for row in BOOK.rows.values() if row.formula]


def test_ids_are_unique() -> None:
    lines = [line for line in BOOK_FILE.read_text(encoding="utf-8").splitlines() if "id: " in line]
    assert len(lines) == len(BOOK)


@pytest.mark.parametrize("row", DERIVED, ids=[row.id for row in DERIVED])
def test_derived_figure_agrees_in_every_decimal_written(row) -> None:
    decimals = max(0, -int(row.value.as_tuple().exponent))
    assert round_half_up(BOOK[row.id], decimals) == row.value, row.name


def test_the_figures_the_course_is_built_on() -> None:
    assert BOOK["doanh_thu_tang_pt"] == 14
    assert BOOK["lai_thay_doi"] == Decimal("-2400000")
    assert BOOK["tien_giam"] == BOOK["tien_cuoi"] - BOOK["tien_dau"] == Decimal("-12200000")
    effects = ("do_luong", "do_gia", "do_bien_phi", "do_co_dinh")
    assert sum(BOOK[name] for name in effects) == BOOK["lai_thay_doi"]
