"""What every page of the office asks of a request: who acts, and what was typed into the search."""

from uuid import UUID

from flask import abort, request

from lms.web.guard import current_actor

MAX_QUERY = 100


def actor_id() -> UUID:
    """The id of the signed-in person; 403 without one."""
    actor = current_actor()
    if actor.id is None:
        abort(403)
    return actor.id


def typed(name: str = "q") -> str:
    """What was typed into the search field."""
    return request.args.get(name, "")[:MAX_QUERY].strip()
