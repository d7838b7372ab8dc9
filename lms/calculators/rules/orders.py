"""One online order: what it leaves, the lowest price, and when advertising stops paying (domain file 2.4).

Platforms change their fees and their bases; every rate is an argument, in percent of the price after the
voucher.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lms.calculators.rules.checks import amount, divisor
from lms.calculators.rules.errors import NoContribution, RatesTakeWholePrice
from lms.calculators.rules.steps import N_, Amount, Step, Unit, ceiling


@dataclass(frozen=True)
class Rate:
    """A percentage taken from the price after the voucher: ``Rate("Hoa hồng", Decimal(10))``."""

    name: str
    percent: Amount


@dataclass(frozen=True)
class OrderProfit:
    """Profit of one order in đồng and in percent of the price paid.

    ``paid``: price after the voucher. ``fees``: what the percentages take. ``unit_costs``: goods,
    packing, fixed fee, shipping and expected returns.
    """

    voucher: Decimal
    paid: Decimal
    fees: Decimal
    unit_costs: Decimal
    profit: Decimal
    percent: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class LowestPrice:
    """Lowest price without loss, in whole đồng: what the buyer pays, and the list price before voucher."""

    exact: Decimal
    paid: Decimal
    listed: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class BreakEvenRoas:
    """Revenue that one đồng of advertising must bring, in times."""

    value: Decimal
    steps: tuple[Step, ...]


def order_profit(
    list_price: Amount,
    cost: Amount,
    packing: Amount = 0,
    rates: Sequence[Rate] = (),
    order_fee: Amount = 0,
    voucher_percent: Amount = 0,
    shipping: Amount = 0,
    return_percent: Amount = 0,
    return_cost: Amount = 0,
) -> OrderProfit:
    """Profit of one order, in đồng.

    = list price − voucher paid by the seller − cost − packing − Σ rates × price after voucher − order fee
    − shipping paid by the seller − return rate × cost of a return. Source: domain file 2.4, "Lãi một đơn
    hàng". Raises NegativeAmount, NothingToCompareWith (nothing is paid after the voucher).
    """
    list_price = amount("list_price", list_price)
    voucher = list_price * amount("voucher_percent", voucher_percent) / 100
    paid = divisor("paid", list_price - voucher)
    steps = [
        Step(
            N_("Mã giảm giá người bán chịu"),
            (list_price, "×", Decimal(voucher_percent), "%"),
            voucher,
            Unit.DONG,
        ),
        Step(N_("Người mua trả"), (list_price, "−", voucher), paid, Unit.DONG),
    ]
    left, unit_costs = paid, Decimal(0)
    returned = amount("return_percent", return_percent) * amount("return_cost", return_cost) / 100
    for label, name, value in (
        (N_("Trừ giá vốn"), "cost", cost),
        (N_("Trừ bao bì"), "packing", packing),
        (N_("Trừ phí cố định mỗi đơn"), "order_fee", order_fee),
        (N_("Trừ phí vận chuyển người bán chịu"), "shipping", shipping),
        (N_("Trừ phần hoàn hàng tính bình quân"), "returns", returned),
    ):
        taken = amount(name, value)
        if taken or name == "cost":
            steps.append(Step(label, (left, "−", taken), left - taken, Unit.DONG))
            left -= taken
            unit_costs += taken
    fees = Decimal(0)
    for rate in rates:
        percent = amount("rate", rate.percent)
        fee = paid * percent / 100
        steps.append(Step(rate.name, (paid, "×", Decimal(percent), "%"), fee, Unit.DONG))
        fees += fee
    profit = left - fees
    share = profit * 100 / paid
    steps.append(Step(N_("Lãi một đơn"), (left, "−", fees), profit, Unit.DONG))
    steps.append(Step(N_("Lãi trên giá người mua trả"), (profit, ":", paid, "× 100%"), share, Unit.PERCENT))
    return OrderProfit(voucher, paid, fees, unit_costs, profit, share, tuple(steps))


def lowest_price(unit_costs: Amount, rate_percent: Amount, voucher_percent: Amount = 0) -> LowestPrice:
    """Lowest price without loss = costs of one order / (100 % − rates), rounded up to the đồng.

    ``unit_costs`` in đồng (goods, packing, fixed fee…), ``rate_percent`` the sum of the percentages taken
    from the price after the voucher; the list price adds the voucher back. Source: domain file 2.4.
    Raises RatesTakeWholePrice, NegativeAmount.
    """
    unit_costs = amount("unit_costs", unit_costs)
    kept = 100 - amount("rate_percent", rate_percent)
    kept_of_list = 100 - amount("voucher_percent", voucher_percent)
    if kept <= 0 or kept_of_list <= 0:
        raise RatesTakeWholePrice
    exact = unit_costs * 100 / kept
    paid = ceiling(unit_costs * 100, kept)
    listed = ceiling(paid * 100, kept_of_list)
    steps = [
        Step(
            N_("Phần giá còn lại sau các khoản phần trăm"),
            ("100% −", Decimal(rate_percent), "%"),
            kept,
            Unit.PERCENT,
        ),
        Step(
            N_("Giá người mua trả thấp nhất"),
            (unit_costs, ":", Decimal(kept), "%"),
            paid,
            Unit.DONG,
            N_("làm tròn lên"),
        ),
    ]
    if kept_of_list != 100:
        steps.append(
            Step(
                N_("Giá niêm yết thấp nhất"),
                (paid, ":", Decimal(kept_of_list), "%"),
                listed,
                Unit.DONG,
                N_("làm tròn lên"),
            )
        )
    return LowestPrice(exact, paid, listed, tuple(steps))


def break_even_roas(paid: Amount, contribution_before_ads: Amount) -> BreakEvenRoas:
    """Break-even return on advertising = 1 / contribution ratio = price / contribution before advertising.

    Both in đồng an order. Source: domain file 2.4, "ROAS". Raises NoContribution, NegativeAmount,
    NothingToCompareWith.
    """
    paid = divisor("paid", paid)
    kept = Decimal(contribution_before_ads)
    if kept <= 0:
        raise NoContribution
    value = paid / kept
    return BreakEvenRoas(value, (Step(N_("ROAS hòa vốn"), (paid, ":", kept), value, Unit.TIMES),))
