"""Where a course says "automatic", completing it issues the certificate in the same transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from lms.certificates import service
from lms.certificates.models import Certificate
from lms.certificates.rules import CertificateState
from lms.courses import queries as courses
from lms.db import db
from lms.errors import Conflict
from lms.learning.models import Enrolment
from lms.signals import attempt_reopening, course_completed
from lms.web.i18n import _l


def on_course_completed(_sender: Any, *, enrolment_id: UUID, at: datetime, **_rest: Any) -> None:
    """Issue at once when the course's own text says so."""
    enrolment = db.session.get_one(Enrolment, enrolment_id)
    revision_id = courses.latest_revision(enrolment.course_id, enrolment.major, enrolment.minor)
    if revision_id is not None and courses.manifest(revision_id).certificate.issue == "automatic":
        service.issue(enrolment_id, None, at)


class CertificateHeld(Conflict):
    """The course is certified: what the certificate rests on is not opened again."""

    message = _l("Học viên đã có giấy chứng nhận của khóa học này, nên không mở lại bài được.")


def on_attempt_reopening(_sender: Any, *, user_id: UUID, course_id: str, **_rest: Any) -> None:
    """Refuse while a certificate for the course is in force."""
    held = select(Certificate.id).where(
        Certificate.user_id == user_id,
        Certificate.course_id == course_id,
        Certificate.state == CertificateState.VALID,
    )
    if db.session.scalar(held.limit(1)) is not None:
        raise CertificateHeld


def connect(_app: Flask) -> None:
    """Listen; connecting twice is connecting once."""
    course_completed.connect(on_course_completed)
    attempt_reopening.connect(on_attempt_reopening)
