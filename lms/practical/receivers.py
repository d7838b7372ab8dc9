"""Who no longer wants their work introduced to others is taken at their word at once."""

from typing import Any
from uuid import UUID

from flask import Flask

from lms.accounts.consents.rules import Purpose
from lms.practical import service
from lms.signals import consent_withdrawn


def on_consent_withdrawn(_sender: Any, *, user_id: UUID, purpose: str, **_rest: Any) -> None:
    """Take down what the class is shown of this person: all that rests on the training goes with it too."""
    if purpose in (Purpose.SHOWCASE, Purpose.TRAINING):
        service.hide_all(user_id)


def connect(_app: Flask) -> None:
    """Listen; connecting twice is connecting once."""
    consent_withdrawn.connect(on_consent_withdrawn)
