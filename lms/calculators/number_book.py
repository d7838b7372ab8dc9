"""The figures of the running example, read from the one file that lessons and tests use as well."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import yaml


@dataclass(frozen=True)
class BookValue:
    """One figure: money in đồng, rates in percent. ``formula`` is empty for a figure that is given."""

    id: str
    name: str
    unit: str
    value: Decimal
    formula: str


def read_book(path: Path) -> dict[str, BookValue]:
    """Return the figures of the number book at ``path`` by id.

    The file is the project's own and checked by tests; a broken one raises KeyError, ValueError or
    yaml.YAMLError. Figures are read as text, so that 38.95 is exactly 38.95.
    """
    # BaseLoader builds nothing but text, lists and mappings.
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    return {
        row["id"]: BookValue(
            row["id"], row["name"], row["unit"], Decimal(row["value"]), row.get("formula", "")
        )
        for row in data["values"]
    }
