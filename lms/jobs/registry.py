"""Which function does which kind of job. Features register in their `jobs.py`, imported by create_app."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

Handler = Callable[[dict[str, Any], datetime], None]

_HANDLERS: dict[str, Handler] = {}
_SLOW: set[str] = set()


class UnknownJob(LookupError):
    """No function is registered for this kind of job."""


def job(kind: str, *, slow: bool = False) -> Callable[[Handler], Handler]:
    """Register the decorated `handler(payload, at)` for jobs of `kind`, such as "certificates.render".

    slow: takes minutes, so that it must not stand before the others; a lane of its own does these.

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
        if slow:
            _SLOW.add(kind)
        return handler

    return register


def slow_kinds() -> frozenset[str]:
    """The kinds that a lane of their own does."""
    return frozenset(_SLOW)


Chore = Callable[[datetime], None]

_CHORES: dict[str, tuple[timedelta, Chore]] = {}


def regularly(every: timedelta) -> Callable[[Chore], Chore]:
    """Register the decorated `chore(at)` to be done by each worker about once in `every`.

    For what must happen even where a job row was lost. It opens its own `atomic()`, is cheap when there is
    nothing to do, and several workers may do it at the same time.
    """

    def register(chore: Chore) -> Chore:
        _CHORES[f"{chore.__module__}.{chore.__qualname__}"] = (every, chore)
        return chore

    return register


def chores() -> Mapping[str, tuple[timedelta, Chore]]:
    """Every registered chore by name."""
    return _CHORES


def handler_of(kind: str) -> Handler:
    """Return the function for `kind`; raises UnknownJob."""
    try:
        return _HANDLERS[kind]
    except KeyError:
        raise UnknownJob(kind) from None
