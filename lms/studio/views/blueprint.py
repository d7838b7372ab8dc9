"""The blueprint of the trainer's workshop, and who is at work in it."""

from uuid import UUID

from flask import Blueprint, abort

from lms.web.guard import current_actor

bp = Blueprint("studio", __name__)


def trainer_id() -> UUID:
    """The id of the person who acts; the guard has let them in."""
    actor_id = current_actor().id
    if actor_id is None:
        abort(401)
    return actor_id
