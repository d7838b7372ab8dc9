"""What every template may use."""

from typing import Any

from flask import Flask, g

from lms.site.queries import site
from lms.web.guard import current_actor
from lms.web.i18n import current_locale


def init_app(app: Flask) -> None:
    """Add the site's settings, the person and the language to every template."""

    @app.context_processor
    def shared() -> dict[str, Any]:
        actor = current_actor()
        if actor.locale and "locale" not in g:
            g.locale = actor.locale
        return {"site": site(), "actor": actor, "locale": current_locale()}
