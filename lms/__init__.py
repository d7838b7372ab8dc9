"""The application factory, and nothing else."""

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from lms import db as database
from lms import together
from lms.config import Settings
from lms.paths import MIGRATIONS, TEMPLATES
from lms.web import (
    assets,
    bodies,
    compression,
    context,
    errors,
    features,
    filters,
    guard,
    headers,
    i18n,
    inputs,
    limits,
    templating,
    trusted,
)
from lms.web.application import Application

MAX_BODY = 2 * 1024 * 1024


def create_app(chosen: Settings | None = None) -> Flask:
    """Build the application from `chosen` settings (from the environment when None).

    Raises SettingsError for unusable settings and UnguardedRoute for a route without a permission.
    """
    chosen = chosen or Settings.from_env()
    app = Application(
        "lms", static_folder=None, template_folder=str(TEMPLATES), instance_path=chosen.instance_dir
    )
    app.config.update(
        DEBUG=app.debug and not chosen.production,
        SECRET_KEY=chosen.secret_key,
        SECRET_KEY_FALLBACKS=[key for key in chosen.secret_key_old.split(",") if key],
        SESSION_COOKIE_NAME="__Host-session" if chosen.https else "session",
        SESSION_COOKIE_SECURE=chosen.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        SQLALCHEMY_DATABASE_URI=chosen.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(chosen.database_url),
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.extensions["settings"] = chosen
    templating.init_app(app)
    chosen.instance.mkdir(parents=True, exist_ok=True)
    errors.configure_log()
    database.init_app(app)
    together.init_app(app)
    Migrate(app, database.db, directory=str(MIGRATIONS), render_as_batch=True, compare_type=True)
    bodies.init_app(app)  # before the forms' token is looked for in the body
    CSRFProtect(app)
    i18n.init_app(app)
    filters.init_app(app)
    trusted.init_app(app)
    compression.init_app(app)
    headers.init_app(app, chosen)
    limits.init_app(app, chosen)
    errors.init_app(app)
    inputs.init_app(app)
    assets.init_app(app)
    context.init_app(app)
    features.register(app)
    guard.declared(app)
    hops = int(chosen.proxies)
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    return app
