"""Flask as this house uses it."""

from collections.abc import Callable
from typing import Any

from flask import Flask


class Application(Flask):
    """Flask whose functions are all plain ones."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return `func`: Flask asks at each hook whether it is a coroutine, a sixtieth of a small request."""
        return func
