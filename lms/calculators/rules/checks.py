"""Checks shared by the formulas: what comes in becomes Decimal, and what cannot be is named."""

from decimal import Decimal

from lms.calculators.rules.errors import NegativeAmount, NothingToCompareWith
from lms.calculators.rules.steps import Amount


def amount(name: str, value: Amount) -> Decimal:
    """Return ``value`` as a Decimal. Raises NegativeAmount(name) below zero."""
    exact = Decimal(value)
    if exact < 0:
        raise NegativeAmount(name)
    return exact


def divisor(name: str, value: Amount) -> Decimal:
    """Return ``value`` as a Decimal above zero. Raises NegativeAmount(name) or NothingToCompareWith(name)."""
    exact = amount(name, value)
    if exact == 0:
        raise NothingToCompareWith(name)
    return exact
