"""What is said about places."""

from flask import Flask

from lms.places.rules import Hit
from lms.web.i18n import _

_SHOWN = 3


def formerly(hit: Hit) -> str:
    """ "trước là xã Tráng Việt, huyện Mê Linh"; "" for a commune found by the name it has now."""
    return _("trước là %(places)s", places="; ".join(hit.formers[:_SHOWN])) if hit.formers else ""


def connect(app: Flask) -> None:
    """Let templates say it."""
    app.add_template_filter(formerly, "formerly")
