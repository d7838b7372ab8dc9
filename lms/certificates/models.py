"""The register of certificates."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.certificates.rules import CertificateState
from lms.db import JSON, Model, enum_type


class Certificate(Model):
    """One line of the register. The snapshot never changes; the state may."""

    __tablename__ = "certificates"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    unit_code: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    number: Mapped[int]
    register_number: Mapped[str] = mapped_column(String(80))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"), index=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"))
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[CertificateState] = mapped_column(enum_type(CertificateState))
    state_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    expires_at: Mapped[datetime | None]
    replaced_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("certificates.id"), index=True)

    __table_args__ = (
        UniqueConstraint("unit_code", "year", "number"),
        # One certificate in force for an enrolment: a second one must first replace or follow a revoked one.
        Index(
            "uq_certificates_valid_enrolment",
            "enrolment_id",
            unique=True,
            sqlite_where=text("state = 'valid'"),
            postgresql_where=text("state = 'valid'"),
        ),
        Index("ix_certificates_user_id_issued_at", "user_id", "issued_at"),
        Index("ix_certificates_issued_at", "issued_at"),
        # Not the one above: whoever had a certificate once waits for none, so revoked ones count too.
        Index("ix_certificates_enrolment_id", "enrolment_id"),
        Index("ix_certificates_register_number", "register_number"),
        Index("ix_certificates_number", "number"),
        CheckConstraint("number > 0", name="number"),
    )


class CertificateRegister(Model):
    """The last number given by an issuing unit in a year; its row lock makes the register gapless."""

    __tablename__ = "certificate_registers"

    unit_code: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last_number: Mapped[int]
