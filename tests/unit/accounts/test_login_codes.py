"""What a login code looks like and how it may be typed."""

from uuid import uuid4

import pytest

from lms.accounts.codes.rules import ALPHABET, LENGTH, code_hash, new_code, read_code, shown


def test_no_look_alikes_and_no_words() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert not set(ALPHABET) & set("AEIOUY"), "vowels make words"
    for pair in ("0O", "1IL", "2Z", "5S", "6G", "8B", "UV", "OQ"):
        assert len(set(pair) & set(ALPHABET)) <= 1, pair


def test_codes_are_random_and_long_enough() -> None:
    made = {new_code() for _ in range(2000)}
    assert len(made) == 2000
    assert all(len(code) == LENGTH == 8 and set(code) <= set(ALPHABET) for code in made)
    assert len(ALPHABET) ** LENGTH > 2**33


@pytest.mark.parametrize("typed", ["CDFH-3467", "cdfh3467", " cdfh - 3467 ", "CDFH–3467", "CdFh 34 67"])
def test_any_case_with_or_without_dash(typed: str) -> None:
    assert read_code(typed) == "CDFH3467"


@pytest.mark.parametrize("typed", ["", "CDFH-346", "CDFH-34670", "CDFH-346O", "mậtkhẩu8", "12345678"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_shown_in_two_groups() -> None:
    assert shown("CDFH3467") == "CDFH-3467"


def test_the_hash_depends_on_code_person_and_key() -> None:
    person, other = uuid4(), uuid4()
    made = {
        code_hash("CDFH3467", person, "k"),
        code_hash("CDFH3469", person, "k"),
        code_hash("CDFH3467", other, "k"),
        code_hash("CDFH3467", person, "l"),
    }
    assert len(made) == 4
