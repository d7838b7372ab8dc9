"""Purposes of personal data, and the version of the words. Pure.

Law 91/2025/QH15, article 9: consent is free, informed, for a named purpose; silence is not consent. So what
the training cannot do without stands apart from what it can, and nothing is ticked beforehand.
"""

from enum import StrEnum


class Purpose(StrEnum):
    """What data are used for. TRAINING is what no lesson and no certificate goes without."""

    TRAINING = "training"
    NEWS = "news"
    SHOWCASE = "showcase"


OPTIONAL = (Purpose.NEWS, Purpose.SHOWCASE)

# A change of the words in `words.py` is a new version, and everybody is asked once more.
VERSION = "2026-12"
