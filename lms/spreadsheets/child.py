"""The process that opens a workbook: alone, with little memory and few seconds.

A workbook of two cells can ask its reader for gigabytes (one cell at A1, one at XFD1048576), and a fault in
a reader written in Rust ends the process. So it is run as a script of its own, without anything of ours:
bytes on standard input, one JSON object on standard output. See `workbook.py`, which starts it.
"""

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 5


def text_of(value: Any) -> str:
    """A cell as the person saw it in Excel: 912345678 for 912345678.0, 12,5 for 12.5, 05/03/2026."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        whole = value == value // 1 and abs(value) < 1e15
        return str(int(value)) if whole else f"{value:.15g}".replace(".", ",")
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}" if value.time() == time() else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds() // 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return str(value)


def first_sheet(data: bytes, max_rows: int, max_columns: int) -> dict[str, Any]:
    """The first visible sheet that holds anything, as numbered rows of text; or the name of what is wrong."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    work, shown = python_calamine.SheetTypeEnum.WorkSheet, python_calamine.SheetVisibleEnum.Visible
    names = [one.name for one in book.sheets_metadata if one.typ == work and one.visible == shown]
    for name in names:
        sheet = book.get_sheet_by_name(name)
        if sheet.start is None:
            continue
        if sheet.width > max_columns:
            return {"error": "columns"}
        rows = []
        for number, cells in enumerate(sheet.to_python(skip_empty_area=True), sheet.start[0] + 1):
            texts = [text_of(value) for value in cells]
            if any(text.strip() for text in texts):
                rows.append([number, [""] * sheet.start[1] + texts])
            if len(rows) > max_rows:
                return {"error": "rows"}
        if rows:
            return {"name": name, "rows": rows, "others": [other for other in names if other != name]}
    return {"error": "empty"}


def main() -> int:
    """Read standard input under the limits and answer in JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        found = first_sheet(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2]))
    except python_calamine.PasswordError:
        found = {"error": "locked"}
    except (python_calamine.CalamineError, ValueError, OSError, MemoryError):
        found = {"error": "damaged"}
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
