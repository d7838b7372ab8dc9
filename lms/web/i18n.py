"""Languages. Vietnamese is written in the source; English comes from one catalogue.

Flask-Babel chooses the locale. Its own gettext resolves the catalogue at every call, which was a fifth of
a page's time, so the catalogue is looked up once per locale here and Vietnamese needs no lookup at all.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from babel.messages.pofile import read_po
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, LazyString

from lms.paths import TRANSLATIONS

LOCALES = ("vi", "en")
DEFAULT_LOCALE = "vi"
LOCALE_COOKIE = "lang"
_EXTENSION = "locale_cookie"


@cache
def _catalogue(locale: str) -> Mapping[str | tuple[str, str], tuple[str, ...]]:
    """The forms of each text: one, or for a counted pair (one, many), in the language of `locale`."""
    path = TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po"
    if locale == DEFAULT_LOCALE or not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale=locale)
    texts: dict[str | tuple[str, str], tuple[str, ...]] = {}
    for message in catalogue:
        forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if message.id and all(forms):
            texts[message.id if isinstance(message.id, str) else (message.id[0], message.id[1])] = forms
    return texts


def locale_cookie() -> str:
    """The name of the language cookie: `__Host-` where visitors come by https, as the session's."""
    name: str = current_app.extensions[_EXTENSION]
    return name


def current_locale() -> str:
    """The language of this request: the person's choice, else the cookie, else Vietnamese."""
    try:
        # Asked a hundred times a page, answered once.
        known: str = g.locale
    except (AttributeError, RuntimeError):
        if not has_request_context():
            return DEFAULT_LOCALE
        chosen = request.cookies.get(locale_cookie(), DEFAULT_LOCALE)
        known = g.locale = chosen if chosen in LOCALES else DEFAULT_LOCALE
    return known


def gettext(text: str, /, **values: Any) -> str:
    """`text` (Vietnamese, the source) in the request's language, with %(name)s values filled in."""
    locale = current_locale()
    if locale != DEFAULT_LOCALE:
        text = _catalogue(locale).get(text, (text,))[0]
    return text % values if values else text


def ngettext(singular: str, plural: str, number: int, /, **values: Any) -> str:
    """Like `gettext` for counted things. Vietnamese has one form; English has two."""
    values.setdefault("num", number)
    forms = _catalogue(current_locale()).get((singular, plural), (singular, plural))
    return forms[number != 1] % values


def lazy_gettext(text: str, /, **values: Any) -> LazyString:
    """A text translated when it is shown, for constants and form labels."""
    return LazyString(gettext, text, **values)


_ = gettext
_l = lazy_gettext


def init_app(app: Flask) -> None:
    """Connect Flask-Babel and give Jinja its gettext functions."""
    host_only = "__Host-" if app.config["SESSION_COOKIE_SECURE"] else ""
    app.extensions[_EXTENSION] = host_only + LOCALE_COOKIE
    Babel(app, default_locale=DEFAULT_LOCALE, locale_selector=current_locale)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=False)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(_=gettext, ngettext=ngettext, current_locale=current_locale)
