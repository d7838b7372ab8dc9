"""Numbers as they are written in our text and said in notes."""

from __future__ import annotations

import re
from decimal import Decimal

#: A number as Moodle writes it.
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?")


def plain_number(number: Decimal) -> int | Decimal:
    """A number as it is written in our text: without an empty fraction."""
    plain = number.normalize()
    return int(plain) if plain == plain.to_integral_value() else Decimal(f"{plain:f}")


def short_percent(share: Decimal) -> str:
    """A share in percent, the Vietnamese way: 33,3%."""
    return f"{share.normalize():f}%".replace(".", ",")
