"""Which consents are needed to be taught at all. Pure."""

from lms.accounts.consents.rules import Purpose

#: Without these there is no account: withdrawing them is a request, because an account ends with it.
REQUIRED_PURPOSES = frozenset({Purpose.TRAINING})
