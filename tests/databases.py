"""The SQLite file under test: put another in its place, and keep what it holds for later."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from flask import Flask

from lms.db import db


def file_of(app: Flask) -> Path | None:
    """The database's file; None on PostgreSQL. Closes the application's resting connections to it."""
    with app.app_context():
        db.engine.dispose()
        return Path(db.engine.url.database or "") if db.engine.dialect.name == "sqlite" else None


def put_in_place(copy: Path, file: Path) -> None:
    """Let `file` hold what the copy holds; nobody may be connected to it."""
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(copy, file)


def keep(file: Path, copy: Path) -> None:
    """Write into `copy` what the database holds now."""
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
