"""How large a request may be. Pages take little; the few that take files say how much, and from whom.

The allowance is given before anything reads the body, and only to people who may use the page at all: a
stranger's large body is refused unread.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

from flask import Flask, request

from lms.permissions import allowed
from lms.web.guard import current_actor, declared_can

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "__body_limit__"
#: What a form's other fields and its boundaries may add to the file, in bytes.
_AROUND: Final = 1024 * 1024


def takes_file(limit: int) -> Callable[[View], View]:
    """Let a form of this view carry a file of `limit` bytes; stands above `requires`."""

    def decorate(view: View) -> View:
        setattr(view, _MARK, limit + _AROUND)
        return view

    return decorate


def init_app(app: Flask) -> None:
    """Widen the limit where a view takes files."""

    @app.before_request
    def widen() -> None:
        view = cast(Any, app.view_functions.get(request.endpoint or ""))
        limit = getattr(view, _MARK, None)
        if limit is not None and allowed(current_actor(), declared_can(view)):
            request.max_content_length = limit
