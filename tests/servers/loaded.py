"""What the process has imported from which forking.py forks our programs: all that they would import."""

import gc
import secrets
import tempfile

# As in deploy/run.py: what is imported here stays.
gc.disable()

import flask.cli  # noqa: E402, F401
import gunicorn.app.wsgiapp  # noqa: E402
import gunicorn.workers.gthread  # noqa: E402, F401
import pytest  # noqa: E402, F401
from sqlalchemy.orm import configure_mappers  # noqa: E402

from lms import create_app  # noqa: E402
from lms.config import Settings  # noqa: E402

with tempfile.TemporaryDirectory() as folder:
    create_app(Settings.from_env({"SECRET_KEY": secrets.token_urlsafe(48), "INSTANCE_DIR": folder}))
tempfile.tempdir = None
configure_mappers()
gc.freeze()
gc.enable()
