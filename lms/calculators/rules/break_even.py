"""How much is enough: contribution, break-even, target, safety, leverage, and several goods.

Break-even formula: vi.wikipedia "Hòa vốn"; checked with figures in the domain file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lms.calculators.rules.checks import amount, divisor
from lms.calculators.rules.errors import NoContribution, NoProfit, NothingSold
from lms.calculators.rules.steps import N_, Amount, Step, Unit, ceiling

_ROUNDED_UP = N_("không ai bán một phần của sản phẩm")


@dataclass(frozen=True)
class Contribution:
    """What one unit leaves for the fixed cost: đồng a unit, and percent of the price."""

    unit: Decimal
    percent: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class BreakEven:
    """Break-even point.

    ``exact``: units with decimals. ``quantity``: whole units, rounded up. ``revenue``: đồng at ``exact``.
    ``surplus``: đồng left over once ``quantity`` units are sold.
    """

    contribution: Contribution
    exact: Decimal
    quantity: Decimal
    revenue: Decimal
    surplus: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class TargetQuantity:
    """Whole units to sell for a wanted profit, and the exact number before rounding up."""

    exact: Decimal
    quantity: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class MarginOfSafety:
    """Revenue above break-even, in đồng and in percent of revenue; negative while below break-even."""

    value: Decimal
    percent: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class OperatingLeverage:
    """How many percent the profit moves when the quantity moves by one percent."""

    contribution: Decimal
    profit: Decimal
    value: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Product:
    """One of several goods sold together: quantity in units, price and variable cost in đồng a unit."""

    name: str
    quantity: Amount
    price: Amount
    variable_cost: Amount


@dataclass(frozen=True)
class MixedBreakEven:
    """Break-even of several goods sold in fixed shares: đồng of revenue together.

    ``shares``: percent of revenue, in the order of the goods. ``percent``: contribution of the mix.
    """

    total_revenue: Decimal
    total_contribution: Decimal
    shares: tuple[Decimal, ...]
    percent: Decimal
    revenue: Decimal
    profit: Decimal
    steps: tuple[Step, ...]


def contribution(price: Amount, variable_cost: Amount) -> Contribution:
    """Contribution of a unit = price − variable cost (đồng); ratio = contribution / price × 100.

    May be zero or negative: that is what the learner must see. Source: domain file 2.4, "Số dư đảm phí".
    Raises NegativeAmount, NothingToCompareWith.
    """
    price, variable_cost = divisor("price", price), amount("variable_cost", variable_cost)
    unit = price - variable_cost
    percent = unit * 100 / price
    return Contribution(
        unit,
        percent,
        (
            Step(N_("Lãi góp một đơn vị hàng"), (price, "−", variable_cost), unit, Unit.DONG),
            Step(N_("Tỷ lệ lãi góp trên giá bán"), (unit, ":", price, "× 100%"), percent, Unit.PERCENT),
        ),
    )


def break_even(fixed: Amount, price: Amount, variable_cost: Amount) -> BreakEven:
    """Break-even quantity Q* = F / (p − v), rounded up to a whole unit; revenue R* = F × p / (p − v).

    ``fixed`` in đồng a period, ``price`` and ``variable_cost`` in đồng a unit. Source: domain file 2.4.
    Raises NoContribution, NegativeAmount, NothingToCompareWith.
    """
    fixed = amount("fixed", fixed)
    per_unit = _positive_contribution(price, variable_cost)
    price = Decimal(price)
    exact = fixed / per_unit.unit
    quantity = ceiling(fixed, per_unit.unit)
    revenue = fixed * price / per_unit.unit
    earned = quantity * per_unit.unit
    return BreakEven(
        per_unit,
        exact,
        quantity,
        revenue,
        earned - fixed,
        (
            *per_unit.steps,
            *_rounded_up(N_("Số lượng hòa vốn"), fixed, per_unit.unit, exact, quantity),
            Step(
                N_("Doanh thu hòa vốn"),
                (fixed, "×", price, ":", per_unit.unit),
                revenue,
                Unit.DONG,
            ),
        ),
    )


def target_quantity(fixed: Amount, price: Amount, variable_cost: Amount, profit: Amount) -> TargetQuantity:
    """Quantity for a wanted profit L: Q = (F + L) / (p − v), rounded up.

    ``fixed`` and ``profit`` in đồng a period. Source: domain file 2.4.
    Raises NoContribution, NegativeAmount, NothingToCompareWith.
    """
    fixed, profit = amount("fixed", fixed), amount("profit", profit)
    per_unit = _positive_contribution(price, variable_cost)
    needed = fixed + profit
    exact = needed / per_unit.unit
    quantity = ceiling(needed, per_unit.unit)
    return TargetQuantity(
        exact,
        quantity,
        (
            Step(
                N_("Tiền phải góp đủ (tiền cố định cộng mức lãi muốn có)"),
                (fixed, "+", profit),
                needed,
                Unit.DONG,
            ),
            *_rounded_up(N_("Số phải bán để đạt mức lãi ấy"), needed, per_unit.unit, exact, quantity),
        ),
    )


def margin_of_safety(revenue: Amount, break_even_revenue: Amount) -> MarginOfSafety:
    """Margin of safety = revenue − break-even revenue (đồng); in percent of revenue.

    Source: domain file 2.4, "Số dư an toàn". Raises NegativeAmount, NothingToCompareWith.
    """
    revenue = divisor("revenue", revenue)
    break_even_revenue = amount("break_even_revenue", break_even_revenue)
    value = revenue - break_even_revenue
    percent = value * 100 / revenue
    return MarginOfSafety(
        value,
        percent,
        (
            Step(N_("Số dư an toàn"), (revenue, "−", break_even_revenue), value, Unit.DONG),
            Step(N_("Số dư an toàn trên doanh thu"), (value, ":", revenue, "× 100%"), percent, Unit.PERCENT),
        ),
    )


def operating_leverage(
    quantity: Amount, price: Amount, variable_cost: Amount, fixed: Amount
) -> OperatingLeverage:
    """Operating leverage DOL = q(p − v) / (q(p − v) − F), in times.

    Source: domain file 2.4, "Đòn bẩy kinh doanh". Raises NoProfit where the profit is not above zero,
    NegativeAmount, NothingToCompareWith.
    """
    quantity, fixed = amount("quantity", quantity), amount("fixed", fixed)
    per_unit = contribution(price, variable_cost).unit
    total = quantity * per_unit
    profit = total - fixed
    if profit <= 0:
        raise NoProfit
    value = total / profit
    return OperatingLeverage(
        total,
        profit,
        value,
        (
            Step(N_("Tổng lãi góp"), (quantity, "×", per_unit), total, Unit.DONG),
            Step(N_("Lợi nhuận"), (total, "−", fixed), profit, Unit.DONG),
            Step(N_("Đòn bẩy"), (total, ":", profit), value, Unit.TIMES),
        ),
    )


def mixed_break_even(products: Sequence[Product], fixed: Amount) -> MixedBreakEven:
    """Break-even revenue of several goods: R* = F / Σ(share × contribution ratio), shares of revenue kept.

    The sum of shares times ratios is the total contribution over the total revenue, which is how it is
    worked out, so that nothing is rounded on the way. Source: domain file 2.4, "Hòa vốn nhiều mặt hàng".
    Raises NothingSold, NoContribution, NegativeAmount, NothingToCompareWith.
    """
    fixed = amount("fixed", fixed)
    revenues = [amount("quantity", item.quantity) * amount("price", item.price) for item in products]
    each = [Decimal(item.quantity) * contribution(item.price, item.variable_cost).unit for item in products]
    total_revenue, total = sum(revenues, Decimal(0)), sum(each, Decimal(0))
    if total_revenue == 0:
        raise NothingSold
    if total <= 0:
        raise NoContribution
    percent = total * 100 / total_revenue
    revenue = fixed * total_revenue / total
    return MixedBreakEven(
        total_revenue,
        total,
        tuple(part * 100 / total_revenue for part in revenues),
        percent,
        revenue,
        total - fixed,
        (
            Step(N_("Tổng doanh thu"), _joined(revenues), total_revenue, Unit.DONG),
            Step(N_("Tổng lãi góp"), _joined(each), total, Unit.DONG),
            Step(N_("Tỷ lệ lãi góp chung"), (total, ":", total_revenue, "× 100%"), percent, Unit.PERCENT),
            Step(N_("Doanh thu hòa vốn chung"), (fixed, "×", total_revenue, ":", total), revenue, Unit.DONG),
            Step(N_("Lợi nhuận"), (total, "−", fixed), total - fixed, Unit.DONG),
        ),
    )


def _positive_contribution(price: Amount, variable_cost: Amount) -> Contribution:
    per_unit = contribution(price, variable_cost)
    if per_unit.unit <= 0:
        raise NoContribution
    return per_unit


def _rounded_up(
    label: str, dividend: Decimal, divisor_: Decimal, exact: Decimal, whole: Decimal
) -> tuple[Step, ...]:
    division = Step(label, (dividend, ":", divisor_), exact, Unit.ITEMS)
    if exact == whole:
        return (division,)
    return (division, Step(N_("Làm tròn lên"), (exact, "→", whole), whole, Unit.ITEMS, _ROUNDED_UP))


def _joined(values: Sequence[Decimal]) -> tuple[Decimal | int | str, ...]:
    parts: list[Decimal | int | str] = []
    for value in values:
        parts += ["+", value] if parts else [value]
    return tuple(parts)
