"""Which function does which kind of job. Features register in their `jobs.py`, imported by create_app."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

Handler = Callable[[dict[str, Any], datetime], None]

_HANDLERS: dict[str, Handler] = {}


class UnknownJob(LookupError):
    """No function is registered for this kind of job."""


def job(kind: str) -> Callable[[Handler], Handler]:
    """Register the decorated `handler(payload, at)` for jobs of `kind`, such as "certificates.render".

    A handler is called at least once for each job, outside any transaction, and may be called again after
    a crash: it opens its own `atomic()` and its effect is the same however often it runs. ValueError when
    the kind is taken by another function.
    """

    def register(handler: Handler) -> Handler:
        taken = _HANDLERS.get(kind)
        if taken is not None and (taken.__module__, taken.__qualname__) != (
            handler.__module__,
            handler.__qualname__,
        ):
            raise ValueError(f"job {kind!r} is already done by {taken.__qualname__}")
        _HANDLERS[kind] = handler
        return handler

    return register


def handler_of(kind: str) -> Handler:
    """Return the function for `kind`; raises UnknownJob."""
    try:
        return _HANDLERS[kind]
    except KeyError:
        raise UnknownJob(kind) from None
