"""The settings of a site and what makes them acceptable."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_PHONE = re.compile(r"\+?\d[\d .()-]{2,}")
MINIMUM_CONTRAST = 4.5


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """What the office sets. Defaults serve a site whose office has not yet set anything."""

    name: str = "Học OCOP"
    mark: str = ""
    colour: str = "#1c6448"
    help_name: str = "Văn phòng"
    help_phone: str = ""
    help_hours: str = "giờ hành chính"
    parent_body: str = "ỦY BAN NHÂN DÂN TỈNH"
    issuing_body: str = "VĂN PHÒNG ĐIỀU PHỐI NÔNG THÔN MỚI"
    unit_code: str = "VPĐP"
    place: str = "Hà Nội"
    signer_title: str = "CHÁNH VĂN PHÒNG"
    signer_name: str = ""
    number_pattern: str = "{number}/GCN-{unit}"
    register_years: str = "20"


LIMITS = {
    "name": 40,
    "mark": 4,
    "help_name": 60,
    "help_phone": 20,
    "help_hours": 60,
    "parent_body": 120,
    "issuing_body": 120,
    "unit_code": 20,
    "place": 60,
    "signer_title": 80,
    "signer_name": 80,
    "number_pattern": 60,
    "register_years": 3,
}
KEYS = tuple(item.name for item in fields(SiteSettings))


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_with_white(colour: str) -> float:
    """Contrast ratio of a `#rrggbb` colour against white (WCAG 2.2, 1.4.3)."""
    return 1.05 / (_luminance(colour) + 0.05)


def colour_fault(colour: str) -> str | None:
    """What is wrong with a site colour: "form" or "contrast"; None when white text is legible on it."""
    if not _COLOUR.match(colour):
        return "form"
    return None if contrast_with_white(colour) >= MINIMUM_CONTRAST else "contrast"


def years_fault(years: str) -> bool:
    """Whether a time to keep the register is no whole number of years from 1 to 100."""
    return not (years.isascii() and years.isdecimal() and 1 <= int(years) <= 100)


def phone_fault(phone: str) -> bool:
    """Whether a help line cannot be called: every page links to it with `tel:`. Empty means there is none."""
    return bool(phone) and _PHONE.fullmatch(phone) is None


def seed_faults(seeds: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with settings that the environment proposes, by key."""
    found = {
        key: f"must have at most {LIMITS[key]} characters"
        for key, value in seeds.items()
        if len(value) > LIMITS.get(key, len(value))
    }
    if "colour" in seeds and colour_fault(seeds["colour"]):
        found["colour"] = "must be #rrggbb, dark enough for white text"
    if phone_fault(seeds.get("help_phone", "")):
        found["help_phone"] = "must be a phone number"
    if years_fault(seeds.get("register_years", "1")):
        found["register_years"] = "must be a number of years from 1 to 100"
    if "number_pattern" in seeds and pattern_fault(seeds["number_pattern"]):
        found["number_pattern"] = "must hold {number} and may hold {unit} and {year}"
    return found


def pattern_fault(pattern: str) -> str | None:
    """What is wrong with a number pattern; None when `{number}` and only known names occur."""
    try:
        one, two = (pattern.format(number=number, unit="X", year=2026) for number in (1, 2))
    except (KeyError, IndexError, ValueError, AttributeError):
        return "names"
    # Two certificates of a year must not print the same number, as "{{number}}" would.
    return "names" if one == two or re.search(r"\{[^}]*[.\[!:]", pattern) else None
