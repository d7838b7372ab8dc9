"""Text typed for the fonts of before Unicode: TCVN3 (.VnTime and its family) and VNI.

Such text is stored as Latin letters that only its font shows as Vietnamese: `Tr­êng` is Trường in TCVN3,
`Tröôøng` in VNI. Tables: TCVN 5712:1993 as the ABC fonts use it (one byte a letter; the fonts whose names end
in H show capitals), and the VNI Windows set (a base letter, then a byte for its marks).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum

from lms.names.syllables import plausibility
from lms.names.text import nfc


class OldFont(StrEnum):
    """A family of fonts; the value is what people call it."""

    TCVN3 = "TCVN3"
    VNI = "VNI"


# Bytes 0xA1 to 0xFE; a dot is a place without a Vietnamese letter.
_TCVN3_LETTERS = (
    "ĂÂÊÔƠƯĐăâêôơưđ......àảãáạ.ằẳẵắ.......ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ"
)
TCVN3: dict[str, str] = {
    chr(0xA1 + place): letter for place, letter in enumerate(_TCVN3_LETTERS) if letter != "."
}

_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300\u0301\u0303\u0309\u0323"
_BREVE, _HAT = "\u0306\u0302"
_VNI_MARKS = {
    "ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT,
    "â": _HAT, "á": _HAT + _ACUTE, "à": _HAT + _GRAVE, "å": _HAT + _HOOK, "ã": _HAT + _TILDE,
    "ä": _HAT + _DOT,
    "ê": _BREVE, "é": _BREVE + _ACUTE, "è": _BREVE + _GRAVE, "ú": _BREVE + _HOOK, "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}  # fmt: skip
_VNI_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_TONES_ONLY = "ùøûõï"
_WITH_HAT = "ùøûõïâáàåãä"
_VNI_BASES = {
    "a": "".join(_VNI_MARKS),
    **dict.fromkeys("eo", _WITH_HAT),
    **dict.fromkeys("uyôö", _TONES_ONLY),
}


def _vni_table() -> dict[str, str]:
    table = dict(_VNI_ALONE)
    for base, marks in _VNI_BASES.items():
        letter = _VNI_ALONE.get(base, base)
        table |= {base + mark: unicodedata.normalize("NFC", letter + _VNI_MARKS[mark]) for mark in marks}
    upper = {key.upper(): value.upper() for key, value in table.items()}
    # Capitals are also typed with a mark in small letters; the base letter decides.
    mixed = {key[0].upper() + key[1]: value.upper() for key, value in table.items() if len(key) == 2}
    return table | upper | mixed


VNI: dict[str, str] = _vni_table()
_VNI_PIECES = re.compile("|".join(map(re.escape, sorted(VNI, key=len, reverse=True))))
_TCVN3_TABLE = str.maketrans(TCVN3)

_FAMILY_TCVN3 = re.compile(r"^\s*\.?vn(?!i)[a-z0-9 ]*$", re.IGNORECASE)
_FAMILY_VNI = re.compile(r"^\s*vni[-_ ]", re.IGNORECASE)


def from_tcvn3(text: str) -> str:
    """`text` written for a .Vn font, as Unicode NFC; what is no letter of TCVN3 stays."""
    return nfc(text.translate(_TCVN3_TABLE))


def from_vni(text: str) -> str:
    """`text` written for a VNI font, as Unicode NFC; what is no letter of VNI stays."""
    return nfc(_VNI_PIECES.sub(lambda found: VNI[found.group()], text))


CONVERTERS: dict[OldFont, Callable[[str], str]] = {OldFont.TCVN3: from_tcvn3, OldFont.VNI: from_vni}


def old_font(family: str) -> OldFont | None:
    """The encoding that a font family of this name uses: `.VnTime` TCVN3, `VNI-Times` VNI, others None."""
    if _FAMILY_VNI.match(family):
        return OldFont.VNI
    return (
        OldFont.TCVN3
        if _FAMILY_TCVN3.match(family) and family.strip().startswith((".", "Vn", "vn"))
        else None
    )


def in_capitals(family: str) -> bool:
    """True for the TCVN3 fonts that show every letter as a capital (`.VnTimeH`)."""
    return old_font(family) is OldFont.TCVN3 and family.strip().endswith("H")


#: Fewer marked words than this tell nothing about the encoding.
LEAST_WORDS = 3


def guess_old_font(text: str) -> OldFont | None:
    """The old encoding `text` is written in by the look of its words, or None where it reads well as it is.

    Judged by how many different words become possible Vietnamese syllables; a guess needs four fifths of
    them, and that the text as it stands makes sense for less than half.
    """
    now = plausibility(text)
    if now.marked < LEAST_WORDS or now.share >= 0.5:
        return None
    shares = {font: plausibility(convert(text)).share for font, convert in CONVERTERS.items()}
    best = max(shares, key=lambda font: shares[font])
    return best if shares[best] >= 0.8 else None
