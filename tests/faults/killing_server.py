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
from lms.db import db

FOLDER, PORT = Path(sys.argv[1]), int(sys.argv[2])
app = create_app()


def _die_if(name: str) -> None:
    if (FOLDER / name).exists():
        os.kill(os.getpid(), signal.SIGKILL)


def _before(session: Any) -> None:
    session.flush()
    _die_if("before")


with app.app_context():
    event.listen(db.session, "before_commit", _before)
    event.listen(db.session, "after_commit", lambda _session: _die_if("after"))


if __name__ == "__main__":
    make_server("127.0.0.1", PORT, app, threaded=True).serve_forever()
