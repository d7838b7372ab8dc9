"""The WSGI entry point: gunicorn and `flask` both load `app` from here."""

import sys

from sqlalchemy.orm import configure_mappers

from lms import create_app
from lms.config import SettingsError

try:
    app = create_app()
except SettingsError as error:
    sys.exit(f"The settings will not do:\n{error}")

# Now, for all processes that are forked from this one, and not in the first request of each.
configure_mappers()
