"""Which consents are needed to be taught at all. Pure."""

#: Without these there is no account: withdrawing them is a request, because an account ends with it.
REQUIRED_PURPOSES = frozenset({"study", "training"})
