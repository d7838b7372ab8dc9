"""Flask as this house uses it: what it would find out anew at every request, it finds out once."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


class _Sessions(SecureCookieSessionInterface):
    """Sessions in a cookie, signed with the keys that the application had when it first needed them."""

    def __init__(self) -> None:
        self._made: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs and reads the cookie."""
        if self._made is None:
            self._made = super().get_signing_serializer(app)
        return self._made


class Application(Flask):
    """Flask whose functions are all plain ones, and whose keys stay."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.session_interface = _Sessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return `func`: no view or hook here is a coroutine."""
        return func
