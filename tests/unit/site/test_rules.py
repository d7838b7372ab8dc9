"""What the office may set: colours that carry white text, patterns that keep numbers apart."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.certificates.rules import register_number
from lms.site.colour import stylesheet
from lms.site.rules import (
    KEYS,
    LIMITS,
    MINIMUM_CONTRAST,
    SiteSettings,
    colour_fault,
    contrast_with_white,
    pattern_fault,
    phone_fault,
    seed_faults,
)

colours = st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True)


@pytest.mark.parametrize(
    ("colour", "fault"),
    [
        ("#1c6448", None),
        ("#0B5394", None),
        ("#000000", None),
        ("#767676", None),
        ("#777777", "contrast"),
        ("#ffffff", "contrast"),
        ("#ffd966", "contrast"),
        ("1c6448", "form"),
        ("#1c644", "form"),
        ("#1c6448\n", "form"),
        ("#1c6448;}body{display:none", "form"),
        ("red", "form"),
        ("#\u0661c6448", "form"),
        ("", "form"),
    ],
)
def test_colours(colour: str, fault: str | None) -> None:
    assert colour_fault(colour) == fault


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#ffffff") == pytest.approx(1)
    assert contrast_with_white("#777777") == pytest.approx(4.48, abs=0.005)


@given(colours)
def test_an_accepted_colour_carries_white_text(colour: str) -> None:
    assert (colour_fault(colour) is None) == (contrast_with_white(colour) >= MINIMUM_CONTRAST)


@given(colours)
def test_the_stylesheet_holds_tokens_and_nothing_else(colour: str) -> None:
    made = stylesheet(SiteSettings(colour=colour))
    tokens = r"--leaf:#[0-9a-f]{6};--leaf-deep:#[0-9a-f]{6};--leaf-tint:#[0-9a-f]{6}"
    pattern = rf":root\{{{tokens}\}}@media \(prefers-color-scheme:dark\)\{{:root\{{{tokens}\}}\}}"
    assert re.fullmatch(pattern, made, re.IGNORECASE)
    assert f"--leaf:{colour};" in made


@pytest.mark.parametrize(
    "pattern", ["{number}", "{number}/GCN-{unit}", "{unit}/{year}/{number}", "Số {number}", "{{x}} {number}"]
)
def test_patterns_that_name_the_number(pattern: str) -> None:
    assert pattern_fault(pattern) is None


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "GCN",
        "{unit}",
        "{{number}}",
        "{{{{number}}}}",
        "{number",
        "number}",
        "{}",
        "{0}",
        "{number} {name}",
        "{number.__class__}",
        "{unit[0]}{number}",
        "{number!r}",
        "{number:>9999999}",
        "{unit.__class__.__mro__}{number}",
    ],
)
def test_patterns_that_do_not(pattern: str) -> None:
    assert pattern_fault(pattern) == "names"


@given(st.text("{}nu mberityea/-.[]!:0", max_size=40), st.integers(1, 10**6), st.integers(1, 10**6))
def test_an_accepted_pattern_never_prints_one_number_twice(pattern: str, one: int, other: int) -> None:
    for tried in (pattern, pattern + "{number}"):
        if pattern_fault(tried) is None and one != other:
            first, second = (register_number(tried, number, "VPĐP", 2026) for number in (one, other))
            assert first != second


def test_every_line_of_text_has_a_limit_and_a_default_within_it() -> None:
    defaults = SiteSettings()
    assert set(LIMITS) | {"colour"} == set(KEYS)
    assert all(len(getattr(defaults, key)) <= limit for key, limit in LIMITS.items())
    assert colour_fault(defaults.colour) is None
    assert pattern_fault(defaults.number_pattern) is None


@pytest.mark.parametrize(
    ("phone", "fault"),
    [
        ("", False),
        ("024 0000 0000", False),
        ("+84 (24) 3736-1234", False),
        ("1800.1234", False),
        ("abc", True),
        ("12", True),
    ],
)
def test_the_help_line_can_be_called(phone: str, fault: bool) -> None:
    assert phone_fault(phone) is fault


def test_what_the_environment_proposes_is_judged_as_the_form_is() -> None:
    wrong = {
        "name": "a" * 41,
        "colour": "red",
        "help_phone": "abc",
        "number_pattern": "abc",
        "place": "Hà Nội",
    }
    assert set(seed_faults(wrong)) == {"name", "colour", "help_phone", "number_pattern"}
    assert seed_faults({key: getattr(SiteSettings(), key) for key in KEYS}) == {}
