"""Why it rose or fell: plan, growth, and the factors of a change (domain file 2.4, "thay thế liên hoàn").

Order of factors: quantity before quality, and the order is kept. One factor is replaced at a time; a
replaced factor keeps its actual value; the effects must add up to the whole change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from lms.calculators.rules.checks import amount, divisor
from lms.calculators.rules.steps import N_, Amount, Step, Unit


@dataclass(frozen=True)
class Share:
    """A part of a whole, or the actual of the plan, in percent."""

    percent: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Growth:
    """Change against a base: in the unit of the figures, and in percent of the base."""

    change: Decimal
    percent: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Factor:
    """One factor of a product: its name, its value in the base period and its actual value."""

    name: str
    base: Amount
    actual: Amount


@dataclass(frozen=True)
class Effect:
    """What one factor did to the result, in the unit of the result."""

    name: str
    value: Decimal


@dataclass(frozen=True)
class Split:
    """A change split into the effects of its factors; ``change`` is their sum."""

    base: Decimal
    actual: Decimal
    change: Decimal
    effects: tuple[Effect, ...]
    steps: tuple[Step, ...]

    def effect(self, name: str) -> Decimal:
        """Return the effect of the factor called ``name``. Raises KeyError for an unknown one."""
        return {effect.name: effect.value for effect in self.effects}[name]


QUANTITY = N_("Do lượng bán")
PRICE = N_("Do giá bán")
VARIABLE_COST = N_("Do tiền theo hàng")
FIXED_COST = N_("Do tiền cố định")


def plan_completion(actual: Amount, plan: Amount) -> Share:
    """Plan completion = actual / plan × 100, in percent. Source: domain file 2.4.

    Raises NegativeAmount, NothingToCompareWith.
    """
    actual, plan = amount("actual", actual), divisor("plan", plan)
    percent = actual * 100 / plan
    return Share(
        percent, (Step(N_("Hoàn thành kế hoạch"), (actual, ":", plan, "× 100%"), percent, Unit.PERCENT),)
    )


def share(part: Amount, whole: Amount) -> Share:
    """Share = part / whole × 100, in percent. Raises NegativeAmount, NothingToCompareWith."""
    part, whole = amount("part", part), divisor("whole", whole)
    percent = part * 100 / whole
    return Share(percent, (Step(N_("Tỷ lệ"), (part, ":", whole, "× 100%"), percent, Unit.PERCENT),))


def growth(actual: Amount, base: Amount) -> Growth:
    """Growth = (actual − base) / base × 100, in percent (OCOP criterion 3.4 asks for 10 and more).

    ``actual`` may be negative (a loss), ``base`` must be above zero. Source: domain file 2.4.
    Raises NegativeAmount, NothingToCompareWith.
    """
    actual, base = Decimal(actual), divisor("base", base)
    change = actual - base
    percent = change * 100 / base
    return Growth(
        change,
        percent,
        (
            Step(N_("Tăng hoặc giảm"), (actual, "−", base), change, Unit.DONG),
            Step(N_("Tốc độ tăng trưởng"), (change, ":", base, "× 100%"), percent, Unit.PERCENT),
        ),
    )


def two_factor(quantity_0: Amount, price_0: Amount, quantity_1: Amount, price_1: Amount) -> Split:
    """Split a change of revenue into quantity and price, in đồng.

    Quantity: (q₁ − q₀) × p₀; price: q₁ × (p₁ − p₀). 0 is the base or plan, 1 the actual period.
    Source: domain file 2.4, "số chênh lệch". Raises NegativeAmount.
    """
    q0, q1 = amount("quantity_0", quantity_0), amount("quantity_1", quantity_1)
    p0, p1 = amount("price_0", price_0), amount("price_1", price_1)
    base, actual = q0 * p0, q1 * p1
    effects = (Effect(QUANTITY, (q1 - q0) * p0), Effect(PRICE, q1 * (p1 - p0)))
    return _split(
        base,
        actual,
        effects,
        (
            Step(N_("Doanh thu kỳ trước"), (q0, "×", p0), base, Unit.DONG),
            Step(N_("Doanh thu kỳ này"), (q1, "×", p1), actual, Unit.DONG),
            Step(QUANTITY, ("(", q1, "−", q0, ") ×", p0), effects[0].value, Unit.DONG),
            Step(PRICE, (q1, "× (", p1, "−", p0, ")"), effects[1].value, Unit.DONG),
        ),
    )


@dataclass(frozen=True)
class Period:
    """One period of the profit form q(p − v) − F: units, đồng a unit twice, đồng a period."""

    quantity: Amount
    price: Amount
    variable_cost: Amount
    fixed: Amount


def four_factor(base: Period, actual: Period) -> Split:
    """Split a change of profit into quantity, price, variable cost and fixed cost, in đồng.

    Profit = q(p − v) − F; in the order q, p, v, F: (q₁ − q₀)(p₀ − v₀); q₁(p₁ − p₀); −q₁(v₁ − v₀);
    −(F₁ − F₀). Source: domain file 2.4. Raises NegativeAmount.
    """
    q0, p0, v0, f0 = _figures(base)
    q1, p1, v1, f1 = _figures(actual)
    profit_0, profit_1 = q0 * (p0 - v0) - f0, q1 * (p1 - v1) - f1
    effects = (
        Effect(QUANTITY, (q1 - q0) * (p0 - v0)),
        Effect(PRICE, q1 * (p1 - p0)),
        Effect(VARIABLE_COST, -q1 * (v1 - v0)),
        Effect(FIXED_COST, -(f1 - f0)),
    )
    return _split(
        profit_0,
        profit_1,
        effects,
        (
            Step(N_("Lợi nhuận kỳ trước"), (q0, "× (", p0, "−", v0, ") −", f0), profit_0, Unit.DONG),
            Step(N_("Lợi nhuận kỳ này"), (q1, "× (", p1, "−", v1, ") −", f1), profit_1, Unit.DONG),
            Step(QUANTITY, ("(", q1, "−", q0, ") × (", p0, "−", v0, ")"), effects[0].value, Unit.DONG),
            Step(PRICE, (q1, "× (", p1, "−", p0, ")"), effects[1].value, Unit.DONG),
            Step(VARIABLE_COST, (q1, "× (", v0, "−", v1, ")"), effects[2].value, Unit.DONG),
            Step(FIXED_COST, (f0, "−", f1), effects[3].value, Unit.DONG),
        ),
    )


def chain_substitution(factors: Sequence[Factor]) -> Split:
    """Split the change of a product of factors, replacing one factor at a time in the given order.

    Effect of factor i = (actual of the factors before it) × (actual − base of it) × (base of those after).
    The unit of the result is the product of the units. Source: domain file 2.4.
    Raises NegativeAmount.
    """
    before = [amount(factor.name, factor.base) for factor in factors]
    after = [amount(factor.name, factor.actual) for factor in factors]
    reached = prod(before, start=Decimal(1))
    base = reached
    effects: list[Effect] = []
    steps = [Step(N_("Kỳ gốc"), _product(before), base, Unit.DONG)]
    for place, factor in enumerate(factors):
        mixed = after[: place + 1] + before[place + 1 :]
        value = prod(mixed, start=Decimal(1))
        effects.append(Effect(factor.name, value - reached))
        steps.append(Step(N_("Thay một nguyên nhân"), _product(mixed), value, Unit.DONG, factor.name))
        steps.append(Step(factor.name, (value, "−", reached), value - reached, Unit.DONG))
        reached = value
    return _split(base, reached, tuple(effects), tuple(steps))


def _figures(period: Period) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    return (
        amount("quantity", period.quantity),
        amount("price", period.price),
        amount("variable_cost", period.variable_cost),
        amount("fixed", period.fixed),
    )


def _product(values: Sequence[Decimal]) -> tuple[Decimal | int | str, ...]:
    parts: list[Decimal | int | str] = []
    for value in values:
        parts += ["×", value] if parts else [value]
    return tuple(parts)


def _split(base: Decimal, actual: Decimal, effects: tuple[Effect, ...], steps: tuple[Step, ...]) -> Split:
    change = sum((effect.value for effect in effects), Decimal(0))
    signs: list[Decimal | int | str] = []
    for effect in effects:
        signs += ["+", effect.value] if signs else [effect.value]
    total = Step(N_("Cộng lại"), tuple(signs), change, Unit.DONG, N_("phải khớp với mức thay đổi"))
    check = Step(N_("Mức thay đổi"), (actual, "−", base), actual - base, Unit.DONG)
    return Split(base, actual, change, effects, (*steps, total, check))
