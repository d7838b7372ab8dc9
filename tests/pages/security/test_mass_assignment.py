"""Extra fields in any form change nothing: every column of every table is sent along with every form."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask

from lms import clock
from lms.accounts import codes
from lms.db import db
from lms.permissions import Actor as Acting
from lms.permissions import Grant, Role, Scope
from tests.client import CheckingClient
from tests.factories import COURSE_ID, PASSWORD
from tests.pages.security.world import CHECK, MANY, World

#: Forms drop what they do not ask for before a database sees it.
pytestmark = pytest.mark.once

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
#: What is planted, by the name of a column or of a right; every other column gets "777".
VALUES = {
    "role": "admin", "is_admin": "1", "admin": "1", "grants": "admin", "scope_kind": "site", "scope_id": "",
    "state": "completed", "score": "999", "max_score": "999", "passed": "1", "progress": "100",
    "done_count": "99", "total_count": "99", "completed_at": "2020-01-01", "created_at": "2020-01-01",
    "password_hash": "x", "number": "777", "code": "0" * 28, "locale": "en", "result": "{}",
}  # fmt: skip
PLANTED = {"777", "999", "0" * 28, "2020-01-01"}
NEW = "mưa rơi trên mái nhà"
DETAILS = {"full_name": "Nguyễn Thị Mới", "unit": "HTX", "position": "Xã viên"}
PLACE = {"commune_code": "", "place_asked": "", "place_q": ""}
SITE = {
    "name": "Học OCOP", "colour": "#1c6448", "mark": "", "help_name": "", "help_phone": "", "help_hours": "",
    "parent_body": "", "issuing_body": "VĂN PHÒNG", "unit_code": "VPĐP", "place": "", "signer_title": "",
    "signer_name": "", "number_pattern": "{number}/GCN", "register_years": "50",
}  # fmt: skip
CLIP = {"file_name": "a.mp4", "size": "1000", "type": "video/mp4", "fingerprint": "", "instead": ""}
VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nChào bà con.\n"
PERSON = DETAILS | PLACE | {"sort_name": "", "phone": "0912000222", "email": "", "audience_group": ""}


@dataclass(frozen=True)
class Form:
    """Who sends it, all the fields it has, and the answer; `values`: whose it is, where not learner A's."""

    who: str
    data: dict[str, Any] = field(default_factory=dict)
    status: int = 303
    values: dict[str, str] = field(default_factory=dict)
    json: bool = False


#: Every route that takes what somebody sends, in the order in which it is sent: what ends things comes last.
FORMS: dict[str, Form] = {
    "language.choose": Form("anonymous", {"lang": "vi", "next": "/"}),
    "calculators.work_out": Form("anonymous", {"example": "1"}, 200),
    "accounts.entering_send": Form("anonymous", {"login": "{user_code}", "code": "{slip}"}),
    "accounts.entering_person_send": Form("anonymous", {"me": "yes"}),
    "accounts.entering_name_send": Form("anonymous", {"name": "right"}),
    "accounts.entering_consent_send": Form("anonymous", {"answer": "yes", "training": "y"}),
    "accounts.entering_password_send": Form("anonymous", {"password": NEW}),
    "accounts.sign_out": Form("anonymous"),  # whom the slip has signed in
    "accounts.forgotten_send": Form("anonymous", {"login": "0999000999"}),
    "accounts.new_password_send": Form("anonymous", {"token": "x", "password": NEW}, 422),
    "accounts.choose_person": Form("anonymous", {"person": ""}),
    "accounts.code_send": Form("anonymous", {"code": "000000"}),
    "accounts.register_send": Form(
        "anonymous", {**DETAILS, "login": "0912000111", "password": PASSWORD, "training": "y"}
    ),
    "accounts.sign_in_send": Form("unenrolled", {"login": "{login}", "password": PASSWORD}),
    "accounts.prove_send": Form("unenrolled", {"password": PASSWORD, "next": "/"}),
    "accounts.consent_send": Form("unenrolled", {"answer": "yes", "training": "y", "next": "/"}),
    "accounts.second_factor_begin": Form("unenrolled"),
    "accounts.second_factor_confirm": Form("unenrolled", {"code": "000000"}, 422),
    "accounts.second_factor_off": Form("unenrolled"),
    "accounts.second_factor_codes": Form("unenrolled", status=404),  # it is off
    "accounts.end_device": Form("learner A"),
    "accounts.account_send": Form("learner A", {"unit": "HTX", "position": "Xã viên"}),
    "accounts.password_send": Form("learner A", {"old": PASSWORD, "new": NEW}),
    "learning.enrol": Form("unenrolled"),
    "learning.lesson_done": Form("learner A"),
    "learning.check": Form("learner A", {f"a.{CHECK}": ""}, 200),
    "learning.start_quiz": Form("learner A", {"password": ""}),
    "recall.answer": Form("learner A", status=200),
    "quizzes.answers": Form(
        "learner A",
        {"question": "ghi-khi-nao", "value": "", "client": "abcdefgh", "seq": 1, "base": 0},
        200,
        json=True,
    ),
    "quizzes.regrade_send": Form("trainer", {"kind": "full", "reason": "đáp án sai"}, 404),
    "quizzes.regrade_undo": Form("trainer"),
    "quizzes.teach_extend": Form("trainer", {"minutes": "5", "reason": "mất điện"}, 409),  # it has no limit
    "exceptions.give": Form(
        "trainer",
        {
            "learner": "{learner}",
            "people": "",
            "minutes": "5",
            "attempts": "",
            "closes": "",
            "reason": "mất điện",
        },
    ),
    "exceptions.withdraw": Form("trainer"),
    "papers.make": Form("trainer"),
    "papers.enter": Form("trainer", {"user": "{learner}"}),
    "quizfiles.look": Form("trainer", {"source": ""}, 422),  # no file
    "quizfiles.take": Form("trainer", {"text": "id: a", "to": "yaml"}, 422),  # no quiz
    "quizzes.submit": Form("learner A", {"confirmed": "1", "page": ""}),
    # A certificate has been issued for it.
    "studio.announce": Form("trainer", {"title": "Cách ghi sổ", "name": "them-mot", **CLIP}, 200),
    "studio.send_new": Form("trainer", {"title": "Cách ghi sổ", "name": ""}, 422),
    "studio.waive": Form("trainer", {"reason": "Video chỉ có nhạc, không có lời."}),
    "studio.unwaive": Form("trainer"),
    "studio.save_captions": Form("trainer", {"vtt": VTT, "version": "1", "origin": "editor"}),
    "studio.read_captions": Form("trainer", status=422),
    "studio.restore_captions": Form("trainer"),
    "studio.retry": Form("trainer"),
    "studio.dismiss": Form("trainer"),
    "studio.begin_upload": Form("trainer", CLIP, 409),  # it is being processed
    "studio.send_file": Form("trainer", status=422),
    "studio.remove": Form("trainer"),
    "quizzes.teach_reopen": Form("trainer", {"minutes": "", "reason": "mất điện"}, 409),
    "quizzes.mark_answer_send": Form("trainer", status=404),  # the attempt is open
    "storage.part": Form("learner A", status=404),  # without a signature
    "storage.upload_parts": Form("learner A", {"want": [1]}, 200, json=True),
    "storage.upload_done": Form("learner A", {}, 409, json=True),  # nothing has been sent
    "storage.upload_cancel": Form("learner A", {}, 200, json=True),
    "privacy.details_send": Form("learner A", {**DETAILS, "birth_year": "1970", "gender": ""}),
    "privacy.name_send": Form("learner A", {"full_name": "Nguyễn Thị Sen"}),
    "privacy.as_json": Form("learner A", status=200),
    "privacy.as_html": Form("learner A", status=200),
    "privacy.undo": Form("learner A"),
    "privacy.deletion_send": Form("learner A"),
    "privacy.withdraw": Form("learner A"),
    "communes.slips": Form("admin", {"person": "{unenrolled}"}, 200),
    "communes.propose_send": Form("contact", {"people": "Lò Văn Péng; 0912000555", "note": "xin học"}),
    "communes.propose_take_back": Form("contact", {}, 404),  # the request at hand is no list
    "office.proposed_people": Form("admin", {}, 404),  # the request at hand is no list
    "office.new_person_send": Form("admin", {**PERSON, "birth_year": "", "gender": ""}),
    "office.edit_person_send": Form(
        "admin", {**PERSON, "phone": "0912000333"}, values={"person_id": "unenrolled"}
    ),
    "office.sensitive": Form("admin", status=200),
    "office.sensitive_save": Form("admin", {"birth_year": "1970", "gender": ""}),
    "office.person_state_send": Form("admin", {"act": "enable"}),
    "office.grant_role": Form(
        "admin",
        {**PLACE, "role": "trainer", "course_id": COURSE_ID, "find": ""},
        values={"person_id": "other trainer"},
    ),
    "office.revoke_role": Form(
        "admin", {"role": "trainer", "scope": COURSE_ID}, values={"person_id": "other trainer"}
    ),
    "office.enrol": Form("admin", {"login": "{admin}", "course_id": COURSE_ID}),
    "office.issue": Form("admin", {"enrolment": "{enrolment}", "act": "issue"}),
    "office.change_certificate": Form("admin", {"act": "replace", "reason": "sửa tên"}),
    "office.people_import_send": Form(
        "admin",
        {"file": "Họ và tên,Điện thoại\nLò Văn Péng,0912000444\n", "course_id": "", "province_code": ""},
    ),
    "office.people_import_places": Form("admin", {"name": "", "meant": ""}),
    "office.people_import_write": Form("admin"),
    "office.people_import_discard": Form("admin"),
    "office.export_send": Form("admin", {"kind": "people", "format": "csv"}, 200),
    "office.settings_send": Form("admin", SITE),
    "office.leave": Form("admin"),
    "office.close_request": Form("admin", {"act": "done", "note": ""}),
    "office.removal_approve": Form("admin"),
    "office.removal_refuse": Form("admin", {"reason": "chưa rõ"}, 409),  # it is approved
    "office.merge_send": Form("admin", {"name": "kept", "phone": "kept"}, values={"other_id": "unenrolled"}),
    "practicals.draft": Form("learner A", status=400, json=True),
    "practicals.order": Form("learner A", status=400, json=True),
    "practicals.begin_photo": Form("learner A", status=400, json=True),
    "practicals.save": Form("learner A", {"text": "Bài của tôi.", "save_id": "lan-1"}),
    "practicals.showing": Form("learner A", {"showing": "no"}),
    "practicals.remove_photo": Form("learner A", status=200),
    "practical.mark_send": Form("trainer", status=422),
    "practical.again": Form("trainer"),
    "practical.show": Form("trainer"),
    "practical.add_phrase": Form("trainer", {"text": "Cộng lại."}),
    "practical.change_phrase": Form("learner A", {"text": "Cộng lại."}),
    "practical.drop_phrase": Form("learner A"),
    "office.waive": Form("admin", {"reason": "Giảng viên ốm"}, 409),  # it has not waited long enough
    "watching.watched": Form("learner A", status=409),  # without the mark of an open player
    "learning.try_quiz_send": Form("trainer", {"seed": "1"}, 422),
    "office.view_as": Form("admin", status=409),  # the person is being removed
    "accounts.stop_viewing": Form("admin", status=403),  # nobody is looked at
    "accounts.end_devices": Form("learner A"),
}


def columns(world: World) -> dict[str, str]:
    """A value for each column of each table; ids are learner B's."""
    other = str(world.people["learner B"].id)
    names = {column.name for table in db.metadata.sorted_tables for column in table.columns}
    found = {name: other if name.endswith(("id", "_by")) else "777" for name in names}
    assert len(found) > 100
    return {**found, **VALUES}


def rows(world: World) -> Iterator[tuple[str, dict[str, str]]]:
    """Every row but those of published content, as texts."""

    def read() -> list[tuple[str, dict[str, str]]]:
        return [
            (table.name, {name: str(value) for name, value in row.items()})
            for table in db.metadata.sorted_tables
            if table.name not in ("blobs", "revisions", "courses", "search_entries")
            for row in db.session.execute(table.select()).mappings()
        ]

    return iter(world.factory.read(read))


def stolen(world: World) -> list[str]:
    """Every row that names learner B, who does nothing meanwhile."""
    other = str(world.people["learner B"].id)
    return sorted(f"{table} {row}" for table, row in rows(world) if other in row.values())


def planted_rows(world: World) -> list[str]:
    """The columns in which a planted value stands."""
    return [
        f"{table}.{name}: {value}"
        for table, row in rows(world)
        for name, value in row.items()
        if value in PLANTED and not name.endswith(("id", "_by"))
    ]


def filled(world: World, data: dict[str, Any]) -> dict[str, Any]:
    """The fields of a form, with this world's ids."""
    slips = world.factory.write(
        codes.issue,
        [world.people["unenrolled"].id],
        Acting(grants=frozenset({Grant(Role.ADMIN, Scope.SITE, "")})),
        clock.now(),
    ) if "slip" in str(data) else {}  # fmt: skip
    known = {
        "{slip}": next((issued.code for issued in slips.values()), ""),
        "{user_code}": world.people["unenrolled"].user_code,
        "{login}": world.people["unenrolled"].login,
        "{admin}": world.people["admin"].login,
        "{learner}": str(world.people["learner A"].id),
        "{unenrolled}": str(world.people["unenrolled"].id),
        "{enrolment}": str(world.values["enrolment_id"]),
    }
    return {
        name: known.get(value, value) if isinstance(value, str) else value for name, value in data.items()
    }


def send(world: World, endpoint: str, form: Form, planted: dict[str, str]) -> Any:
    """The form with all that nobody asked for, in the body and in the address."""
    (rule,) = [
        rule for rule in world.rules() if rule.endpoint == endpoint and UNSAFE & (rule.methods or set())
    ]
    people = {name: world.people[who].id for name, who in form.values.items()}
    own = filled(world, form.data)
    extra = {name: value for name, value in planted.items() if name not in own}
    body: dict[str, Any] = {"json": {**extra, **own}} if form.json else {"data": {**extra, **own}}
    if "file" in own:
        body["data"]["file"] = (io.BytesIO(own["file"].encode()), "ds.csv")
    client: CheckingClient = world.clients[form.who]
    method = "PUT" if "PUT" in (rule.methods or set()) else "POST"
    return client.open(
        world.address(rule, **people),
        method=method,
        query_string=extra,
        queries=MANY,
        status=form.status,
        **body,
    )


def test_every_form_has_a_row(one_app: Flask) -> None:
    """S07: whatever takes a body is tried; a new route fails here until it has a row."""
    taking = {rule.endpoint for rule in one_app.url_map.iter_rules() if UNSAFE & (rule.methods or set())}
    assert taking == set(FORMS)


@pytest.mark.parametrize("who", sorted({form.who for form in FORMS.values()}))
def test_fields_that_no_form_asks_for_change_nothing(world: World, who: str) -> None:
    """S07, S09: the form does what it does, and no planted value, owner, right, score or state is written."""
    planted, before = columns(world), stolen(world)
    assert not planted_rows(world)
    if who == "trainer":
        send(world, "quizzes.submit", FORMS["quizzes.submit"], {})
    for endpoint, form in FORMS.items():
        if form.who != who:
            continue
        if who != "anonymous":
            world.factory.sign_in(world.clients[who], world.people[who])
        world.clients[who].get("/", queries=MANY)
        send(world, endpoint, form, planted)
        assert not planted_rows(world), endpoint
        assert stolen(world) == before, endpoint
    held: dict[str, set[str]] = {}
    for table, row in rows(world):
        for name, value in row.items():
            held.setdefault(f"{table}.{name}", set()).add(value)
    assert held["grants.role"] == {"admin", "trainer", "commune-contact"}
    assert held["users.locale"] == {"vi"}
    assert "completed" not in held["users.state"]
    admins = [row for table, row in rows(world) if table == "grants" and row["role"] == "admin"]
    assert [row["user_id"] for row in admins] == [str(world.people["admin"].id)]
