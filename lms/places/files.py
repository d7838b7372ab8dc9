"""Reading the two files of places. An old commune of which nobody says what it became leads nowhere."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from lms.names import fold, nfc
from lms.places.rules import bare, bare_province, words

DATA = Path(__file__).parent / "data"
UNITS = "vn_admin_units_2025.csv"
FORMER = "vn_old_to_new_commune.csv"


@dataclass(frozen=True, slots=True)
class Unit:
    """A commune of today."""

    code: str
    name: str
    kind: str
    province_code: str
    province: str

    @property
    def words(self) -> str:
        """What it is found by."""
        return words(self.name, self.province)


@dataclass(frozen=True, slots=True)
class Former:
    """An old commune; `code` is the commune it became part of, None where nobody says."""

    province: str
    district: str
    name: str
    code: str | None
    new_province: str

    @property
    def words(self) -> str:
        """What it is found by."""
        return words(self.name, self.district, self.province, self.new_province)

    @property
    def folded(self) -> str:
        """Its name without kind and marks."""
        return bare(self.name)


def digest(folder: Path = DATA) -> str:
    """What changes when one of the files does."""
    return sha256(b"\0".join((folder / name).read_bytes() for name in (UNITS, FORMER))).hexdigest()


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            # The second source writes B\'Lao for B'Lao.
            yield {key: nfc(value.replace("\\", "")).strip() for key, value in row.items()}


def units(folder: Path = DATA) -> list[Unit]:
    """The communes of today."""
    return [
        Unit(row["commune_code"], row["commune"], row["commune_type"], row["province_code"], row["province"])
        for row in _rows(folder / UNITS)
    ]


def formers(known: list[Unit], folder: Path = DATA) -> list[Former]:
    """The communes of before, each with the one of today that its row names.

    A name is matched by its letters and marks; only where no commune has exactly these, without marks,
    and then only when one alone fits (Cẩm Giang and Cẩm Giàng are two communes of Hải Phòng).
    """
    exact = {(bare_province(unit.province), unit.name.casefold()): unit for unit in known}
    loose: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in known:
        loose[bare_province(unit.province), fold(unit.name)].append(unit)
    found = []
    for row in _rows(folder / FORMER):
        province = bare_province(row["new_province"])
        named = exact.get((province, row["new_commune"].casefold()))
        if named is None:
            fitting = loose[province, fold(row["new_commune"])]
            named = fitting[0] if len(fitting) == 1 else None
        found.append(
            Former(
                row["old_province"],
                row["old_district"],
                row["old_commune"],
                named.code if named else None,
                named.province if named else "",
            )
        )
    return found
