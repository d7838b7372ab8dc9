"""The client of the page tests: it checks every response, whatever the test is about.

Checked: valid HTML (markup_check), the exact content security policy, the other security headers, cookies,
and how many SQL statements the request ran.
"""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from lms.db import db
from lms.prepared import Prepared
from tests.markup_check import faults, parse

#: SQL statements a page may run (design, section 7); a test may name another ceiling for one request.
QUERIES = 6
#: The same for a request that writes.
QUERIES_OF_A_WRITE = 30

POLICY = re.compile(
    r"default-src 'self'; script-src 'self' 'nonce-[A-Za-z0-9_-]{22}'; style-src 'self'; "
    r"img-src 'self'(?P<files>(?: http://127\.0\.0\.1:\d+)?); media-src 'self'(?P=files)(?P<blob> blob:)?; "
    r"connect-src 'self'(?P=files); "
    r"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}

_TOKEN = re.compile(r'name="csrf[_-]token" (?:value|content)="([^"]+)"')

_counting = threading.local()
_WORK = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)


def count_statements(app: Flask) -> None:
    """Let `statements()` see what the database is asked: by the engine, and past it."""

    def note(statement: str) -> None:
        seen = getattr(_counting, "seen", None)
        if seen is not None and _WORK.match(statement):
            seen.append(statement)

    with app.app_context():

        @event.listens_for(db.engine, "before_cursor_execute")
        def by_the_engine(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            note(statement)

    rows = Prepared.rows

    def counted(ready: Prepared, driver: Any, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        note(ready.sql)
        return rows(ready, driver, values)

    Prepared.rows = counted  # type: ignore[method-assign]


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the SQL statements of this thread, without PRAGMA, BEGIN and COMMIT; they nest."""
    outer = getattr(_counting, "seen", None)
    _counting.seen = seen = []
    try:
        yield seen
    finally:
        _counting.seen = outer
        if outer is not None:
            outer.extend(seen)


class CheckingClient(FlaskClient):
    """A browser without script that is strict about what it is given."""

    #: Set false where the same pages have been judged already: on the second database.
    judges_html = True
    last: TestResponse | None = None
    _token: str | None = None

    def open(
        self,
        *args: Any,
        queries: int | None = None,
        csrf: bool = True,
        status: int | None = None,
        **kwargs: Any,
    ) -> TestResponse:
        """Send a request and check the answer.

        `queries`: the ceiling for SQL statements. `csrf`: add the token of the last page to an unsafe
        request that brings none. `status`: expect exactly this one; without it anything under 500.
        """
        assert not has_app_context(), "a pushed app context would leak g from request to request"
        method = kwargs.get("method", "GET").upper()
        if csrf and method not in ("GET", "HEAD", "OPTIONS"):
            self._add_token(kwargs)
        with statements() as seen:
            response = super().open(*args, **{**kwargs, "buffered": True})
        asked = f"{response.request.method} {response.request.path}"
        ceiling = queries or (QUERIES if method in ("GET", "HEAD") else QUERIES_OF_A_WRITE)
        assert len(seen) <= ceiling, f"{asked}: {len(seen)} statements:\n" + "\n".join(seen)
        self._check(asked, response, status)
        self.last = response
        return response

    def send_form(
        self, page: str, data: Mapping[str, Any] | None = None, *, form: str | None = None, **kwargs: Any
    ) -> TestResponse:
        """Open `page`, fill its form with `data` as a person would, and send it.

        `form` is the id, or part of the action, of the form meant; without it the only POST form outside
        header and footer is. A name in `data` that the form lacks fails.
        """
        tree = parse(self.get(page, status=200).text)
        found = _form(tree, form)
        values = _values(found)
        for name, value in (data or {}).items():
            assert name in values or name in _names(found), f"the form on {page} has no field {name!r}"
            values[name] = value
        target = urljoin(page, found.get("action") or page)
        filled = {name: value for name, value in values.items() if value is not None}
        return self.open(target, method="POST", data=filled, csrf=False, **kwargs)

    def token(self) -> str:
        """Return a CSRF token of this session, from the last page or from home."""
        if self._token is None:
            self.get("/")
        assert self._token is not None, "no page has given a csrf_token"
        return self._token

    def forget(self, **session: Any) -> None:
        """Start a new session, signed out, or with the given values."""
        self._token = None
        with self.session_transaction() as kept:
            kept.clear()
            kept.update(session)

    def _add_token(self, kwargs: dict[str, Any]) -> None:
        if kwargs.get("json") is not None:
            kwargs["headers"] = {"X-CSRFToken": self.token(), **(kwargs.get("headers") or {})}
        elif kwargs.get("data") is None or isinstance(kwargs["data"], dict):
            kwargs["data"] = {"csrf_token": self.token(), **(kwargs.get("data") or {})}

    def _check(self, asked: str, response: TestResponse, status: int | None) -> None:
        if status is None:
            assert response.status_code < 500, f"{asked} answered {response.status}"
        else:
            assert response.status_code == status, f"{asked} answered {response.status}, not {status}"
        policy = response.headers.getlist("Content-Security-Policy")
        stored = response.request.path.startswith("/files/") or "/media/" in response.request.path
        if stored and response.status_code in (200, 206, 304) and response.request.method != "OPTIONS":
            assert policy == ["sandbox"], f"{asked}: {policy}"
        else:
            assert len(policy) == 1, f"{asked}: {policy}"
            fits = POLICY.fullmatch(policy[0])
            assert fits, f"{asked}: {policy}"
            # Only a page that puts a film together for automatic quality may read from memory.
            streams = b'type="application/vnd.apple.mpegurl"' in response.data
            assert bool(fits["blob"]) == streams, f"{asked}: {policy}"
        for name, value in HEADERS.items():
            assert response.headers.get(name) == value, f"{asked}: {name}: {response.headers.get(name)}"
        assert "Cache-Control" in response.headers, f"{asked} says nothing about caching"
        for cookie in response.headers.getlist("Set-Cookie"):
            assert "HttpOnly" in cookie, f"{asked}: {cookie}"
            assert "SameSite=Lax" in cookie, f"{asked}: {cookie}"
        if (
            self.judges_html
            and response.mimetype == "text/html"
            and response.status_code not in (301, 302, 303, 307, 308)
            and response.request.method not in ("HEAD", "OPTIONS")
        ):
            wrong = faults(response.text)
            assert not wrong, f"{asked}:\n" + "\n".join(wrong)
        token = _TOKEN.search(response.text) if response.mimetype == "text/html" else None
        if token:
            self._token = token[1]


def fields_of(html: str, form: str | None = None) -> dict[str, Any]:
    """The fields of a form as the page holds them; `form` as in `send_form`."""
    return _values(_form(parse(html), form))


def _form(tree: Element, wanted: str | None) -> Element:
    forms = [form for form in tree.iter("form") if (form.get("method") or "get").lower() == "post"]
    if wanted is not None:
        named = [form for form in forms if form.get("id") == wanted]
        forms = named or [form for form in forms if wanted in (form.get("action") or "")]
    else:
        around = {
            form
            for part in ("header", "footer", "nav")
            for top in tree.iter(part)
            for form in top.iter("form")
        }
        forms = [form for form in forms if form not in around]
    assert len(forms) == 1, f"{len(forms)} forms fit instead of one: {[form.get('action') for form in forms]}"
    return forms[0]


def _names(form: Element) -> set[str]:
    return {
        element.get("name") or ""
        for tag in ("input", "select", "textarea", "button")
        for element in form.iter(tag)
    }


def _values(form: Element) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in form.iter("input"):
        name, kind = field.get("name"), field.get("type", "text")
        if not name or kind in ("submit", "button", "file"):
            continue
        if kind in ("checkbox", "radio"):
            if field.get("checked") is not None:
                values[name] = field.get("value", "on")
            continue
        values[name] = field.get("value", "")
    for field in form.iter("textarea"):
        values[field.get("name") or ""] = (field.text or "").removeprefix("\n")
    for field in form.iter("select"):
        options = list(field.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        if chosen:
            values[field.get("name") or ""] = chosen[0].get("value", chosen[0].text or "")
    return values
