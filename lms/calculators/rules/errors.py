"""Why a formula has no answer. Each error states the fact; pages turn it into a sentence at the field."""


class RuleError(ValueError):
    """The figures given have no answer under this formula."""


class NegativeAmount(RuleError):
    """A quantity, price, cost or stock below zero. ``args[0]`` is the name of the argument."""


class NothingToCompareWith(RuleError):
    """The base of a comparison or the divisor is zero. ``args[0]`` is the name of the argument."""


class NoContribution(RuleError):
    """The price is not above the variable cost: selling more never pays the fixed cost."""


class NoProfit(RuleError):
    """There is no profit above zero to relate the contribution to."""


class ClosingStockTooLarge(RuleError):
    """More is left in stock than there was at the start plus what was made."""


class RatesTakeWholePrice(RuleError):
    """The percentages taken from the price reach 100 % or more, so that no price covers the cost."""


class NothingSold(RuleError):
    """A mix of goods without revenue has no shares."""
