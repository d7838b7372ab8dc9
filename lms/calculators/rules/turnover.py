"""How fast goods and debts turn into money (domain file 2.4)."""

from dataclasses import dataclass
from decimal import Decimal

from lms.calculators.rules.checks import amount, divisor
from lms.calculators.rules.steps import N_, Amount, Step, Unit


@dataclass(frozen=True)
class Turnover:
    """Average balance (đồng), turns in the period, and days for one turn."""

    average: Decimal
    turns: Decimal
    days: Decimal
    steps: tuple[Step, ...]


def stock_turnover(cost: Amount, opening: Amount, closing: Amount, days: Amount) -> Turnover:
    """Stock turnover = cost of goods sold / average stock; days in stock = days in the period / turnover.

    ``cost``, ``opening``, ``closing`` in đồng at cost; ``days`` in the period (a quarter has 90 to 92).
    Average stock = (opening + closing) / 2. Source: domain file 2.4, "Vòng quay hàng tồn kho".
    Raises NegativeAmount, NothingToCompareWith.
    """
    return _turnover(
        "cost",
        cost,
        opening,
        closing,
        days,
        (N_("Tồn kho bình quân"), N_("Vòng quay tồn kho"), N_("Số ngày hàng nằm kho")),
    )


def receivables_turnover(revenue: Amount, opening: Amount, closing: Amount, days: Amount) -> Turnover:
    """Receivables turnover = net revenue / average receivables; days to collect = days / turnover.

    Amounts in đồng, ``days`` in the period. Source: domain file 2.4, "Vòng quay phải thu; kỳ thu tiền".
    Raises NegativeAmount, NothingToCompareWith.
    """
    return _turnover(
        "revenue",
        revenue,
        opening,
        closing,
        days,
        (N_("Phải thu bình quân"), N_("Vòng quay phải thu"), N_("Số ngày chờ thu tiền")),
    )


def _turnover(
    name: str, flow: Amount, opening: Amount, closing: Amount, days: Amount, labels: tuple[str, str, str]
) -> Turnover:
    flow, days = divisor(name, flow), divisor("days", days)
    opening, closing = amount("opening", opening), amount("closing", closing)
    together = opening + closing
    average = divisor("average", together / 2)
    turns = flow / average
    # One division, so that days do not carry the rounding of the turns.
    per_turn = days * average / flow
    return Turnover(
        average,
        turns,
        per_turn,
        (
            Step(labels[0], ("(", opening, "+", closing, ") : 2"), average, Unit.DONG),
            Step(labels[1], (flow, ":", average), turns, Unit.TURNS),
            Step(labels[2], (days, ":", turns), per_turn, Unit.DAYS),
        ),
    )
