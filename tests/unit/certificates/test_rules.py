"""Codes that survive paper, ears and thumbs; verdicts; dates and numbers of the register."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.certificates.rules import (
    ALPHABET,
    CODE_LENGTH,
    DATA_LENGTH,
    CertificateState,
    Verdict,
    add_months,
    check_character,
    grouped,
    new_code,
    read_code,
    register_number,
    verdict,
)

codes = st.text(ALPHABET, min_size=DATA_LENGTH, max_size=DATA_LENGTH).map(
    lambda data: data + check_character(data)
)
LOOK_ALIKES = {"0": "Oo0", "1": "IiLl1", "V": "UuVv"}


def test_a_code_cannot_be_guessed() -> None:
    made = {new_code() for _ in range(2000)}
    assert len(made) == 2000
    assert all(len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) for code in made)
    assert len(ALPHABET) ** DATA_LENGTH >= 2**128
    for place in range(DATA_LENGTH):
        assert len({code[place] for code in made}) == len(ALPHABET)


@given(codes)
def test_a_printed_code_is_read_back(code: str) -> None:
    printed = grouped(code)
    assert read_code(printed) == code
    assert read_code(printed.lower()) == code
    assert read_code(printed.replace(" ", "-")) == code
    assert read_code(f"  {printed.replace(' ', chr(0xA0))}\n") == code


def test_codes_are_printed_in_groups_of_four() -> None:
    groups = grouped(new_code()).split(" ")
    assert [len(group) for group in groups] == [4] * 7


@given(codes, st.data())
def test_look_alikes_are_forgiven(code: str, data: st.DataObject) -> None:
    typed = "".join(data.draw(st.sampled_from(LOOK_ALIKES.get(char, char + char.lower()))) for char in code)
    assert read_code(typed) == code


@given(codes)
def test_any_single_wrong_character_is_found(code: str) -> None:
    for place, right in enumerate(code):
        for wrong in set(ALPHABET) - {right}:
            assert read_code(code[:place] + wrong + code[place + 1 :]) is None


@given(codes)
def test_neighbours_that_changed_places_are_found_but_for_one_pair(code: str) -> None:
    """Luhn mod N cannot see 0 and Z side by side change places; it sees every other pair."""
    for place in range(CODE_LENGTH - 1):
        one, other = code[place], code[place + 1]
        if one != other and {one, other} != {ALPHABET[0], ALPHABET[-1]}:
            assert read_code(code[:place] + other + one + code[place + 2 :]) is None


@given(codes, st.integers(0, CODE_LENGTH - 1))
def test_a_missing_or_doubled_character_is_found(code: str, place: int) -> None:
    assert read_code(code[:place] + code[place + 1 :]) is None
    assert read_code(code[:place] + code[place] + code[place:]) is None


@given(st.text(max_size=300))
def test_any_text_is_a_sound_code_or_none(text: str) -> None:
    found = read_code(text)
    assert found is None or (len(found) == CODE_LENGTH and read_code(found) == found)


NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
PAST, FUTURE = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("state", "expires_at", "worth"),
    [
        (CertificateState.VALID, None, Verdict.VALID),
        (CertificateState.VALID, FUTURE, Verdict.VALID),
        (CertificateState.VALID, NOW, Verdict.EXPIRED),
        (CertificateState.VALID, PAST, Verdict.EXPIRED),
        (CertificateState.REVOKED, None, Verdict.REVOKED),
        (CertificateState.REVOKED, PAST, Verdict.REVOKED),
        (CertificateState.REVOKED, FUTURE, Verdict.REVOKED),
        (CertificateState.REPLACED, None, Verdict.REPLACED),
        (CertificateState.REPLACED, PAST, Verdict.REPLACED),
        (CertificateState.REPLACED, FUTURE, Verdict.REPLACED),
    ],
)
def test_verdicts(state: CertificateState, expires_at: datetime | None, worth: Verdict) -> None:
    assert verdict(state, expires_at, NOW) is worth


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 23), 24, date(2028, 11, 23)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_later(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 600))
def test_months_later_is_the_same_day_or_the_last_of_the_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).month != later.month


@pytest.mark.parametrize(
    ("pattern", "printed"),
    [
        ("{number}/GCN-{unit}", "7/GCN-VPĐP"),
        ("{unit}.{year}.{number}", "VPĐP.2026.7"),
        ("Số {number}", "Số 7"),
    ],
)
def test_register_numbers_follow_the_office_s_pattern(pattern: str, printed: str) -> None:
    assert register_number(pattern, 7, "VPĐP", 2026) == printed
