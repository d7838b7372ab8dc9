"""A contact's list, line by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.office.proposals.rules import read_lines

PLACE = "Xã Mê Linh, Hà Nội"


@pytest.mark.parametrize(
    ("line", "name", "phone", "unit"),
    [
        ("Nguyễn Thị Mận", "Nguyễn Thị Mận", "", ""),
        ("Nguyễn Thị Mận; 0900 000 001; HTX Bến Lau", "Nguyễn Thị Mận", "0900 000 001", "HTX Bến Lau"),
        ("3\tLò Văn Péng\tHTX Bến Lau\t0900000002", "Lò Văn Péng", "0900000002", "HTX Bến Lau"),
        ("12. H'Hen Niê, +84 900 000 003", "H'Hen Niê", "+84 900 000 003", ""),
        ("Y Bhin Niê Kđăm | Tổ 4, thôn Đoài", "Y Bhin Niê Kđăm", "", "Tổ 4, thôn Đoài"),
    ],
)
def test_a_line_is_read_as_it_is_written(line: str, name: str, phone: str, unit: str) -> None:
    rows, faults = read_lines(line, PLACE)
    assert not faults
    assert [(row.name, row.phone, row.unit, row.commune) for row in rows] == [(name, phone, unit, PLACE)]


def test_headings_and_empty_lines_are_passed_over() -> None:
    rows, faults = read_lines("Họ và tên\tSố điện thoại\n\nĐỗ Thị Ỷ\t0900000001\n", PLACE)
    assert [row.number for row in rows] == [3]
    assert not faults


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("; 0900000001", "no-name"),
        ("Hộ 3 người", "not-a-name"),
        ("Nguyễn Thị Mận 🌾", "not-a-name"),
        ("Nguyễn Thị Mận; 0900 000 00", "phone"),
        ("Nguyễn Thị Mận\nNguyễn Thị Mận", "twice"),
        ("a" * 121, "long"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, what: str) -> None:
    _rows, faults = read_lines("Giàng A Páo\n" + text, PLACE)
    assert [fault.what for fault in faults] == [what]
    assert faults[0].number == 2 + text.count("\n")


@given(st.text(max_size=400))
def test_every_line_is_read_or_named(text: str) -> None:
    rows, faults = read_lines(text, PLACE)
    numbers = [row.number for row in rows] + [fault.number for fault in faults]
    assert len(numbers) == len(set(numbers))
    assert all(row.name for row in rows)
