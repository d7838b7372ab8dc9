"""Tables of places. The keys are the state's own codes: two digits a province, five a commune."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class Province(Model):
    """A province or a city under the government."""

    __tablename__ = "provinces"

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    folded: Mapped[str] = mapped_column(String(80))


class Commune(Model):
    """A commune, ward or special zone. An abolished one gets a `valid_to` and stays for those who have it.

    `folded` is the name without its kind ("me linh"); `words` all words it is found by, its province's too,
    with a space around each.
    """

    __tablename__ = "communes"

    code: Mapped[str] = mapped_column(String(5), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    province_code: Mapped[str] = mapped_column(ForeignKey("provinces.code"))
    folded: Mapped[str] = mapped_column(String(120), index=True)
    words: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    __table_args__ = (Index("ix_communes_province_code", "province_code", "folded"),)


class FormerCommune(Model):
    """A commune of before 1 July 2025 and the one it became part of; none where the source names none."""

    __tablename__ = "former_communes"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    province: Mapped[str] = mapped_column(String(80))
    district: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    folded: Mapped[str] = mapped_column(String(120), index=True)
    words: Mapped[str] = mapped_column(Text)
    commune_code: Mapped[str | None] = mapped_column(ForeignKey("communes.code"), index=True)


class PlaceImport(Model):
    """One reading of the two files; the newest digest says whether they must be read again."""

    __tablename__ = "place_imports"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    imported_at: Mapped[datetime] = mapped_column(index=True)
