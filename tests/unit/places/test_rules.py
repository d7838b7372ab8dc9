"""Places by name: marks decide the order, old names lead to today's commune, nothing is guessed."""

import pytest

from lms.places import files
from lms.places.rules import PlaceRow, bare, bare_province, rank, words


def row(name: str, province: str = "Tỉnh Quảng Ngãi", code: str = "1", former: str = "") -> PlaceRow:
    """A commune found, by its name of today or by a former one in huyện Ba Vì, Hà Nội."""
    if not former:
        return PlaceRow(code, name, province, bare(name))
    return PlaceRow(code, name, province, bare(name), former, bare(former), "Huyện Ba Vì", "Tỉnh Hà Tây")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Xã Mê Linh", "me linh"), ("Phường B'Lao", "blao"), ("Đặc khu Phú Quý", "phu quy"), ("Xã Xã", "xa")],
)
def test_the_kind_is_left_out(name: str, expected: str) -> None:
    assert bare(name) == expected


def test_provinces_are_the_same_with_and_without_their_kind() -> None:
    assert bare_province("Tỉnh Khánh Hòa") == bare_province("Khánh Hoà") == "khanh hoa"
    assert bare_province("Thành phố Hà Nội") == "ha noi"
    assert words("Xã Ba Tơ", "Tỉnh Quảng Ngãi") == " xa ba to tinh quang ngai "


def test_exact_marks_come_first() -> None:
    rows = [row("Xã Ba Tơ", code="1"), row("Xã Ba Tô", code="2"), row("Xã Ba Tông", code="3")]
    assert [hit.name for hit in rank(rows, "Ba Tô")] == ["Xã Ba Tô", "Xã Ba Tơ", "Xã Ba Tông"]
    assert rank(rows, "  xã BA TƠ ")[0].name == "Xã Ba Tơ"


def test_old_names_are_told_with_district_and_a_province_that_is_no_more() -> None:
    rows = [
        row("Xã Suối Hai", "Thành phố Hà Nội", "7", "Xã Ba Trại"),
        row("Xã Suối Hai", "Thành phố Hà Nội", "7", "Xã Tản Lĩnh"),
    ]
    hits = rank(rows, "ba")
    assert [hit.label for hit in hits] == ["Xã Suối Hai, Thành phố Hà Nội"]
    assert hits[0].formers == (
        "xã Ba Trại, huyện Ba Vì, tỉnh Hà Tây",
        "xã Tản Lĩnh, huyện Ba Vì, tỉnh Hà Tây",
    )


def test_a_commune_found_by_its_own_name_needs_no_old_one() -> None:
    rows = [row("Xã Ba Vì", "Thành phố Hà Nội", "7"), row("Xã Ba Vì", "Thành phố Hà Nội", "7", "Xã Ba Vì")]
    assert rank(rows, "ba vì")[0].formers == ()


def test_old_communes_lead_to_the_one_that_is_named_or_nowhere() -> None:
    units = files.units()
    formers = files.formers(units)
    assert (len({unit.province_code for unit in units}), len(units), len(formers)) == (34, 3321, 10098)
    names = {unit.code: unit.name for unit in units}
    became = {(old.district, old.name): old.code and names[old.code] for old in formers}
    assert became["Huyện Mê Linh", "Xã Tráng Việt"] == "Xã Mê Linh"
    assert became["Thành phố Bảo Lộc", "Xã Lộc Nga"] == "Phường B'Lao"
    assert became["Huyện Cẩm Giàng", "Thị trấn Cẩm Giang"] == "Xã Cẩm Giang"
    assert sum(old.code is None for old in formers) == 28
