"""Extra fields in any form change nothing: every column of every table is sent along with every form."""

from typing import Any

import pytest

from lms.accounts.models import GrantRow
from lms.certificates.models import Certificate
from lms.db import db
from lms.learning.models import Enrolment
from lms.quizzes.models import Attempt
from tests.factories import COURSE_ID, PASSWORD
from tests.pages.security.world import CHECK, LESSON, MANY, QUIZ, World

#: What the forms themselves ask for: sending these is no attack.
ASKED = {
    "full_name", "unit", "position", "login", "password", "training", "old", "new", "course_id", "reason",
    "name", "colour", "help_name", "help_phone", "help_hours", "parent_body", "issuing_body", "unit_code",
    "place", "signer_title", "signer_name", "number_pattern", "mark", "register_years",
}  # fmt: skip
VALUES = {
    "role": "admin", "is_admin": "1", "admin": "1", "grants": "admin", "scope_kind": "site", "scope_id": "",
    "state": "completed", "score": "999", "max_score": "999", "passed": "1", "progress": "100",
    "done_count": "99", "total_count": "99", "completed_at": "2020-01-01", "created_at": "2020-01-01",
    "password_hash": "x", "number": "777", "code": "0" * 28, "locale": "en", "result": "{}",
}  # fmt: skip


def every_column(world: World) -> dict[str, str]:
    """A value for each column of each table that no form asks for; ids are learner B's."""
    other = str(world.people["learner B"].id)
    names = {column.name for table in db.metadata.sorted_tables for column in table.columns}
    found = {name: VALUES.get(name, other if name.endswith(("id", "_by")) else "777") for name in names}
    return {name: value for name, value in {**found, **VALUES}.items() if name not in ASKED}


def forms(world: World) -> list[tuple[str, str, dict[str, Any], int]]:
    """(who, address, the honest fields, the status) of every form that writes."""
    values, course = world.values, f"/courses/{COURSE_ID}"
    site = {
        "name": "Học OCOP", "colour": "#1c6448", "issuing_body": "VĂN PHÒNG", "unit_code": "VPĐP",
        "number_pattern": "{number}/GCN", "register_years": "50",
    }  # fmt: skip
    details = {"full_name": "Nguyễn Thị Mới", "unit": "HTX", "position": "Xã viên"}
    admin, learner = "admin", "learner A"
    return [
        (
            "anonymous",
            "/register",
            {**details, "login": "0912000111", "password": PASSWORD, "training": "y"},
            303,
        ),
        (learner, "/account", details, 303),
        (learner, "/account/password", {"old": PASSWORD, "new": "mưa rơi trên mái nhà"}, 303),
        ("unenrolled", f"{course}/enrol", {}, 303),
        (learner, f"{course}/lessons/{LESSON}/done", {}, 303),
        (learner, f"{course}/lessons/{LESSON}/checks/{CHECK}", {}, 200),
        (learner, f"{course}/quizzes/{QUIZ}/start", {}, 303),
        (learner, f"/attempts/{values['attempt_id']}/answers", {}, 303),
        (learner, f"/attempts/{values['attempt_id']}/submit", {"confirmed": "1"}, 303),
        (admin, "/office/enrolments", {"login": world.people["admin"].login, "course_id": COURSE_ID}, 303),
        (admin, "/office/certificates", {"enrolment": str(values["enrolment_id"])}, 303),
        (
            admin,
            f"/office/certificates/{values['certificate_id']}",
            {"act": "replace", "reason": "sửa tên"},
            303,
        ),
        (admin, f"/office/enrolments/{values['enrolment_id']}/leave", {}, 303),
        (admin, "/office/settings", site, 303),
        ("anonymous", "/language", {"lang": "en"}, 303),
        ("anonymous", "/tinh/hoa-von", {"example": "1"}, 200),
    ]


@pytest.mark.parametrize("number", range(16))
def test_fields_that_no_form_asks_for_change_nothing(world: World, number: int) -> None:
    """S07, S09: the form does what it does, and no planted value is in any row afterwards."""
    who, address, data, status = forms(world)[number]
    planted = every_column(world)
    assert len(planted) > 60
    client = world.clients[who]
    client.post(address, data={**planted, **data}, query_string=planted, queries=MANY, status=status)

    def read() -> dict[str, Any]:
        rows: dict[str, Any] = {}
        for table in db.metadata.sorted_tables:
            if table.name in ("blobs", "revisions", "courses", "search_entries"):
                continue
            for row in db.session.execute(table.select()).mappings():
                for name, value in row.items():
                    rows.setdefault(f"{table.name}.{name}", set()).add(str(value))
        return rows

    held = world.factory.read(read)
    for column, found in held.items():
        name = column.split(".")[1]
        if name in ("state", "locale", "role", "scope_kind", "scope_id"):
            continue
        if name.endswith(("id", "_by")):
            continue
        assert not found & {"777", "999", "0" * 28, "2020-01-01"}, f"{column}: {found}"
    assert held["grants.role"] == {"admin", "trainer"}
    assert held["users.locale"] == {"vi"}
    assert held["users.state"] == {"active"}


def test_rights_results_and_owners_stay(world: World) -> None:
    """S07, S09: after all forms with all columns, roles, owners, scores and states are what they were."""

    def read() -> list[Any]:
        stolen = world.people["learner B"].id
        return [
            sorted((str(row.user_id), row.role) for row in db.session.scalars(db.select(GrantRow))),
            len(db.session.scalars(db.select(Attempt).where(Attempt.user_id == stolen)).all()),
            len(db.session.scalars(db.select(Certificate).where(Certificate.user_id == stolen)).all()),
            [
                (one.state, one.done_count)
                for one in db.session.scalars(db.select(Enrolment).where(Enrolment.user_id == stolen))
            ],
        ]

    before = world.factory.read(read)
    planted = every_column(world)
    for who, address, data, _status in forms(world):
        world.clients[who].post(address, data={**planted, **data}, queries=MANY)
    assert world.factory.read(read) == before
