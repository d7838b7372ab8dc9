"""S33: what is written for Excel is never run, and comes back as it was."""

import csv
import io
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.spreadsheets import read, write_csv, write_xlsx

LATER = datetime(2026, 3, 5, 7, 8, tzinfo=UTC)
MARKS = ["=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠"]
SHARP = [mark + "HYPERLINK(1)" for mark in MARKS] + [
    "'=1+1",
    "''=1",
    "'Hen",
    "-Nguyễn",
    "=",
    "_x000D_",
    "a\nb",
]
# What a column of ours can hold, in the form in which it is stored; every cell begins the worst way.
TEXT = st.builds(
    lambda start, rest: start + rest,
    st.sampled_from([*MARKS, "'", "''", "'-", "_x0041_", '"', ";", ","]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Mn", "Mc", "Me"]), max_size=12),
).filter(lambda text: unicodedata.is_normalized("NFC", text) and text.strip())


@pytest.mark.parametrize("text", SHARP)
def test_csv_cells_begin_with_an_apostrophe(text: str) -> None:
    made = write_csv(["Họ tên", "Xã"], [[text, "x"]])
    assert made.startswith(b"\xef\xbb\xbf")
    cell = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))[1][0]
    if text.lstrip("'")[0] in MARKS:
        assert cell == "'" + text
    else:
        assert cell == text
    assert read(made, "a.csv").rows[1].cell(0) == text


@pytest.mark.parametrize("text", SHARP)
def test_xlsx_cells_are_text(text: str) -> None:
    made = write_xlsx(["Họ tên", "Xã"], [[text, "x"]], sheet="Danh sách")
    cell = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]["A2"]
    assert cell.data_type != "f"
    assert read(made, "a.xlsx").rows[1].cell(0) == text


def test_headings_are_no_formulas_either() -> None:
    assert b"'=cmd" in write_csv(["=cmd"], [])
    made = write_xlsx(["=cmd"], [], sheet="=cmd|'/C calc'!A0")
    page = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
    assert page["A1"].data_type != "f"
    assert page["A1"].font.bold
    assert page.freeze_panes == "A2"


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5))
@settings(max_examples=60)
def test_csv_comes_back(rows: list[tuple[str, str]]) -> None:
    found = read(write_csv(["Một", "Hai"], rows), "a.csv").rows
    assert [row.cells for row in found[1:]] == rows


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=40))
@settings(max_examples=8, deadline=None)
def test_xlsx_comes_back(rows: list[tuple[str, str]]) -> None:
    found = read(write_xlsx(["Một", "Hai"], rows, sheet="x"), "a.xlsx").rows
    assert [row.cells for row in found[1:]] == rows


def test_numbers_and_dates_keep_their_type() -> None:
    row = ["0912345678", 7, 12.5, Decimal("8.25"), date(2026, 3, 5), LATER, None]
    made = write_xlsx([f"Cột {place}" for place in range(7)], [row], sheet="x")
    cells = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0][2]
    assert [cell.data_type for cell in cells] == ["s", "n", "n", "n", "d", "d", "n"]
    assert cells[4].number_format == "dd/mm/yyyy"
    assert read(made, "a.xlsx").rows[1].cells == (
        "0912345678", "7", "12,5", "8,25", "05/03/2026", "05/03/2026 07:08", "",
    )  # fmt: skip
    line = write_csv(["a"] * 7, [row]).decode().splitlines()[1]
    assert line == "0912345678,7,12.5,8.25,2026-03-05,2026-03-05 07:08,"


def test_what_no_workbook_can_hold_does_not_stop_a_list() -> None:
    made = write_xlsx(["a"], [["\x07\ud800\uffff" + "x" * 40_000]], sheet="a/b:[c]" * 9)
    assert read(made, "a.xlsx").rows[1].cell(0).startswith("\x07\ufffd\ufffdxxx")
