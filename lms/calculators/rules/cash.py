"""Where the money is: the way of the cash, and why it differs from the profit (domain file 2.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lms.calculators.rules.checks import amount
from lms.calculators.rules.steps import N_, Amount, Step, Unit


@dataclass(frozen=True)
class CashGroup:
    """One of the three groups (business, investment, finance): đồng received and đồng paid."""

    name: str
    receipts: Amount = 0
    payments: Amount = 0


@dataclass(frozen=True)
class CashFlow:
    """Money at the end and how it moved, in đồng; ``groups`` holds the net of each group in order."""

    groups: tuple[Decimal, ...]
    change: Decimal
    closing: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class CashBridge:
    """The change of cash worked out from the profit, in đồng."""

    change: Decimal
    steps: tuple[Step, ...]


def cash_flow(opening: Amount, groups: Sequence[CashGroup]) -> CashFlow:
    """Closing cash = opening cash + receipts − payments, by groups, in đồng.

    The closing balance may be negative: then money is missing, and the page says so.
    Source: domain file 2.4, "Dòng tiền". Raises NegativeAmount.
    """
    opening = amount("opening", opening)
    steps: list[Step] = []
    nets: list[Decimal] = []
    for group in groups:
        receipts, payments = amount("receipts", group.receipts), amount("payments", group.payments)
        nets.append(receipts - payments)
        steps.append(Step(group.name, (receipts, "−", payments), nets[-1], Unit.DONG))
    change = sum(nets, Decimal(0))
    closing = opening + change
    total: list[Decimal | int | str] = []
    for net in nets:
        total += ["+", net] if total else [net]
    steps.append(Step(N_("Tiền tăng hoặc giảm trong kỳ"), tuple(total), change, Unit.DONG))
    steps.append(Step(N_("Tiền cuối kỳ"), (opening, "+", change), closing, Unit.DONG))
    return CashFlow(tuple(nets), change, closing, tuple(steps))


def cash_bridge(
    profit: Amount,
    depreciation: Amount = 0,
    receivables_increase: Amount = 0,
    stock_increase: Amount = 0,
    investment: Amount = 0,
) -> CashBridge:
    """Change of cash = profit + depreciation − rise of receivables − rise of stock − investment, in đồng.

    ``profit``, ``receivables_increase`` and ``stock_increase`` may be negative (a loss, a fall).
    Source: the indirect way of the cash-flow statement, simplified to what course 3 uses; the course
    outline's check is 17,6 + 3 − 15 − 5,8 − 12 = −12,2. Raises NegativeAmount.
    """
    lines = (
        (
            N_("Cộng khấu hao (đã tính vào chi phí mà không chi tiền)"),
            "+",
            amount("depreciation", depreciation),
        ),
        (N_("Trừ phần khách nợ tăng thêm"), "−", Decimal(receivables_increase)),
        (N_("Trừ phần hàng tồn kho tăng thêm"), "−", Decimal(stock_increase)),
        (N_("Trừ tiền mua máy móc"), "−", amount("investment", investment)),
    )
    so_far = Decimal(profit)
    steps: list[Step] = []
    for label, sign, value in lines:
        after = so_far + value if sign == "+" else so_far - value
        steps.append(Step(label, (so_far, sign, value), after, Unit.DONG))
        so_far = after
    return CashBridge(so_far, tuple(steps))
