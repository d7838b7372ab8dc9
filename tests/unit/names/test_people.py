"""Lists of people stand in Vietnamese order on any binary comparison."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.names import is_name, sort_key, title_case_name

IN_ORDER = [
    "An",
    "Nguyễn An",
    "Trần An",
    "Nguyễn Bá An",
    "Bùi Văn An",
    "Đỗ Văn An",
    "Nguyễn Thị Ánh",
    "Lê Thị Ân",
    "Y Bhin Niê Kđăm",
    "Trần Thị D",
    "Trần Danh",
    "Lý Thị Đào",
    "Bùi Đức Đạt",
    "H'Hen Niê",
    "Nguyễn Hòa",
    "Trần Hoà",
    "Lành",
    "Nguyễn Thị Lành",
    "Vàng Thị Mỷ",
    "Giàng A Páo",
    "Nguyễn Tuấn",
    "Nguyễn Tư",
    "Đỗ Thị Ỷ",
    "Đỗ Thị Ý",
]
ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
Place = tuple[tuple[int, ...], int]
Syllable = tuple[Place, str]
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")


def test_names_of_many_peoples_stand_in_order() -> None:
    mixed = IN_ORDER[1::2] + IN_ORDER[::2]
    assert sorted(mixed, key=sort_key) == IN_ORDER


def test_sqlite_sorts_the_keys_the_same() -> None:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE people (name TEXT, key TEXT)")
    base.executemany(
        "INSERT INTO people VALUES (?, ?)", [(name, sort_key(name)) for name in reversed(IN_ORDER)]
    )
    assert [row[0] for row in base.execute("SELECT name FROM people ORDER BY key")] == IN_ORDER
    base.close()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("H'Hen Niê", "H’Hen Niê"),
        ("H'Hen Niê", "H' Hen Niê"),
        ("Trần Hòa", "trần  hoà"),
        ("ĐỖ THỊ Ỷ", "Đỗ Thị Ỷ"),
    ],
)
def test_one_name_typed_two_ways_has_one_key(one: str, other: str) -> None:
    assert sort_key(one) == sort_key(other)


def test_override_says_what_to_sort_by() -> None:
    assert sort_key("Trần Lê Quốc Toản", "Quốc Toản").startswith(sort_key("Quốc"))
    assert sort_key("Niê H'Hen", "Niê") < sort_key("Phạm Niệm")
    assert sort_key("Trần Toản", "  ") == sort_key("Trần Toản")
    assert sort_key("Lành Lành", "Lành") == sort_key("Lành Lành")


def test_odd_names_do_not_fail() -> None:
    assert sort_key("") == ""
    assert sort_key("José 2 Nguyễn") > sort_key("An")
    assert sort_key("李 Nguyễn Z") < sort_key("Nguyễn 李")


@st.composite
def syllables(draw: st.DrawFn) -> Syllable:
    """A made syllable: its place by letters and tone (the reference order) and its spelling."""
    letters = draw(st.lists(st.integers(0, len(ALPHABET) - 1), min_size=1, max_size=4))
    tone = draw(st.integers(0, 5))
    spelled = "".join(ALPHABET[place] for place in letters)
    vowels = [at for at, letter in enumerate(spelled) if letter in "aăâeêioôơuưy"]
    if not vowels:
        return ((tuple(letters), 0), spelled)
    at = draw(st.sampled_from(vowels)) + 1
    return ((tuple(letters), tone), spelled[:at] + TONES[tone] + spelled[at:])


names = st.lists(syllables(), min_size=1, max_size=4).filter(lambda parts: parts[0][1] not in ("y", "h"))


@given(names, names)
def test_keys_agree_with_a_reference_order(one: list[Syllable], other: list[Syllable]) -> None:
    def reference(parts: list[Syllable]) -> list[list[Place]]:
        places = [place for place, _ in parts]
        return [places[-1:], places[1:-1], places[:1]] if len(places) > 1 else [places]

    def key(parts: list[Syllable]) -> str:
        return sort_key(" ".join(spelled for _, spelled in parts))

    assert (key(one) < key(other)) == (reference(one) < reference(other))
    assert (key(one) == key(other)) == (reference(one) == reference(other))


@given(st.text())
def test_keys_are_plain_hexadecimal(text: str) -> None:
    assert set(sort_key(text)) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("NGUYỄN THỊ LÀNH", "Nguyễn Thị Lành"),
        ("nguyễn thị lành", "Nguyễn Thị Lành"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("Y BHIN NIÊ KĐĂM", "Y Bhin Niê Kđăm"),
        ("ĐỖ  THỊ Ỷ ", "Đỗ Thị Ỷ"),
        ("Giàng A Páo", "Giàng A Páo"),
        ("McDonald Nguyễn", "McDonald Nguyễn"),
        ("", ""),
    ],
)
def test_title_case_only_where_all_is_one_case(typed: str, shown: str) -> None:
    assert title_case_name(typed) == shown


@pytest.mark.parametrize(
    "name",
    [
        "Lành",
        "Đỗ Thị Ỷ",
        "H'Hen Niê",
        "H’Hen",
        "Y Bhin Niê Kđăm",
        "Giàng A Páo",
        "Nguyễn Thị Mai-Anh",
        "J. Rcom H`Sa",
    ],
)
def test_what_a_name_is_made_of(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("text", ["", " ", "...", "-", "Sen 2", "Sen 🌾", "Sen_", "<Sen>", "Sen;", "0912"])
def test_what_no_name_holds(text: str) -> None:
    assert not is_name(text)
