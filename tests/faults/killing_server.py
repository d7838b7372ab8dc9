"""A web server that dies at the commit: `python -m tests.faults.killing_server FOLDER PORT`.

While FOLDER/before exists, the process kills itself (-9) when a write transaction is about to commit; while
FOLDER/after exists, as soon as it has committed, before the browser hears of it.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import event
from werkzeug.serving import make_server

from lms import create_app
from lms import db as database
from lms.db import db

FOLDER, PORT = Path(sys.argv[1]), int(sys.argv[2])
app = create_app()


def _die_if(name: str) -> None:
    if (FOLDER / name).exists():
        os.kill(os.getpid(), signal.SIGKILL)


def _tell(connection: Any, statement: str) -> None:
    """What SQLite is told, whoever has written: a session, or several threads together."""
    if statement == "COMMIT":
        _die_if("before")
    told(connection, statement)
    if statement == "COMMIT":
        _die_if("after")


with app.app_context():
    if db.engine.dialect.name == "sqlite":
        told, database._tell = database._tell, _tell
    else:
        event.listen(db.engine, "commit", lambda _connection: _die_if("before"))
        event.listen(db.session, "after_commit", lambda _session: _die_if("after"))


if __name__ == "__main__":
    make_server("127.0.0.1", PORT, app, threaded=True).serve_forever()
