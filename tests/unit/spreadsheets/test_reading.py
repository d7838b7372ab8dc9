"""Lists as they come: from Excel, from phones, from programs of 1998; and files that mean harm."""

import io
import struct
import subprocess
import sys
import unicodedata
import zipfile
import zlib

import openpyxl
import pytest

from lms.spreadsheets import (
    DamagedFile,
    EmptyFile,
    FileTooLarge,
    Limits,
    OpenQuote,
    SpreadsheetFault,
    TooManyRows,
    UnknownFormat,
    read,
    write_xlsx,
)
from tests.cpu import cpu_seconds

TEXT = "Họ và tên{0}Điện thoại\r\nGiàng A Páo{0}0912 345 678\r\nĐỗ Thị Ỷ{0}+84 987 654 321\r\n"
CELLS = [("Họ và tên", "Điện thoại"), ("Giàng A Páo", "0912 345 678"), ("Đỗ Thị Ỷ", "+84 987 654 321")]


def cells(data: bytes, name: str = "ds.csv") -> list[tuple[str, ...]]:
    return [row.cells for row in read(data, name).rows]


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_csv_of_every_kind(encoding: str, mark: str) -> None:
    assert cells(TEXT.format(mark).encode(encoding)) == CELLS


def windows_1258(text: str) -> bytes:
    """As Windows writes it: the letter with its shape, the tone after it."""
    out = b""
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            shape = unicodedata.normalize(
                "NFC", parts[0] + "".join(m for m in parts[1:] if m in "\u0306\u0302\u031b")
            )
            tones = "".join(mark for mark in parts[1:] if mark not in "\u0306\u0302\u031b")
            out += (shape + tones).encode("cp1258")
    return out


def test_windows_1258_and_1252_are_told_apart() -> None:
    assert cells(windows_1258(TEXT.format(";"))) == CELLS
    assert cells("Müller;Besançon\r\nPiñata;Fìn ÌÒ".encode("cp1252")) == [
        ("Müller", "Besançon"),
        ("Piñata", "Fìn ÌÒ"),
    ]


def test_decomposed_letters_become_one() -> None:
    assert cells(unicodedata.normalize("NFD", TEXT.format(";")).encode()) == CELLS


def test_rows_know_their_numbers() -> None:
    data = 'sep=;\r\nTên;Xã\r\n\r\n"hai\r\ndòng";x\r\nba;y\r\n'.encode()
    assert [row.number for row in read(data, "a.csv").rows] == [2, 4, 6]
    book = openpyxl.Workbook()
    book.active["B3"] = "Tên"
    book.active["B6"] = "x"
    out = io.BytesIO()
    book.save(out)
    rows = read(out.getvalue(), "a.xlsx").rows
    assert [(row.number, row.cells) for row in rows] == [(3, ("", "Tên")), (6, ("", "x"))]


def test_phones_that_became_numbers_stay_readable() -> None:
    made = write_xlsx(["Số", "Số"], [[912345678.0, 84912345678], [9.123e8, 0.1 + 0.2]], sheet="x")
    assert cells(made, "a.xlsx")[1:] == [("912345678", "84912345678"), ("912300000", "0,3")]


def test_the_first_sheet_that_holds_anything_is_read() -> None:
    book = openpyxl.Workbook()
    hidden = book.create_sheet("Ẩn")
    hidden["A1"] = "không đọc"
    hidden.sheet_state = "hidden"
    book.create_sheet("Danh sách")["A1"] = "Tên"
    book.create_sheet("Ghi chú")["A1"] = "x"
    out = io.BytesIO()
    book.save(out)
    found = read(out.getvalue(), "a.xlsx")
    assert (found.name, found.rows[0].cells) == ("Danh sách", ("Tên",))
    assert "Ghi chú" in found.others and "Ẩn" not in found.others


@pytest.mark.parametrize(
    ("data", "name", "fault"),
    [
        (b"", "a.csv", EmptyFile),
        (b" \r\n;;\r\n", "a.csv", EmptyFile),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x08\x01", "a.csv", UnknownFormat),
        (b"hello", "a.exe", UnknownFormat),
        (b"hello", "a.xlsx", DamagedFile),
        (b"PK\x03\x04 half a file", "a.xlsx", DamagedFile),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 half", "a.xls", DamagedFile),
        (b"x" * 10_000_001, "a.csv", FileTooLarge),
        (b"a;b\n" * 10_001, "a.csv", TooManyRows),
        (b'a;b\n"c;d\ne;f\n', "a.csv", OpenQuote),
    ],
)
def test_what_is_no_list_is_refused_by_name(data: bytes, name: str, fault: type[SpreadsheetFault]) -> None:
    with pytest.raises(fault):
        read(data, name)


def test_the_row_of_an_open_quotation_mark_is_named() -> None:
    with pytest.raises(OpenQuote) as found:
        read(b'a;b\nc;d\n"e;f\ng;h\n', "a.csv")
    assert found.value.values == {"line": 3}
    assert str(found.value).startswith("Dòng 3 ")


def test_half_a_workbook_is_refused() -> None:
    whole = write_xlsx(["a"], [["x"]] * 50, sheet="x")
    for size in (len(whole) // 3, len(whole) // 2, len(whole) - 30):
        with pytest.raises(SpreadsheetFault):
            read(whole[:size], "a.xlsx")


def archive(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return out.getvalue()


def lying(claimed: int, real: int) -> bytes:
    """An archive whose one sheet holds `real` bytes and whose directory claims `claimed`."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = b"".join(packed.compress(bytes(1 << 20)) for _ in range(real >> 20)) + packed.flush()
    name = b"xl/workbook.xml"
    common = struct.pack("<HHHHHIII", 20, 0, 8, 0, 0, 0, len(body), claimed)
    local = b"PK\x03\x04" + common + struct.pack("<HH", len(name), 0) + name + body
    central = (
        b"PK\x01\x02"
        + struct.pack("<H", 20)
        + common
        + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0)
        + name
    )
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


@pytest.mark.slow
@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param(lambda: archive({"xl/workbook.xml": bytes(80_000_000)}), id="flat"),
        pytest.param(
            lambda: archive({f"x/{n}": b"" for n in range(20_000)} | {"xl/workbook.xml": b""}), id="many"
        ),
        pytest.param(lambda: archive({"xl/a.zip": archive({"b.zip": bytes(90_000_000)})}), id="nested"),
        pytest.param(lambda: lying(100, 1 << 27), id="lying"),
        pytest.param(lambda: lying(4_000_000_000, 1 << 20), id="lying-up"),
    ],
)
def test_bombs_are_refused_quickly(bomb) -> None:
    data = bomb()
    before = cpu_seconds()
    with pytest.raises(SpreadsheetFault):
        read(data, "a.xlsx")
    assert cpu_seconds() - before < 2


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    "</sheetData></worksheet>"
)


def test_two_cells_far_apart_do_not_eat_the_memory() -> None:
    plain = write_xlsx(["a"], [["x"]], sheet="x")
    with zipfile.ZipFile(io.BytesIO(plain)) as old:
        entries = {one.filename: old.read(one) for one in old.infolist()}
    entries["xl/worksheets/sheet1.xml"] = SHEET.encode()
    with pytest.raises(SpreadsheetFault):
        read(archive(entries), "a.xlsx")


def test_the_child_brings_nothing_of_ours() -> None:
    code = (
        "import runpy, sys; runpy.run_path({!r});"
        "print([name for name in sys.modules if name.startswith(('lms', 'flask', 'sqlalchemy'))])"
    )
    child = __import__("lms.spreadsheets.workbook", fromlist=["_CHILD"])._CHILD
    done = subprocess.run(
        [sys.executable, "-I", "-c", code.format(str(child))], capture_output=True, check=True
    )
    assert done.stdout.strip() == b"[]"


def test_limits_can_be_narrower() -> None:
    with pytest.raises(TooManyRows):
        read(write_xlsx(["a"], [["x"]] * 5, sheet="x"), "a.xlsx", Limits(rows=5))
