"""TCVN3 and VNI: every letter in both cases that the encoding has, and guesses that are careful."""

import unicodedata

import pytest

from lms.names.old_fonts import (
    TCVN3,
    VNI,
    OldFont,
    from_tcvn3,
    from_vni,
    guess_old_font,
    in_capitals,
    old_font,
)
from lms.names.syllables import is_syllable, plausibility

TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
LETTERS = [unicodedata.normalize("NFC", base + tone) for base in "aăâeêioôơuưy" for tone in TONES] + ["đ"]
MARKED = [letter for letter in LETTERS if not letter.isascii()]
SENTENCE = (
    "Hợp tác xã Bến Lau bán được bao nhiêu túi thì hòa vốn? Phần còn lại để trả chi phí cố định là lãi góp. "
    "Đường nghiêng, quyển sổ, giếng khuya, thuở ấy, quả gì giữa nghỉ."
)
# TCVN 5712:1993, bytes of the letters with marks, written down beside the table they test.
TCVN3_BYTES = {
    "à": 0xB5, "ả": 0xB6, "ã": 0xB7, "á": 0xB8, "ạ": 0xB9, "ằ": 0xBB, "ẳ": 0xBC, "ẵ": 0xBD,
    "ắ": 0xBE, "ặ": 0xC6, "ầ": 0xC7, "ẩ": 0xC8, "ẫ": 0xC9, "ấ": 0xCA, "ậ": 0xCB, "è": 0xCC,
    "ẻ": 0xCE, "ẽ": 0xCF, "é": 0xD0, "ẹ": 0xD1, "ề": 0xD2, "ể": 0xD3, "ễ": 0xD4, "ế": 0xD5,
    "ệ": 0xD6, "ì": 0xD7, "ỉ": 0xD8, "ĩ": 0xDC, "í": 0xDD, "ị": 0xDE, "ò": 0xDF, "ỏ": 0xE1,
    "õ": 0xE2, "ó": 0xE3, "ọ": 0xE4, "ồ": 0xE5, "ổ": 0xE6, "ỗ": 0xE7, "ố": 0xE8, "ộ": 0xE9,
    "ờ": 0xEA, "ở": 0xEB, "ỡ": 0xEC, "ớ": 0xED, "ợ": 0xEE, "ù": 0xEF, "ủ": 0xF1, "ũ": 0xF2,
    "ú": 0xF3, "ụ": 0xF4, "ừ": 0xF5, "ử": 0xF6, "ữ": 0xF7, "ứ": 0xF8, "ự": 0xF9, "ỳ": 0xFA,
    "ỷ": 0xFB, "ỹ": 0xFC, "ý": 0xFD, "ỵ": 0xFE, "Ă": 0xA1, "Â": 0xA2, "Ê": 0xA3, "Ô": 0xA4,
    "Ơ": 0xA5, "Ư": 0xA6, "Đ": 0xA7, "ă": 0xA8, "â": 0xA9, "ê": 0xAA, "ô": 0xAB, "ơ": 0xAC,
    "ư": 0xAD, "đ": 0xAE,
}  # fmt: skip


def typed(text: str, table: dict[str, str]) -> str:
    """Text as somebody typed it for an old font."""
    keys: dict[str, str] = {}
    for key, letter in table.items():
        keys.setdefault(letter, key)
    return "".join(keys.get(letter, letter) for letter in text)


def test_tcvn3_has_every_letter_at_its_byte() -> None:
    assert {letter: ord(key) for key, letter in TCVN3.items()} == TCVN3_BYTES
    assert set(MARKED) <= set(TCVN3.values())
    for letter, byte in TCVN3_BYTES.items():
        assert from_tcvn3(chr(byte)) == letter


def test_vni_has_every_letter_in_both_cases() -> None:
    for letter in [*MARKED, *(letter.upper() for letter in MARKED)]:
        assert from_vni(typed(letter, VNI)) == letter
    assert from_vni("Tröôøng Ñaïi hoïc, AÙ Aù ÔÛ ôû") == "Trường Đại học, Á Á Ở ở"


@pytest.mark.parametrize(("table", "font"), [(TCVN3, OldFont.TCVN3), (VNI, OldFont.VNI)])
def test_old_text_is_recognised_by_its_words(table: dict[str, str], font: OldFont) -> None:
    assert guess_old_font(typed(SENTENCE, table)) is font


@pytest.mark.parametrize(
    "text",
    [SENTENCE, "Plain English, nothing else.", "Le café de la forêt où l'été naît à Noël", "½ ¾ © ® ±", ""],
)
def test_other_text_is_left_alone(text: str) -> None:
    assert guess_old_font(text) is None


def test_names_of_fonts() -> None:
    known = {".VnTime": OldFont.TCVN3, ".VnArialH": OldFont.TCVN3, "VNI-Times": OldFont.VNI, "Arial": None,
             "Times New Roman": None, "Verdana": None}  # fmt: skip
    assert {name: old_font(name) for name in known} == known
    assert in_capitals(".VnArialH")
    assert not in_capitals(".VnArial")
    assert not in_capitals("VNI-Helve-H")


def test_syllables() -> None:
    assert all(map(is_syllable, "nghiêng quyển giếng khuya thuở Đường XÃ qua gì yêu".split()))
    assert not any(map(is_syllable, "bạcd hôïp ngh tráâm strà Ñaïi".split()))
    assert plausibility("không có gì").share == 1.0
