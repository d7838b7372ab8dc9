"""Vietnamese mobile numbers, in one form for signing in and for lists."""

import re

# The change of 15/09/2018: the old 11-digit prefixes and what they became; the last 7 digits stayed
# (plo.vn, gsm.vn, fptcorp.com.vn; domain file 4.3).
_OLD_PREFIXES = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0162": "032", "0163": "033", "0164": "034", "0165": "035",
    "0166": "036", "0167": "037", "0168": "038", "0169": "039",
    "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
# The invisible marks come along when a number is copied from a list of contacts.
_SEPARATORS = re.compile(r"[\s.\-()/\u2010-\u2015\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_MOBILE = re.compile(r"0[35789]\d{8}", re.ASCII)
_OLD_MOBILE = re.compile(r"01\d{9}", re.ASCII)


def normalise_phone(text: str) -> str | None:
    """Return a mobile number as ten digits (``0912345678``), or None when ``text`` is not one.

    Reads ``+84``, ``0084`` and ``84`` before the number, spaces, dots, hyphens and brackets inside it,
    numbers that lost their first zero in a spreadsheet, and the 11-digit numbers of before 2018, which it
    turns into today's.
    """
    digits = _SEPARATORS.sub("", text)
    if digits.startswith("+"):
        digits = digits[1:]
        if not digits.startswith("84"):
            return None
    elif digits.startswith("0084"):
        digits = digits[2:]
    if digits.startswith("84") and len(digits) >= 11:
        digits = digits[2:]
    if not digits.startswith("0"):
        digits = "0" + digits
    if _OLD_MOBILE.fullmatch(digits):
        today = _OLD_PREFIXES.get(digits[:4])
        return today + digits[4:] if today else None
    return digits if _MOBILE.fullmatch(digits) else None
