"""Where a course says "automatic", completing it issues the certificate in the same transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Flask

from lms.certificates import service
from lms.courses import queries as courses
from lms.db import db
from lms.learning.models import Enrolment
from lms.signals import course_completed


def on_course_completed(_sender: Any, *, enrolment_id: UUID, at: datetime, **_rest: Any) -> None:
    """Issue at once when the course's own text says so."""
    enrolment = db.session.get_one(Enrolment, enrolment_id)
    revision_id = courses.latest_revision(enrolment.course_id, enrolment.major, enrolment.minor)
    if revision_id is not None and courses.manifest(revision_id).certificate.issue == "automatic":
        service.issue(enrolment_id, None, at)


def connect(_app: Flask) -> None:
    """Listen; connecting twice is connecting once."""
    course_completed.connect(on_course_completed)
