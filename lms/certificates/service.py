"""Writing the register. The caller's `atomic()` commits."""

from dataclasses import asdict
from datetime import UTC, datetime, time
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from lms.accounts.models import User
from lms.audit.service import record
from lms.certificates.models import Certificate, CertificateRegister
from lms.certificates.rules import CertificateState, Snapshot, add_months, new_code, register_number
from lms.clock import LOCAL, local_date
from lms.courses import queries as courses
from lms.courses.manifest import Manifest
from lms.db import db
from lms.errors import Conflict, NotFound
from lms.ids import new_id
from lms.jobs.service import enqueue
from lms.learning.models import Enrolment, EnrolmentState
from lms.site.queries import site
from lms.web.i18n import _l

NOTE = "Xác nhận đã học xong khóa học. Không phải giấy chứng nhận sản phẩm OCOP, không xác nhận hạng sao."
RENDER = "certificates.render"


class NotEarned(Conflict):
    """The course is not completed."""

    message = _l("Học viên chưa học xong khóa này nên chưa cấp giấy được.")


class AlreadyIssued(Conflict):
    """This enrolment has a certificate in force."""

    message = _l("Khóa học này đã có giấy chứng nhận còn hiệu lực.")


class NotInForce(Conflict):
    """Only a certificate in force can be revoked or replaced."""

    message = _l("Giấy này không còn hiệu lực nên không đổi được nữa.")


def issue(enrolment_id: UUID, actor_id: UUID | None, at: datetime) -> UUID:
    """Enter a certificate for a completed enrolment into the register and return its id.

    Issuing again returns the certificate that is in force. Raises NotFound and NotEarned.
    """
    enrolment = db.session.scalar(select(Enrolment).where(Enrolment.id == enrolment_id).with_for_update())
    if enrolment is None:
        raise NotFound
    if enrolment.state is not EnrolmentState.COMPLETED or enrolment.completed_at is None:
        raise NotEarned
    known = db.session.scalar(
        select(Certificate.id).where(
            Certificate.enrolment_id == enrolment_id, Certificate.state == CertificateState.VALID
        )
    )
    if known is not None:
        return known
    made = _enter(enrolment, actor_id, at)
    record(actor_id, "certificates.issue", "certificate", str(made.id), at, {"number": made.register_number})
    return made.id


def revoke(certificate_id: UUID, reason: str, actor_id: UUID, at: datetime) -> None:
    """Take a certificate out of force; its number stays taken. Raises NotFound, NotInForce."""
    _end(certificate_id, CertificateState.REVOKED, reason, at)
    record(actor_id, "certificates.revoke", "certificate", str(certificate_id), at, {"reason": reason})


def replace(certificate_id: UUID, reason: str, actor_id: UUID, at: datetime) -> UUID:
    """Issue a corrected certificate that supersedes this one, and return its id.

    The new one takes the person's name and unit, and the signer, as they are now. Raises NotFound,
    NotInForce.
    """
    old = _end(certificate_id, CertificateState.REPLACED, reason, at)
    enrolment = db.session.get(Enrolment, old.enrolment_id)
    if enrolment is None:
        raise NotFound
    db.session.flush()
    made = _enter(enrolment, actor_id, at)
    old.replaced_by_id = made.id
    record(
        actor_id,
        "certificates.replace",
        "certificate",
        str(certificate_id),
        at,
        {"reason": reason, "number": made.register_number},
    )
    return made.id


def _end(certificate_id: UUID, state: CertificateState, reason: str, at: datetime) -> Certificate:
    ended = db.session.scalar(
        update(Certificate)
        .where(Certificate.id == certificate_id, Certificate.state == CertificateState.VALID)
        .values(state=state, reason=reason, state_at=at)
        .returning(Certificate.id)
        .execution_options(synchronize_session=False)
    )
    found = db.session.get(Certificate, certificate_id, populate_existing=True)
    if found is None:
        raise NotFound
    if ended is None:
        raise NotInForce
    return found


def _next_number(unit_code: str, year: int) -> int:
    """The next number of the unit's register of the year: gapless, because the row lock is held to commit."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    raised: int = db.session.execute(
        insert(CertificateRegister)
        .values(unit_code=unit_code, year=year, last_number=1)
        .on_conflict_do_update(
            index_elements=["unit_code", "year"], set_={"last_number": CertificateRegister.last_number + 1}
        )
        .returning(CertificateRegister.last_number)
        .execution_options(synchronize_session=False)
    ).scalar_one()
    return raised


def _enter(enrolment: Enrolment, actor_id: UUID | None, at: datetime) -> Certificate:
    user = db.session.get_one(User, enrolment.user_id)
    office, issued_on = site(), local_date(at)
    number = _next_number(office.unit_code, issued_on.year)
    printed = register_number(office.number_pattern, number, office.unit_code, issued_on.year)
    manifest = _manifest(enrolment)
    completed = enrolment.completed_at or at
    snapshot = Snapshot(
        full_name=user.full_name,
        unit=user.unit,
        course=manifest.title,
        periods=manifest.periods,
        started_on=local_date(enrolment.enrolled_at).isoformat(),
        completed_on=local_date(completed).isoformat(),
        issued_on=issued_on.isoformat(),
        number=printed,
        parent_body=office.parent_body,
        issuing_body=office.issuing_body,
        place=office.place,
        signer_title=office.signer_title,
        signer_name=office.signer_name,
        edition=f"{enrolment.completed_major}.{enrolment.completed_minor}",
        note=NOTE,
    )
    months = manifest.certificate.valid_months
    made = Certificate(
        id=new_id(),
        code=new_code(),
        unit_code=office.unit_code,
        year=issued_on.year,
        number=number,
        register_number=printed,
        user_id=enrolment.user_id,
        course_id=enrolment.course_id,
        enrolment_id=enrolment.id,
        snapshot=asdict(snapshot),
        state=CertificateState.VALID,
        state_at=at,
        reason="",
        issued_at=at,
        issued_by=actor_id,
        expires_at=(
            datetime.combine(add_months(issued_on, months), time(), LOCAL).astimezone(UTC) if months else None
        ),
        replaced_by_id=None,
    )
    enrolment.certified_at = enrolment.certified_at or at
    db.session.add(made)
    db.session.flush()
    enqueue(RENDER, {"certificate_id": str(made.id)}, at, key=f"{RENDER}:{made.id}")
    return made


def _manifest(enrolment: Enrolment) -> Manifest:
    """The edition that was completed."""
    revision_id = courses.latest_revision(
        enrolment.course_id,
        enrolment.major if enrolment.completed_major is None else enrolment.completed_major,
        enrolment.minor if enrolment.completed_minor is None else enrolment.completed_minor,
    )
    if revision_id is None:
        raise NotFound
    return courses.manifest(revision_id)
