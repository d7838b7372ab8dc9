"""Why an answer is refused."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum


class Reason(StrEnum):
    """Why an answer is refused, which is never the same as being wrong."""

    WRONG_SHAPE = "wrong_shape"
    UNKNOWN_CHOICE = "unknown_choice"
    REPEATED_CHOICE = "repeated_choice"
    NOT_A_NUMBER = "not_a_number"
    UNCLEAR_NUMBER = "unclear_number"
    AMBIGUOUS_NUMBER = "ambiguous_number"
    OTHER_UNIT = "other_unit"
    NUMBER_TOO_LARGE = "number_too_large"
    TOO_LONG = "too_long"
    UNREADABLE_TEXT = "unreadable_text"


class AnswerRejected(ValueError):
    """The answer does not fit its question; `reason` says how.

    readings: for AMBIGUOUS_NUMBER, the numbers it can mean; unit: what has to be typed behind either, "" for
    nothing.
    """

    def __init__(self, reason: Reason, readings: tuple[Decimal, ...] = (), unit: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.readings = readings
        self.unit = unit
