"""What each calculator answers: the figures read, through the rules, to the lines of the page."""

from dataclasses import dataclass
from decimal import Decimal

from lms.calculators import rules
from lms.calculators.forms import Reading
from lms.calculators.rules import Step, Unit
from lms.calculators.rules.steps import N_


@dataclass(frozen=True)
class Answer:
    """One figure found: what it is, its exact value, its unit."""

    label: str
    value: Decimal
    unit: Unit


@dataclass(frozen=True)
class Outcome:
    """What a calculator says: the main answer first, a sentence of advice ("" for none), the operations."""

    answers: tuple[Answer, ...]
    steps: tuple[Step, ...]
    advice: str = ""


# Field, words, and the figure of the number book that is the example ("" for none).
RATES = (
    ("commission", N_("Hoa hồng của sàn"), "hoa_hong"),
    ("payment", N_("Phí thanh toán"), "phi_thanh_toan"),
    ("tax", N_("Thuế khấu trừ"), ""),
    ("advertising", N_("Quảng cáo"), "quang_cao"),
)


def break_even(given: Reading) -> Outcome:
    """Break-even; safety where a quantity is given, target where a profit is."""
    found = rules.break_even(given["fixed"], given["price"], given["variable_cost"])
    answers = [
        Answer(N_("Số phải bán để không lỗ"), found.quantity, Unit.ITEMS),
        Answer(N_("Doanh thu hòa vốn"), found.revenue, Unit.DONG),
    ]
    steps = list(found.steps)
    advice = ""
    if "quantity" in given.values:
        safety_revenue = given["quantity"] * given["price"]
        safety = rules.margin_of_safety(safety_revenue, found.revenue)
        steps += safety.steps
        answers.append(Answer(N_("Số dư an toàn"), safety.value, Unit.DONG))
        if safety.value < 0:
            advice = N_("Số đã bán chưa tới điểm hòa vốn, nên kỳ này đang lỗ.")
    if "profit" in given.values:
        target = rules.target_quantity(
            given["fixed"], given["price"], given["variable_cost"], given["profit"]
        )
        steps += target.steps
        answers.append(Answer(N_("Số phải bán để đạt mức lãi muốn có"), target.quantity, Unit.ITEMS))
    return Outcome(tuple(answers), tuple(steps), advice)


def contribution(given: Reading) -> Outcome:
    """Contribution of one unit."""
    found = rules.contribution(given["price"], given["variable_cost"])
    advice = N_("Giá bán chưa đủ bù tiền theo hàng: càng bán càng lỗ.") if found.unit < 0 else ""
    return Outcome(
        (
            Answer(N_("Lãi góp một đơn vị hàng"), found.unit, Unit.DONG),
            Answer(N_("Tỷ lệ lãi góp trên giá bán"), found.percent, Unit.PERCENT),
        ),
        found.steps,
        advice,
    )


def order(given: Reading) -> Outcome:
    """Profit of one online order, and what advertising must bring."""
    found = rules.order_profit(
        given["list_price"],
        given["cost"],
        given["packing"],
        [rules.Rate(label, given[name]) for name, label, _ in RATES if given[name]],
        given["order_fee"],
        given["voucher"],
        given["shipping"],
        given["return_percent"],
        given["return_cost"],
    )
    answers = [
        Answer(N_("Lãi một đơn"), found.profit, Unit.DONG),
        Answer(N_("Lãi trên giá người mua trả"), found.percent, Unit.PERCENT),
    ]
    steps = found.steps
    before_ads = found.profit + found.paid * given["advertising"] / 100
    if given["advertising"] and before_ads > 0:
        roas = rules.break_even_roas(found.paid, before_ads)
        steps += (
            Step(
                N_("Lãi một đơn khi chưa trừ quảng cáo"),
                (found.profit, "+", before_ads - found.profit),
                before_ads,
                Unit.DONG,
            ),
            *roas.steps,
        )
        answers.append(Answer(N_("Một đồng quảng cáo phải mang về ít nhất"), roas.value, Unit.TIMES))
    advice = N_("Đơn này lỗ. Xem giá thấp nhất không lỗ trước khi bán tiếp.") if found.profit < 0 else ""
    return Outcome(tuple(answers), steps, advice)


def lowest(given: Reading) -> Outcome:
    """Lowest price without loss."""
    costs = given["cost"] + given["packing"] + given["order_fee"]
    found = rules.lowest_price(costs, given["rates"], given["voucher"])
    first = Step(
        N_("Tiền bỏ ra cho một đơn"),
        (given["cost"], "+", given["packing"], "+", given["order_fee"]),
        costs,
        Unit.DONG,
    )
    answers = [Answer(N_("Giá người mua trả thấp nhất"), found.paid, Unit.DONG)]
    if given["voucher"]:
        answers.append(Answer(N_("Giá niêm yết thấp nhất"), found.listed, Unit.DONG))
    return Outcome(tuple(answers), (first, *found.steps))


def stock(given: Reading) -> Outcome:
    """Stock turnover."""
    found = rules.stock_turnover(given["cost"], given["opening"], given["closing"], given["days"])
    return Outcome(
        (
            Answer(N_("Số ngày hàng nằm kho"), found.days, Unit.DAYS),
            Answer(N_("Vòng quay tồn kho"), found.turns, Unit.TURNS),
        ),
        found.steps,
        N_("So số ngày này với hạn dùng in trên bao bì."),
    )


def cash(given: Reading) -> Outcome:
    """Cash at the end of the period."""
    found = rules.cash_flow(
        given["opening"],
        [
            rules.CashGroup(N_("Tiền từ kinh doanh"), given["business_in"], given["business_out"]),
            rules.CashGroup(N_("Tiền từ đầu tư"), given["investment_in"], given["investment_out"]),
            rules.CashGroup(N_("Tiền từ vay và góp vốn"), given["finance_in"], given["finance_out"]),
        ],
    )
    advice = N_("Tiền cuối kỳ âm: thiếu tiền, hoặc còn một khoản thu chưa ghi.") if found.closing < 0 else ""
    return Outcome(
        (
            Answer(N_("Tiền cuối kỳ"), found.closing, Unit.DONG),
            Answer(N_("Tiền tăng hoặc giảm trong kỳ"), found.change, Unit.DONG),
        ),
        found.steps,
        advice,
    )


def two_factors(given: Reading) -> Outcome:
    """Change of revenue by quantity and price."""
    return _split(
        rules.two_factor(given["quantity_0"], given["price_0"], given["quantity_1"], given["price_1"]),
        N_("Doanh thu tăng hoặc giảm"),
    )


def four_factors(given: Reading) -> Outcome:
    """Change of profit by its four factors."""
    before, after = (
        rules.Period(
            given[f"quantity_{at}"], given[f"price_{at}"], given[f"variable_{at}"], given[f"fixed_{at}"]
        )
        for at in (0, 1)
    )
    return _split(rules.four_factor(before, after), N_("Lợi nhuận tăng hoặc giảm"))


def _split(split: rules.Split, label: str) -> Outcome:
    effects = (Answer(effect.name, effect.value, Unit.DONG) for effect in split.effects)
    return Outcome((Answer(label, split.change, Unit.DONG), *effects), split.steps)
