"""Two accounts of one person become one: the kept one has the certificates. Snapshots never change."""

from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select, update

from lms.certificates.models import Certificate
from lms.certificates.rules import CertificateState
from lms.db import db
from lms.learning.models import Enrolment
from lms.signals import people_merged


def move(kept: UUID, gone: UUID) -> None:
    """Give the certificates of `gone` to `kept`.

    Where both studied the course, a certificate goes to the kept enrolment, which then is not due a second
    one; where both hold one in force, each stays with its enrolment.
    """
    mine: dict[str, UUID] = {
        row.course_id: row.id
        for row in db.session.execute(
            select(Enrolment.course_id, Enrolment.id).where(Enrolment.user_id == kept)
        )
    }
    certificates = db.session.scalars(
        select(Certificate).where(Certificate.user_id == gone).order_by(Certificate.issued_at)
    )
    for certificate in list(certificates):
        certificate.user_id = kept
        enrolment_id = mine.get(certificate.course_id)
        in_force = certificate.state is CertificateState.VALID
        if enrolment_id is not None and not (in_force and _in_force(enrolment_id)):
            certificate.enrolment_id = enrolment_id
            db.session.execute(
                update(Enrolment)
                .where(Enrolment.id == enrolment_id, Enrolment.certified_at.is_(None))
                .values(certified_at=certificate.issued_at)
            )
        db.session.flush()


def _in_force(enrolment_id: UUID) -> bool:
    return (
        db.session.scalar(
            select(Certificate.id).where(
                Certificate.enrolment_id == enrolment_id, Certificate.state == CertificateState.VALID
            )
        )
        is not None
    )


def on_people_merged(_sender: Any, *, kept: UUID, gone: UUID, **_rest: Any) -> None:
    """Move the certificates of the old account."""
    move(kept, gone)


def connect(_app: Flask) -> None:
    """Listen; connecting twice is connecting once."""
    people_merged.connect(on_people_merged)
