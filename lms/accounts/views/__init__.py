"""The pages of this room, a module a subject; what has to be connected once is connected here."""

from flask import Flask

from lms.accounts.views import (
    consent,
    cookie,
    devices,
    entering,
    forgotten,
    holding,
    own_account,
    prove,
    register,
    second_factor,
    sign_in,
    viewing,
)
from lms.accounts.views.blueprint import bp

__all__ = [
    "bp",
    "connect",
    "devices",
    "entering",
    "forgotten",
    "own_account",
    "prove",
    "register",
    "second_factor",
    "sign_in",
    "viewing",
]


def connect(app: Flask) -> None:
    """Connect the session cookie, and the ways back for forms that come without a session or proof."""
    cookie.connect(app)
    holding.connect(app)
    second_factor.connect(app)
    consent.connect(app)
    viewing.connect(app)
