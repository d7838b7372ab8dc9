"""Everything that is stored about one person, as plain values with Vietnamese names.

Right answers are no data about the person and never part of it; what a person answered is.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from lms.accounts.models import Consent, GrantRow, Session, User
from lms.accounts.requests.models import Request
from lms.audit.models import AuditEntry
from lms.certificates.models import Certificate
from lms.clock import to_local
from lms.courses.models import Course
from lms.db import db
from lms.learning.models import Completion, Enrolment
from lms.learning.watching.models import Watching
from lms.mail.models import Mail
from lms.practical.models import Photo, Phrase, Work
from lms.quizzes.models import Answer, Attempt
from lms.videos.models import Video

MOST_AUDIT_ENTRIES = 5_000
Section = list[dict[str, Any]]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return to_local(value).isoformat(timespec="minutes")
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)


def _rows(query: Any, names: Sequence[str]) -> Section:
    return [
        {name: _plain(value) for name, value in zip(names, row, strict=True)}
        for row in db.session.execute(query)
    ]


def own_data(user_id: UUID) -> dict[str, Any]:
    """All sections in the order of the page; a bounded number of queries, whatever the person has done."""
    person = db.session.get_one(User, user_id)
    return {
        "ho_so": {column.key: _plain(getattr(person, column.key)) for column in _identity()},
        "vai_tro": _roles(user_id),
        "dong_y": _consents(user_id),
        "ghi_danh": _enrolments(user_id),
        "bai_da_hoc": _completions(user_id),
        "video_da_xem": _watchings(user_id),
        "bai_lam": _attempts(user_id),
        "bai_thuc_hanh": _practical_works(user_id),
        "giay_chung_nhan": _certificates(user_id),
        "phien_dang_nhap": _sessions(user_id),
        "yeu_cau": _requests(user_id),
        "thu_da_gui": _mails(person.email),
        "nhat_ky": _audit(user_id),
    }


def _identity() -> Iterable[Any]:
    """Every column of the person's row but the secret and what is derived from the name."""
    return [
        column
        for column in User.__table__.columns
        if column.key not in ("password_hash", "folded_name", "sort_key")
    ]


def _roles(user_id: UUID) -> Section:
    query = select(GrantRow.role, GrantRow.scope_kind, GrantRow.scope_id, GrantRow.granted_at)
    return _rows(query.where(GrantRow.user_id == user_id), ("vai", "loai_pham_vi", "pham_vi", "luc"))


def _consents(user_id: UUID) -> Section:
    query = select(
        Consent.purpose, Consent.version, Consent.wording, Consent.given_at, Consent.withdrawn_at
    ).where(Consent.user_id == user_id)
    names = ("muc_dich", "ban", "loi_van", "dong_y_luc", "rut_luc")
    return _rows(query.order_by(Consent.given_at), names)


def _enrolments(user_id: UUID) -> Section:
    query = (
        select(
            Course.title,
            Enrolment.state,
            Enrolment.enrolled_at,
            Enrolment.done_count,
            Enrolment.total_count,
            Enrolment.completed_at,
        )
        .join(Course, Course.id == Enrolment.course_id)
        .where(Enrolment.user_id == user_id)
        .order_by(Enrolment.enrolled_at)
    )
    return _rows(query, ("khoa_hoc", "tinh_trang", "ghi_danh_luc", "da_xong", "tong_so", "hoc_xong_luc"))


def _completions(user_id: UUID) -> Section:
    query = (
        select(Course.title, Completion.kind, Completion.item_id, Completion.at)
        .join(Enrolment, Enrolment.id == Completion.enrolment_id)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Enrolment.user_id == user_id)
        .order_by(Completion.at)
    )
    return _rows(query, ("khoa_hoc", "loai", "muc", "luc"))


def _watchings(user_id: UUID) -> Section:
    query = (
        select(Course.title, Video.title, Watching.watched_ms, Watching.position_ms, Watching.played_at)
        .join(Video, Video.id == Watching.video_id)
        .join(Course, Course.id == Video.course_id)
        .where(Watching.user_id == user_id)
        .order_by(Watching.played_at)
    )
    names = ("khoa_hoc", "video", "da_xem_mili_giay", "dang_xem_o_mili_giay", "luc")
    return _rows(query, names)


def _attempts(user_id: UUID) -> Section:
    query = (
        select(
            Attempt.id,
            Course.title,
            Attempt.quiz_id,
            Attempt.number,
            Attempt.started_at,
            Attempt.submitted_at,
            Attempt.score,
            Attempt.max_score,
            Attempt.passed,
        )
        .join(Course, Course.id == Attempt.course_id)
        .where(Attempt.user_id == user_id)
        .order_by(Attempt.started_at)
    )
    names = (
        "id", "khoa_hoc", "bai_kiem_tra", "lan", "bat_dau_luc", "nop_luc", "diem", "diem_toi_da", "dat",
    )  # fmt: skip
    attempts = _rows(query, names)
    given: dict[str, dict[str, Any]] = {}
    answers = (
        select(Answer.attempt_id, Answer.question_id, Answer.value)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(Attempt.user_id == user_id)
    )
    for attempt_id, question_id, value in db.session.execute(answers):
        given.setdefault(str(attempt_id), {})[question_id] = _plain(value)
    return [{**row, "tra_loi": given.get(row["id"], {})} for row in attempts]


def _practical_works(user_id: UUID) -> Section:
    query = (
        select(
            Work.id,
            Course.title,
            Work.practical_id,
            Work.state,
            Work.text,
            Work.sent_at,
            Work.decided_at,
            Work.comment,
            Work.levels,
            Work.showing,
        )
        .join(Course, Course.id == Work.course_id)
        .where(Work.user_id == user_id)
        .order_by(Work.created_at)
    )
    names = (
        "id", "khoa_hoc", "muc", "tinh_trang", "noi_dung", "gui_luc", "cham_luc", "nhan_xet",
        "tung_dong", "cho_lop_xem",
    )  # fmt: skip
    works = _rows(query, names)
    added: dict[str, list[Any]] = {}
    for work_id, at in db.session.execute(
        select(Photo.work_id, Photo.added_at)
        .join(Work, Work.id == Photo.work_id)
        .where(Work.user_id == user_id)
        .order_by(Photo.place)
    ):
        added.setdefault(str(work_id), []).append(_plain(at))
    kept = [
        {"id": str(one.id), "noi_dung": one.text, "luc": _plain(one.added_at)}
        for one in db.session.scalars(select(Phrase).where(Phrase.trainer_id == user_id))
    ]
    return [{**row, "anh": added.get(row["id"], [])} for row in works] + kept


def _certificates(user_id: UUID) -> Section:
    query = select(
        Certificate.register_number,
        Certificate.code,
        Certificate.state,
        Certificate.issued_at,
        Certificate.reason,
        Certificate.snapshot,
    ).where(Certificate.user_id == user_id)
    names = ("so", "ma_kiem_tra", "tinh_trang", "cap_luc", "ly_do", "noi_dung")
    return _rows(query.order_by(Certificate.issued_at), names)


def _sessions(user_id: UUID) -> Section:
    query = select(
        Session.device, Session.kind, Session.created_at, Session.last_seen_at, Session.revoked_at
    ).where(Session.user_id == user_id)
    return _rows(
        query.order_by(Session.created_at), ("may", "loai_may", "mo_luc", "thay_lan_cuoi", "ket_thuc_luc")
    )


def _requests(user_id: UUID) -> Section:
    query = select(
        Request.kind, Request.state, Request.text, Request.detail, Request.created_at, Request.closed_at
    ).where(Request.user_id == user_id)
    section = _rows(
        query.order_by(Request.created_at),
        ("loai", "tinh_trang", "loi_nhan", "chi_tiet", "gui_luc", "xong_luc"),
    )
    for row in section:
        # The people of a proposed list are not the proposer's data.
        row["chi_tiet"] = {key: value for key, value in row["chi_tiet"].items() if key != "rows"}
    return section


def _mails(address: str | None) -> Section:
    if not address:
        return []
    query = select(Mail.subject, Mail.state, Mail.created_at, Mail.sent_at).where(Mail.address == address)
    return _rows(query.order_by(Mail.created_at), ("tieu_de", "tinh_trang", "viet_luc", "gui_luc"))


def _audit(user_id: UUID) -> Section:
    """What was done to the person's account and what the person did; never who else was concerned."""
    query = (
        select(AuditEntry.at, AuditEntry.action, AuditEntry.actor_id == user_id, AuditEntry.target_kind)
        .where(or_(AuditEntry.actor_id == user_id, AuditEntry.target_id == str(user_id)))
        .order_by(AuditEntry.at.desc())
        .limit(MOST_AUDIT_ENTRIES)
    )
    return _rows(query, ("luc", "viec", "do_toi_lam", "doi_tuong"))
