"""/tinh: anyone counts with their own figures. Figures come by POST and nothing is stored."""

from decimal import Decimal, localcontext
from functools import cache

from flask import Blueprint, abort, render_template, request

from lms.calculators import forms
from lms.calculators.answers import Outcome
from lms.calculators.catalogue import BY_SLUG, CALCULATORS, COURSE, Calculator
from lms.calculators.number_book import read_book
from lms.calculators.rules import (
    NoContribution,
    NothingToCompareWith,
    RatesTakeWholePrice,
    RuleError,
    Unit,
    shown,
)
from lms.calculators.rules.steps import WIDE, shown_value
from lms.paths import CONTENT
from lms.web.guard import public
from lms.web.i18n import _, current_locale

bp = Blueprint("calculators", __name__)


@bp.get("/tinh")
@public
def index() -> str:
    """List the calculators."""
    return render_template("calculators/index.html", calculators=CALCULATORS)


@bp.get("/tinh/<slug>")
@public
def empty(slug: str) -> str:
    """Show a calculator with empty fields and the words of its formula."""
    return _page(_calculator(slug), forms.Reading(), None)


@bp.post("/tinh/<slug>")
@public
def work_out(slug: str) -> str | tuple[str, int]:
    """Work out the figures sent, or those of the running example, and show every operation."""
    calculator = _calculator(slug)
    if "example" in request.form:
        reading = forms.example(calculator.fields, _book(), _(calculator.item) if calculator.item else "")
    else:
        reading = forms.read(calculator.fields, request.form)
    if reading.errors:
        return _page(calculator, reading, None), 422
    try:
        with localcontext(WIDE):
            outcome = calculator.work_out(reading)
    except RuleError as error:
        _explain(error, calculator, reading)
        return _page(calculator, reading, None), 422
    return _page(calculator, reading, outcome)


def _calculator(slug: str) -> Calculator:
    return BY_SLUG.get(slug) or abort(404)


@cache
def _book() -> dict[str, Decimal]:
    return {row.id: row.value for row in read_book(CONTENT / "so-lieu-ben-lau.yml").values()}


def _page(calculator: Calculator, reading: forms.Reading, outcome: Outcome | None) -> str:
    return render_template(
        "calculators/calculator.html",
        calculator=calculator,
        reading=reading,
        outcome=outcome,
        lesson_url=f"/courses/{COURSE}/lessons/{calculator.lesson}",
        unit_words=forms.unit_words,
        with_unit=_with_unit,
        locale=current_locale(),
    )


def _with_unit(value: Decimal, unit: Unit, item: str) -> str:
    """A result as pages show it: ``667 túi``; "khoảng" before it where showing rounds."""
    words = {
        Unit.DONG: " " + _("đồng"),
        Unit.ITEMS: " " + (item or _("đơn vị hàng")),
        Unit.PERCENT: "%",
        Unit.TURNS: " " + _("vòng"),
        Unit.DAYS: " " + _("ngày"),
        Unit.TIMES: " " + _("lần"),
    }
    figure = shown(value, unit, current_locale()) + words[unit]
    return figure if shown_value(value, unit) == value else _("khoảng %(figure)s", figure=figure)


def _explain(error: RuleError, calculator: Calculator, reading: forms.Reading) -> None:
    """Say at the field that can be changed why the figures have no answer."""
    names = [field.name for field in calculator.fields]
    if isinstance(error, NoContribution):
        where, why = "price", _("Giá bán phải cao hơn tiền theo hàng, nếu không bán bao nhiêu cũng lỗ.")
    elif isinstance(error, RatesTakeWholePrice):
        where, why = "rates", _("Các khoản phần trăm và mã giảm giá phải dưới 100%.")
    elif error.args == ("paid",):
        where, why = "voucher", _("Giá sau mã giảm phải lớn hơn 0.")
    elif isinstance(error, NothingToCompareWith):
        where, why = str(error.args[0]), _("Viết số lớn hơn 0 để chia được.")
    else:
        where, why = "", _("Những số này không tính được. Xem lại từng ô.")
    # The average stock and the revenue sold are worked out from two fields.
    where = {"average": "closing", "revenue": "quantity"}.get(where, where)
    reading.errors[where if where in names else names[0]] = why
