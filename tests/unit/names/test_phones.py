"""One mobile number, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.names import normalise_phone


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "091-234-5678",
        "(091) 2345678",
        "+84912345678",
        "+84 912.345.678",
        "+84 (0) 912 345 678",
        "84912345678",
        "0084 912 345 678",
        "912345678",
        "0912\u00a0345\u00a0678",
        "\u202a+84 912\u2011345\u2011678\u202c",
        "\ufeff0912345678\u200b",
    ],
)
def test_ways_to_write_one_number(typed: str) -> None:
    assert normalise_phone(typed) == "0912345678"


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("01695678945", "0395678945"),
        ("0120 123 4567", "0701234567"),
        ("0121 123 4567", "0791234567"),
        ("0129.123.4567", "0821234567"),
        ("+84 186 123 4567", "0561234567"),
        ("0199 123 4567", "0591234567"),
        ("1623456789", "0323456789"),
    ],
)
def test_numbers_of_before_2018_become_todays(old: str, today: str) -> None:
    assert normalise_phone(old) == today


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "091234567", "09123456789", "02438123456", "+1 912 345 678", "0145 123 4567", "0612345678",
     "0912345678x", "٠٩١٢٣٤٥٦٧٨", "0912345678, 0987654321"],
)  # fmt: skip
def test_what_is_not_a_mobile_number(typed: str) -> None:
    assert normalise_phone(typed) is None


@given(st.text())
def test_result_is_stable(text: str) -> None:
    phone = normalise_phone(text)
    if phone is not None:
        assert len(phone) == 10
        assert normalise_phone(phone) == phone
