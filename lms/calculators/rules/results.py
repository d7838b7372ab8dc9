"""From what was sold to what is left: the lines of the one-page result (domain file 2.4)."""

from dataclasses import dataclass
from decimal import Decimal

from lms.calculators.rules.checks import amount, divisor
from lms.calculators.rules.errors import ClosingStockTooLarge
from lms.calculators.rules.steps import N_, Amount, Step, Unit


@dataclass(frozen=True)
class NetRevenue:
    """Net revenue in đồng."""

    value: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class CostOfGoodsSold:
    """Cost of goods sold, and of all goods that could be sold, in đồng."""

    available: Decimal
    value: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class GrossProfit:
    """Gross profit in đồng and as a percentage of net revenue."""

    value: Decimal
    percent: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class SimpleResult:
    """The one-page result: gross profit and profit, in đồng and as percentages of net revenue."""

    gross_profit: Decimal
    gross_percent: Decimal
    profit: Decimal
    profit_percent: Decimal
    steps: tuple[Step, ...]


def net_revenue(gross: Amount, returns: Amount = 0, discounts: Amount = 0) -> NetRevenue:
    """Net revenue = revenue − goods returned − discounts and price reductions, all in đồng.

    May be negative where more came back than was sold. Source: domain file 2.4, "Doanh thu thuần".
    Raises NegativeAmount.
    """
    gross, returns = amount("gross", gross), amount("returns", returns)
    discounts = amount("discounts", discounts)
    kept = gross - returns
    value = kept - discounts
    return NetRevenue(
        value,
        (
            Step(N_("Doanh thu sau khi trừ hàng trả lại"), (gross, "−", returns), kept, Unit.DONG),
            Step(N_("Doanh thu thuần"), (kept, "−", discounts), value, Unit.DONG),
        ),
    )


def cost_of_goods_sold(opening: Amount, made: Amount, closing: Amount) -> CostOfGoodsSold:
    """Cost of goods sold = opening stock + made or bought − closing stock, all at cost in đồng.

    Source: domain file 2.4, "Giá vốn hàng bán". Raises NegativeAmount, ClosingStockTooLarge.
    """
    opening, made = amount("opening", opening), amount("made", made)
    closing = amount("closing", closing)
    available = opening + made
    if closing > available:
        raise ClosingStockTooLarge
    value = available - closing
    return CostOfGoodsSold(
        available,
        value,
        (
            Step(N_("Hàng có để bán (tồn đầu cộng làm ra)"), (opening, "+", made), available, Unit.DONG),
            Step(N_("Giá vốn của số đã bán"), (available, "−", closing), value, Unit.DONG),
        ),
    )


def gross_profit(revenue: Amount, cost: Amount) -> GrossProfit:
    """Gross profit = net revenue − cost of goods sold (đồng); margin = gross profit / net revenue × 100.

    Source: domain file 2.4, "Lợi nhuận gộp; tỷ suất". Raises NegativeAmount, NothingToCompareWith.
    """
    revenue, cost = divisor("revenue", revenue), amount("cost", cost)
    value = revenue - cost
    percent = value * 100 / revenue
    return GrossProfit(
        value,
        percent,
        (
            Step(N_("Lợi nhuận gộp"), (revenue, "−", cost), value, Unit.DONG),
            Step(N_("Tỷ suất lợi nhuận gộp"), (value, ":", revenue, "× 100%"), percent, Unit.PERCENT),
        ),
    )


def simple_result(revenue: Amount, cost: Amount, selling: Amount, fixed: Amount) -> SimpleResult:
    """Profit = net revenue − cost of goods sold − selling cost − fixed cost, in đồng and in percent.

    A management result: no loans, other income or tax, and cost counts variable production cost only
    (course outline, method notes). Source: domain file 2.4, "Lợi nhuận thuần HĐKD (giản đơn)" and "ROS".
    Raises NegativeAmount, NothingToCompareWith.
    """
    gross = gross_profit(revenue, cost)
    revenue = Decimal(revenue)
    selling, fixed = amount("selling", selling), amount("fixed", fixed)
    after_selling = gross.value - selling
    profit = after_selling - fixed
    percent = profit * 100 / revenue
    return SimpleResult(
        gross.value,
        gross.percent,
        profit,
        percent,
        (
            *gross.steps,
            Step(N_("Còn lại sau chi phí bán hàng"), (gross.value, "−", selling), after_selling, Unit.DONG),
            Step(N_("Lợi nhuận"), (after_selling, "−", fixed), profit, Unit.DONG),
            Step(N_("Lợi nhuận trên doanh thu"), (profit, ":", revenue, "× 100%"), percent, Unit.PERCENT),
        ),
    )
