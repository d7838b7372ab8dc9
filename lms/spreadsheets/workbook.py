"""Workbooks (xlsx, xls, ods), read by a process of their own; see `child.py` for why."""

import json
import subprocess
import sys
from pathlib import Path

from lms.spreadsheets.errors import (
    DamagedFile,
    EmptyFile,
    LockedFile,
    SpreadsheetFault,
    TooManyColumns,
    TooManyRows,
)
from lms.spreadsheets.sheet import Limits, Row, Sheet

_CHILD = Path(__file__).with_name("child.py")
_SECONDS = 20


def read_workbook(data: bytes, limits: Limits) -> Sheet:
    """Read the first visible sheet that holds anything.

    Raises DamagedFile, LockedFile, EmptyFile, TooManyRows or TooManyColumns.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD), str(limits.rows), str(limits.columns)],
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
        found = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        raise DamagedFile from None
    if "error" in found:
        raise _fault(found["error"], limits)
    rows = tuple(Row(number, tuple(cells)) for number, cells in found["rows"])
    return Sheet(found["name"], rows, tuple(found["others"]))


def _fault(name: str, limits: Limits) -> SpreadsheetFault:
    faults: dict[str, SpreadsheetFault] = {
        "rows": TooManyRows(rows=limits.rows),
        "columns": TooManyColumns(columns=limits.columns),
        "empty": EmptyFile(),
        "locked": LockedFile(),
    }
    return faults.get(name, DamagedFile())
