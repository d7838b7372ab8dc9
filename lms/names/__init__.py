"""Names, numbers and dates of Vietnam: one form to store, one to search, one to sort, one to show."""

from lms.names.format import certificate_date, date_, duration, money, number
from lms.names.numbers import (
    BadGrouping,
    EmptyNumber,
    NotANumber,
    NumberError,
    TooManyDigits,
    parse_number,
)
from lms.names.people import is_name, sort_key, sort_words, title_case_name
from lms.names.phones import normalise_phone
from lms.names.text import fold, nfc, passage, tokens

__all__ = [
    "BadGrouping",
    "EmptyNumber",
    "NotANumber",
    "NumberError",
    "TooManyDigits",
    "certificate_date",
    "date_",
    "duration",
    "fold",
    "is_name",
    "money",
    "nfc",
    "normalise_phone",
    "number",
    "parse_number",
    "passage",
    "sort_key",
    "sort_words",
    "title_case_name",
    "tokens",
]
