"""Many learners at once: rows as the services write them, in bulk, and what their browsers would send."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import insert, select

from lms import clock
from lms.accounts import consents, name_words
from lms.accounts.models import Session, User, UserState
from lms.accounts.name_words import NameWord
from lms.accounts.sessions import token_hash
from lms.certificates.models import Certificate
from lms.certificates.rules import CertificateState, Snapshot, new_code
from lms.courses import queries as courses
from lms.courses.models import Course, CourseState
from lms.db import atomic, db
from lms.ids import new_id, random_token
from lms.learning.models import Completion, Enrolment, EnrolmentState, ItemKind
from lms.names import fold, sort_key
from lms.places.models import Commune

#: About as often as in Vietnam: four of ten are called Nguyễn, and a third of the women Thị.
_FAMILIES = {"Nguyễn": 38, "Trần": 12, "Lê": 10, "Phạm": 7, "Hoàng": 5, "Vũ": 5, "Đặng": 4, "Bùi": 4, "Lò": 3,
             "Hà": 3, "Giàng": 2, "Vi": 2, "Nông": 2, "Quàng": 2, "Thạch": 1}  # fmt: skip
_MIDDLES = {"Thị": 35, "Văn": 25, "Thu": 8, "Đức": 8, "Minh": 8, "Xuân": 8, "Ngọc": 8}
_GIVEN = (
    "Lành Sen Tú Mơ Bình Đào Thảo Ước Ân Mận Khánh Hoa Hòa Hương Lan Huệ Cúc Mai Yến Oanh Nga Hằng Thủy Dung "
    "Nhung Tâm Hiền Phượng Loan Liên Ngân Trang Linh Vân Giang Sơn Hải Long Hùng Dũng Cường Thắng Mạnh Kiên "
    "Quân Tuấn Nam Phong Vinh Quang Toàn Thành Đạt Phúc Lộc Thọ An Châu Nguyên Duy"
).split()
_UNITS = ("HTX Bến Lau", "HTX Chè Tân Cương", "Hộ sản xuất miến dong", "Trang trại Đồi Xanh", "")
#: Of a hundred people in the big installation: who has come in, finished, and holds a certificate.
_CAME_IN, _FINISHED, _HOLDS = 80, 20, 19
_CHUNK = 5_000
#: Every third lesson or so is behind most learners.
_DONE = 6


@dataclass(frozen=True)
class Learner:
    """Somebody signed in: the cookie of the session and its CSRF token."""

    id: UUID
    cookie: str
    token: str

    def get(self, path: str) -> bytes:
        """Return the bytes of a GET request."""
        return self._request("GET", path)

    def post_json(self, path: str, body: dict[str, Any]) -> bytes:
        """Return the bytes of what the page's script sends."""
        kind = f"Content-Type: application/json\r\nAccept: application/json\r\nX-CSRFToken: {self.token}\r\n"
        return self._request("POST", path, kind, json.dumps(body).encode())

    def post_form(self, path: str, **fields: str) -> bytes:
        """Return the bytes of a form sent without script."""
        body = "&".join(f"{name}={value}" for name, value in {"csrf_token": self.token, **fields}.items())
        kind = "Content-Type: application/x-www-form-urlencoded\r\n"
        return self._request("POST", path, kind, body.encode())

    def _request(self, method: str, path: str, headers: str = "", body: bytes = b"") -> bytes:
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            f"Cookie: session={self.cookie}\r\n{headers}{length}\r\n"
        )
        return head.encode() + body


def add_learners(count: int, *, various: bool = False) -> list[UUID]:
    """Add learners enrolled in every published course, some lessons done; return their ids.

    various: some have not come in yet, some have finished, most of these hold a certificate. Needs an app
    context; commits every few thousand rows.
    """
    at = clock.now()
    made: list[UUID] = []
    dice = Random(2025)
    communes = db.session.scalars(select(Commune.code).order_by(Commune.code)).all()
    published = [_course(course_id) for course_id in _published()]
    taken = db.session.scalar(select(db.func.count()).select_from(User)) or 0
    for start in range(0, count, _CHUNK):
        people = [
            {
                "id": new_id(),
                "name": _name(dice),
                "number": taken + start + number,
                "commune": dice.choice(communes) if communes else None,
                "unit": dice.choice(_UNITS),
                "came": not various or dice.randrange(100) < _CAME_IN,
            }
            for number in range(min(_CHUNK, count - start))
        ]
        enrolments = [_enrolment(person["id"], course, at) for person in people for course in published]
        held = _finish(enrolments, (taken + start) * len(published) + 1, at, dice) if various else []
        with atomic():
            db.session.execute(insert(User), [_user(person, at) for person in people])
            words = [row for person in people for row in name_words.rows_of(person["id"], person["name"])]
            db.session.execute(insert(NameWord), words)
            db.session.execute(insert(Enrolment), [row for row, _ in enrolments])
            db.session.execute(insert(Completion), [row for _, rows in enrolments for row in rows])
            if held:
                db.session.execute(insert(Certificate), held)
        made += [person["id"] for person in people]
    return made


def _name(dice: Random) -> str:
    family = dice.choices(list(_FAMILIES), list(_FAMILIES.values()))[0]
    middle = dice.choices(list(_MIDDLES), list(_MIDDLES.values()))[0]
    return f"{family} {middle} {dice.choice(_GIVEN)}"


def _finish(enrolments: list[Any], first: int, at: datetime, dice: Random) -> list[dict[str, Any]]:
    """Let some have finished, at different times; return the rows of their certificates.

    first: no certificate has this number yet, nor one above it.
    """
    held = []
    for number, (row, _rows) in enumerate(enrolments, first):
        draw, days = dice.randrange(100), timedelta(minutes=dice.randrange(400_000))
        done = draw < _FINISHED
        row["state"] = EnrolmentState.COMPLETED if done else EnrolmentState.ACTIVE
        row["completed_at"] = at - days if done else None
        row["certified_at"] = at - days if draw < _HOLDS else None
        if draw < _HOLDS:
            held.append(_certificate(row, number, at - days))
    return held


def _certificate(enrolment: dict[str, Any], number: int, at: datetime) -> dict[str, Any]:
    day = at.date().isoformat()
    snapshot = Snapshot(
        full_name="Nguyễn Thị Sen",
        unit="",
        course="Khóa học",
        periods=10,
        started_on=day,
        completed_on=day,
        issued_on=day,
        number=f"{number}/B",
        parent_body="",
        issuing_body="",
        place="",
        signer_title="",
        signer_name="",
        edition="1.0",
        note="",
    )
    return {
        "id": new_id(),
        "code": new_code(),
        "unit_code": "B",
        "year": 2000,
        "number": number,
        "register_number": f"{number}/B",
        "user_id": enrolment["user_id"],
        "course_id": enrolment["course_id"],
        "enrolment_id": enrolment["id"],
        "snapshot": asdict(snapshot),
        "state": CertificateState.VALID,
        "state_at": at,
        "reason": "",
        "issued_at": at,
    }


def _published() -> Sequence[str]:
    return db.session.scalars(select(Course.id).where(Course.state == CourseState.PUBLISHED)).all()


def _course(course_id: str) -> tuple[str, tuple[int, int], list[str], int]:
    row = courses.course(course_id)
    assert row is not None
    edition = courses.edition_of(row.revision_id)
    assert edition is not None
    manifest = courses.manifest(row.revision_id)
    lessons = [
        item.id
        for module in manifest.modules
        for item in module.items
        if item.kind == "lesson" and item.id in manifest.required
    ]
    return course_id, edition, lessons[:_DONE], len(manifest.required)


def _user(person: dict[str, Any], at: Any) -> dict[str, Any]:
    return {
        "id": person["id"],
        "user_code": f"B-{person['number']:07d}",
        "full_name": person["name"],
        "folded_name": fold(person["name"]),
        "sort_key": sort_key(person["name"]),
        "phone": f"09{person['number']:08d}",
        "password_hash": "-" if person["came"] else None,
        "commune_code": person["commune"],
        "state": UserState.ACTIVE,
        "locale": "vi",
        "unit": person["unit"],
        "position": "Xã viên",
        "created_at": at,
    }


def _enrolment(
    user_id: UUID, course: tuple[str, tuple[int, int], list[str], int], at: Any
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    course_id, (major, minor), done, total = course
    row = {
        "id": new_id(),
        "user_id": user_id,
        "course_id": course_id,
        "major": major,
        "minor": minor,
        "state": EnrolmentState.ACTIVE,
        "enrolled_at": at,
        "enrolled_by": user_id,
        "done_count": len(done),
        "total_count": total,
    }
    completions = [
        {
            "id": new_id(),
            "enrolment_id": row["id"],
            "item_id": item_id,
            "kind": ItemKind.LESSON,
            "at": at,
            "actor_id": user_id,
        }
        for item_id in done
    ]
    return row, completions


def sign_in(app: Flask, user_ids: Sequence[UUID]) -> list[Learner]:
    """Open a session for each and return what their browsers hold once they have consented; commits."""
    at = clock.now()
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    csrf = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token")
    tokens = [random_token() for _ in user_ids]
    rows = [
        {
            "id": new_id(),
            "token_hash": token_hash(token),
            "user_id": user_id,
            "created_at": at,
            "last_seen_at": at,
        }
        for token, user_id in zip(tokens, user_ids, strict=True)
    ]
    with app.app_context(), atomic():
        db.session.execute(insert(Session), rows)
    secret = "b" * 40
    return [
        Learner(
            user_id,
            signer.dumps(
                {"_user_id": token, "_fresh": True, "csrf_token": secret, "consent": consents.VERSION}
            ),
            csrf.dumps(secret),
        )
        for token, user_id in zip(tokens, user_ids, strict=True)
    ]


def yardstick_learners(app: Flask, user_ids: Sequence[UUID]) -> list[Learner]:
    """Return the same people as the yardstick knows them: the user's id in the cookie."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return [
        Learner(user_id, signer.dumps({"_user_id": str(user_id), "_fresh": True}), "") for user_id in user_ids
    ]
