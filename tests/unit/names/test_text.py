"""fold() and tokens(): what is typed differently and means the same compares equal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.names import fold, nfc, passage, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa Bình", "Hoà Bình"),
        ("Thủy Đường", "thuỷ đường"),
        ("Lũy", "Luỹ"),
        ("Ea H'leo", "Ea H’leo"),
        ("Ea H'leo", "Ea Hʼleo"),
        ("  Bến \t Lau ", "Bến Lau"),
        ("Bến\u00a0Lau", "Bến Lau"),
        (unicodedata.normalize("NFD", "Đỗ Thị Ỷ"), "Đỗ Thị Ỷ"),
        ("Bến\u200bLau", "BếnLau"),
    ],
)
def test_same_thing_typed_two_ways_folds_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_fold_is_plain_lower_case_latin() -> None:
    assert fold("Giàng A PÁO, xã Đắk Ơ, H’Hen") == "giang a pao, xa dak o, hhen"


def test_nfc_composes() -> None:
    assert nfc(unicodedata.normalize("NFD", "Bến Lau")) == "Bến Lau"


def test_a_passage_has_one_kind_of_line_end() -> None:
    assert passage(unicodedata.normalize("NFD", "Bến Lau\r\nthu\rchi\n")) == "Bến Lau\nthu\nchi\n"


def test_tokens_split_at_punctuation_and_keep_order() -> None:
    assert tokens("Hòa vốn: bán bao nhiêu thì đủ? Hoà-vốn") == [
        "hoa",
        "von",
        "ban",
        "bao",
        "nhieu",
        "thi",
        "du",
    ]
    assert tokens(" …?! ") == []


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắấếềểốộớợúứựỳýỵ '"))
def test_vietnamese_folds_to_ascii(text: str) -> None:
    assert fold(text).isascii()
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
