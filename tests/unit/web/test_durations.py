"""How long a lesson or a course takes, in words: exact while short, rounder the longer it is."""

import pytest
from flask import Flask

from lms.web.filters import minutes


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "dưới 1 phút"),
        (6, "6 phút"),
        (15, "15 phút"),
        (48, "khoảng 50 phút"),
        (58, "khoảng 1 giờ"),
        (101, "khoảng 1 giờ 40 phút"),
        (211, "khoảng 3 giờ 30 phút"),
    ],
)
def test_minutes_in_words(app: Flask, value: int, words: str) -> None:
    with app.test_request_context("/"):
        assert minutes(value) == words
