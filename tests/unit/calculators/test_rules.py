"""The formulas against the worked figures of the field, and their laws against any figures."""

from decimal import Decimal
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.calculators import rules

D = Decimal
BASE = rules.Period(1000, 100_000, 60_000, 20_000_000)
ACTUAL = rules.Period(1200, 95_000, 62_000, 22_000_000)
MILLION = 1_000_000

amounts = st.decimals(0, 10**10, places=2)
positive = st.decimals("0.01", 10**9, places=2)


def millions(*values: str) -> list[Decimal]:
    return [D(value) * MILLION for value in values]


def test_net_revenue_of_the_quarter() -> None:
    result = rules.net_revenue(1220 * 96_000, 20 * 96_000, 1200 * 1000)
    assert result.value == 114 * MILLION
    assert [step.value for step in result.steps] == [115_200_000, 114_000_000]


def test_cost_of_goods_sold() -> None:
    assert rules.cost_of_goods_sold(*millions("26.1", "75.4", "31.9")).value == D("69.6") * MILLION


def test_more_left_than_there_was() -> None:
    with pytest.raises(rules.ClosingStockTooLarge):
        rules.cost_of_goods_sold(10, 5, 16)


def test_one_page_result() -> None:
    result = rules.simple_result(*millions("114", "69.6", "4.8", "22"))
    assert result.gross_profit == D("44.4") * MILLION
    assert rules.round_half_up(result.gross_percent, 2) == D("38.95")
    assert result.profit == D("17.6") * MILLION
    assert rules.round_half_up(result.profit_percent, 2) == D("15.44")


def test_contribution() -> None:
    result = rules.contribution(95_000, 62_000)
    assert result.unit == 33_000
    assert rules.shown(result.percent, rules.Unit.PERCENT) == "34,74"
    assert rules.contribution(50_000, 62_000).unit == -12_000


def test_break_even_rounds_up() -> None:
    result = rules.break_even(22_000_000, 95_000, 62_000)
    assert result.quantity == 667
    assert result.surplus == 11_000
    assert rules.round_half_up(result.revenue / MILLION, 2) == D("63.33")
    assert rules.break_even(20_000_000, 100_000, 60_000).quantity == 500
    assert rules.break_even(4_500_000, 120_000, 58_000).quantity == 73
    assert rules.break_even(0, 95_000, 62_000).quantity == 0


@pytest.mark.parametrize("variable_cost", [95_000, 96_000])
def test_no_break_even_without_contribution(variable_cost: int) -> None:
    with pytest.raises(rules.NoContribution):
        rules.break_even(22_000_000, 95_000, variable_cost)
    with pytest.raises(rules.NoContribution):
        rules.target_quantity(22_000_000, 95_000, variable_cost, 1)


def test_target_and_safety() -> None:
    assert rules.target_quantity(22_000_000, 95_000, 62_000, 30_000_000).quantity == 1576
    revenue = rules.break_even(22_000_000, 95_000, 62_000).revenue
    safety = rules.margin_of_safety(114_000_000, revenue)
    assert rules.round_half_up(safety.value / MILLION, 2) == D("50.67")
    assert rules.round_half_up(safety.percent, 1) == D("44.4")
    assert rules.margin_of_safety(50, 63).value == -13


def test_leverage() -> None:
    assert rules.operating_leverage(1000, 100_000, 60_000, 20_000_000).value == 2
    assert rules.operating_leverage(1200, 95_000, 62_000, 22_000_000).value == D("2.25")
    with pytest.raises(rules.NoProfit):
        rules.operating_leverage(500, 100_000, 60_000, 20_000_000)


def test_two_goods_one_fixed_cost() -> None:
    goods = [rules.Product("túi", 1200, 95_000, 62_000), rules.Product("hộp", 200, 142_500, 111_775)]
    result = rules.mixed_break_even(goods, 24_000_000)
    assert result.shares == (80, 20)
    assert result.total_contribution == 45_745_000
    assert rules.round_half_up(result.percent, 2) == D("32.10")
    assert rules.round_half_up(result.revenue / MILLION, 2) == D("74.76")
    assert result.profit == 21_745_000


def test_goods_that_cannot_break_even() -> None:
    with pytest.raises(rules.NothingSold):
        rules.mixed_break_even([rules.Product("túi", 0, 95_000, 62_000)], 1)
    with pytest.raises(rules.NothingSold):
        rules.mixed_break_even([], 1)
    with pytest.raises(rules.NoContribution):
        rules.mixed_break_even([rules.Product("túi", 5, 95_000, 99_000)], 1)


def test_turnovers() -> None:
    stock = rules.stock_turnover(*millions("69.6", "26.1", "31.9"), 92)
    assert (stock.average, stock.turns) == (29 * MILLION, D("2.4"))
    assert rules.round_half_up(stock.days, 1) == D("38.3")
    debts = rules.receivables_turnover(*millions("114", "12", "27"), 92)
    assert debts.average == D("19.5") * MILLION
    assert rules.round_half_up(debts.turns, 2) == D("5.85")
    assert rules.round_half_up(debts.days, 1) == D("15.7")


def test_cash() -> None:
    flow = rules.cash_flow(
        38 * MILLION,
        [
            rules.CashGroup("Kinh doanh", *millions("99", "99.2")),
            rules.CashGroup("Đầu tư", 0, 12 * MILLION),
            rules.CashGroup("Tài chính"),
        ],
    )
    assert flow.groups == (D("-0.2") * MILLION, -12 * MILLION, 0)
    assert flow.change == D("-12.2") * MILLION
    assert flow.closing == D("25.8") * MILLION
    bridge = rules.cash_bridge(*millions("17.6", "3", "15", "5.8", "12"))
    assert bridge.change == flow.change
    assert bridge.steps[-1].value == bridge.change


def test_plan_growth_share() -> None:
    assert rules.plan_completion(114, 120).percent == 95
    assert rules.growth(456, 400).percent == 14
    assert rules.growth(-5, 10).percent == -150
    assert rules.share(D("20.4"), 24).percent == 85


def test_revenue_in_two_factors() -> None:
    split = rules.two_factor(1000, 100_000, 1200, 95_000)
    assert [effect.value for effect in split.effects] == [20 * MILLION, -6 * MILLION]
    assert split.change == split.actual - split.base == 14 * MILLION


def test_profit_in_four_factors() -> None:
    split = rules.four_factor(BASE, ACTUAL)
    assert [effect.value for effect in split.effects] == millions("8", "-6", "-2.4", "-2")
    assert (split.base, split.actual, split.change) == (*millions("20", "17.6", "-2.4"),)
    assert split.effect(rules.PRICE) == -6 * MILLION


def test_raw_material_in_three_factors() -> None:
    split = rules.chain_substitution(
        [
            rules.Factor("lượng", 1000, 1200),
            rules.Factor("hao hụt", D("4.75"), 5),
            rules.Factor("giá chuối", 8000, 8000),
        ]
    )
    assert [effect.value for effect in split.effects] == millions("7.6", "2.4", "0")


def order(rates: list[int | str], **more: int) -> rules.OrderProfit:
    named = [rules.Rate("phí", D(rate)) for rate in rates]
    return rules.order_profit(150_000, 70_000, 6000, named, 3000, 5, **more)


def test_order_of_a_household_and_of_the_cooperative() -> None:
    household = order([10, 5, "1.5", 8])
    assert household.paid == 142_500
    assert household.fees == D("34912.5")
    assert household.profit == D("28587.5")
    assert rules.round_half_up(household.percent, 2) == D("20.06")
    cooperative = order([10, 5, 8])
    assert cooperative.profit == 30_725
    assert rules.round_half_up(cooperative.percent, 2) == D("21.56")


def test_order_with_shipping_and_returns() -> None:
    assert order([10, 5, 8], shipping=10_000, return_percent=4, return_cost=20_000).profit == 30_725 - 10_800


def test_order_nobody_pays_for() -> None:
    with pytest.raises(rules.NothingToCompareWith):
        rules.order_profit(100, 50, voucher_percent=100)


def test_lowest_price_and_roas() -> None:
    assert rules.lowest_price(79_000, D("24.5")).paid == 104_636
    assert rules.lowest_price(79_000, 23).paid == 102_598
    assert rules.lowest_price(79_000, 23, 5).listed == 107_998
    roas = rules.break_even_roas(142_500, D("28587.5") + 11_400)
    assert rules.shown(roas.value, rules.Unit.TIMES) == "3,56"
    assert rules.shown(rules.break_even_roas(142_500, 42_125).value, rules.Unit.TIMES) == "3,38"


def test_what_has_no_answer() -> None:
    with pytest.raises(rules.RatesTakeWholePrice):
        rules.lowest_price(79_000, 100)
    with pytest.raises(rules.NoContribution):
        rules.break_even_roas(100, 0)
    with pytest.raises(rules.NegativeAmount, match="fixed"):
        rules.break_even(-1, 95_000, 62_000)
    with pytest.raises(rules.NothingToCompareWith, match="plan"):
        rules.plan_completion(5, 0)
    with pytest.raises(rules.NothingToCompareWith, match="average"):
        rules.stock_turnover(5, 0, 0, 92)


def test_steps_read_like_sums_on_paper() -> None:
    lines = [
        (step.label, step.expression(), step.result())
        for step in rules.break_even(22_000_000, 95_000, 62_000).steps
    ]
    assert lines == [
        ("Lãi góp một đơn vị hàng", "95.000 − 62.000", "33.000"),
        ("Tỷ lệ lãi góp trên giá bán", "33.000 : 95.000 × 100%", "34,74"),
        ("Số lượng hòa vốn", "22.000.000 : 33.000", "666,67"),
        ("Làm tròn lên", "666,67 → 667", "667"),
        ("Doanh thu hòa vốn", "22.000.000 × 95.000 : 33.000", "63.333.333"),
    ]
    split = rules.four_factor(BASE, ACTUAL)
    assert split.steps[2].expression() == "(1.200 − 1.000) × (100.000 − 60.000)"
    assert split.steps[-2].expression() == "8.000.000 + (−6.000.000) + (−2.400.000) + (−2.000.000)"
    rounded = rules.contribution(95_000, 62_000).steps
    assert [step.rounded for step in rounded] == [False, True]


def test_percentages_in_sums_follow_the_language() -> None:
    step = order(["1.5"]).steps[-3]
    assert step.expression() == "142.500 × 1,5%"
    assert step.expression("en") == "142,500 × 1.5%"


@given(amounts, positive, positive)
def test_break_even_is_the_first_whole_unit_without_loss(
    fixed: Decimal, cost: Decimal, more: Decimal
) -> None:
    result = rules.break_even(fixed, cost + more, cost)
    assert result.quantity * more >= fixed
    assert result.quantity == 0 or (result.quantity - 1) * more < fixed
    assert 0 <= result.surplus < more or fixed == 0


periods = st.builds(rules.Period, amounts, amounts, amounts, amounts)


@given(periods, periods)
def test_four_effects_always_add_up(base: rules.Period, actual: rules.Period) -> None:
    split = rules.four_factor(base, actual)
    assert split.change == split.actual - split.base


@given(st.lists(st.tuples(st.integers(0, 10**5), st.integers(0, 10**5)), min_size=1, max_size=4))
def test_chain_effects_always_add_up(pairs: list[tuple[int, int]]) -> None:
    split = rules.chain_substitution([rules.Factor(str(at), *pair) for at, pair in enumerate(pairs)])
    assert split.base == prod(pair[0] for pair in pairs)
    assert split.change == prod(pair[1] for pair in pairs) - split.base


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_two_factors_are_the_chain_of_two(q0: int, p0: int, q1: int, p1: int) -> None:
    chain = rules.chain_substitution([rules.Factor("q", q0, q1), rules.Factor("p", p0, p1)])
    split = rules.two_factor(q0, p0, q1, p1)
    assert [effect.value for effect in split.effects] == [effect.value for effect in chain.effects]


@given(st.integers(0, 10**7), st.integers(0, 99))
def test_lowest_price_is_the_first_without_loss(costs: int, rates: int) -> None:
    price = rules.lowest_price(costs, rates).paid
    kept = D(100 - rates) / 100
    assert price * kept >= costs
    assert price == 0 or (price - 1) * kept < costs
