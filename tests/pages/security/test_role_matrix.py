"""Every route, every method, every kind of person, on things that really are learner A's."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from lms.web import guard
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory
from tests.pages.security.world import MANY, ROLES, World, make_world, raw

ANYONE = frozenset(ROLES)
SIGNED_IN = ANYONE - {"anonymous"}
ENROLLED = frozenset({"learner A", "learner B"})
READERS = ENROLLED | {"trainer", "admin"}
OWNER = frozenset({"learner A"})
OFFICE = frozenset({"admin"})
TEACHERS = frozenset({"trainer", "admin"})
CONTACTS = frozenset({"contact", "other contact", "admin"})
#: Who may give learner A, who lives in the commune, a new code.
NEAR = frozenset({"contact", "admin"})

#: What a signed-in person gets who may not: forbidden, no such thing, or the course's own page.
FORBIDDEN, HIDDEN, COURSE = 403, 404, 302


@dataclass(frozen=True)
class Row:
    """Who may, what they then get, and what others get.

    The form is sent empty or as `data` says; `{name}` stands for a value of the world.
    """

    who: frozenset[str]
    status: int
    denied: int = FORBIDDEN
    data: dict[str, str] | None = None


#: (endpoint, method) -> the law. A new route fails the test until it has a row here.
TABLE: dict[tuple[str, str], Row] = {
    ("health.healthz", "GET"): Row(ANYONE, 200),
    ("health.readyz", "GET"): Row(ANYONE, 200),
    ("language.choose", "POST"): Row(ANYONE, 303),
    ("site.colour", "GET"): Row(ANYONE, 200),
    ("storage.file", "GET"): Row(ANYONE, 404),  # without a signature
    ("places.search", "GET"): Row(ANYONE, 200),
    ("storage.part", "PUT"): Row(ANYONE, 404),  # without a signature
    ("storage.upload_parts", "POST"): Row(OWNER, 200, HIDDEN),
    ("storage.upload_done", "POST"): Row(OWNER, 409, HIDDEN),  # nothing has been sent
    ("storage.upload_cancel", "POST"): Row(OWNER, 200, HIDDEN),
    ("home.home", "GET"): Row(ANYONE, 200),
    ("home.teach", "GET"): Row(TEACHERS | {"other trainer"}, 200, HIDDEN),
    ("accounts.sign_in", "GET"): Row(ANYONE, 302),
    ("accounts.sign_in_send", "POST"): Row(ANYONE, 422),
    ("accounts.prove", "GET"): Row(SIGNED_IN, 200),
    ("accounts.prove_send", "POST"): Row(SIGNED_IN, 422),
    ("accounts.people", "GET"): Row(ANYONE, 302),
    ("accounts.choose_person", "POST"): Row(ANYONE, 303),
    ("accounts.code", "GET"): Row(ANYONE, 302),
    ("accounts.code_send", "POST"): Row(ANYONE, 303),
    ("accounts.devices", "GET"): Row(SIGNED_IN, 200),
    ("accounts.end_device", "POST"): Row(OWNER, 303, HIDDEN),
    ("accounts.end_devices", "POST"): Row(SIGNED_IN, 303),
    ("accounts.second_factor_page", "GET"): Row(SIGNED_IN, 200),
    ("accounts.second_factor_begin", "POST"): Row(SIGNED_IN, 303),
    ("accounts.second_factor_picture", "GET"): Row(SIGNED_IN, 404),  # nothing is being set up
    ("accounts.second_factor_confirm", "POST"): Row(SIGNED_IN, 422),
    ("accounts.second_factor_codes", "POST"): Row(SIGNED_IN, 404),
    ("accounts.second_factor_off", "POST"): Row(SIGNED_IN, 303),
    ("accounts.register", "GET"): Row(ANYONE, 200),
    ("accounts.register_send", "POST"): Row(ANYONE, 422),
    ("accounts.entering", "GET"): Row(ANYONE, 200),
    ("accounts.entering_send", "POST"): Row(ANYONE, 422),
    # Without a right code every further step leads back to the first.
    ("accounts.entering_person", "GET"): Row(ANYONE, 303),
    ("accounts.entering_person_send", "POST"): Row(ANYONE, 303),
    ("accounts.entering_name", "GET"): Row(ANYONE, 303),
    ("accounts.entering_name_send", "POST"): Row(ANYONE, 303),
    ("accounts.entering_consent", "GET"): Row(ANYONE, 303),
    ("accounts.entering_consent_send", "POST"): Row(ANYONE, 303),
    ("accounts.entering_password", "GET"): Row(ANYONE, 303),
    ("accounts.entering_password_send", "POST"): Row(ANYONE, 303),
    ("accounts.forgotten", "GET"): Row(ANYONE, 200),
    ("accounts.forgotten_send", "POST"): Row(ANYONE, 422),
    ("accounts.forgotten_taken", "GET"): Row(ANYONE, 200),
    ("accounts.new_password", "GET"): Row(ANYONE, 200),
    ("accounts.new_password_send", "POST"): Row(ANYONE, 422),  # without a code that was mailed
    ("accounts.consent", "GET"): Row(SIGNED_IN, 200),
    ("accounts.consent_send", "POST"): Row(SIGNED_IN, 422),
    ("accounts.account", "GET"): Row(SIGNED_IN, 200),
    ("accounts.account_send", "POST"): Row(SIGNED_IN, 303),
    ("accounts.password_send", "POST"): Row(SIGNED_IN, 422),
    ("accounts.sign_out", "POST"): Row(SIGNED_IN, 303),
    ("accounts.stop_viewing", "POST"): Row(frozenset(), 303),
    ("calculators.index", "GET"): Row(ANYONE, 200),
    ("calculators.empty", "GET"): Row(ANYONE, 200),
    ("calculators.work_out", "POST"): Row(ANYONE, 422),
    ("courses.catalogue", "GET"): Row(ANYONE, 200),
    ("learning.search", "GET"): Row(ANYONE, 200),
    ("learning.onward", "GET"): Row(SIGNED_IN, 302),
    ("learning.course", "GET"): Row(ANYONE, 200),
    ("learning.enrol", "POST"): Row(SIGNED_IN, 303),
    ("learning.lesson", "GET"): Row(READERS, 200, COURSE),
    ("learning.lesson_done", "POST"): Row(ENROLLED, 303, COURSE),
    ("learning.check", "POST"): Row(READERS, 200, COURSE),
    ("learning.check_again", "GET"): Row(READERS, 302, COURSE),
    ("learning.quiz", "GET"): Row(READERS, 200, COURSE),
    ("learning.try_quiz", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("learning.try_quiz_send", "POST"): Row(TEACHERS, 422, HIDDEN),  # without a draw
    ("learning.start_page", "GET"): Row(READERS, 302, COURSE),
    ("learning.start_quiz", "POST"): Row(ENROLLED, 303, COURSE),
    ("learning.media", "GET"): Row(READERS, 200),
    ("watching.file", "GET"): Row(READERS, 302),
    ("watching.master", "GET"): Row(READERS, 200),
    ("watching.playlist", "GET"): Row(READERS, 200),
    ("watching.head", "GET"): Row(READERS, 302),
    ("watching.segment", "GET"): Row(READERS, 302),
    ("watching.caption", "GET"): Row(READERS, 200),
    ("watching.watched", "POST"): Row(ENROLLED, 409),  # without the mark of an open player
    ("learning.file", "GET"): Row(READERS, 302),
    ("practicals.practical", "GET"): Row(READERS, 200, COURSE),
    ("practicals.save", "POST"): Row(ENROLLED, 303, COURSE),
    ("practicals.draft", "POST"): Row(ENROLLED, 400),  # not as a form
    ("practicals.order", "POST"): Row(ENROLLED, 400),
    ("practicals.begin_photo", "POST"): Row(ENROLLED, 400),
    # Learner A's work is shown to the class.
    ("practicals.photo", "GET"): Row(READERS, 302, HIDDEN),
    ("practicals.remove_photo", "POST"): Row(OWNER, 200, HIDDEN),
    ("practicals.shown", "GET"): Row(READERS, 200, HIDDEN),
    ("practicals.showing", "POST"): Row(OWNER, 303, HIDDEN),
    ("practical.queue", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("practical.marked", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("practical.mark", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("practical.mark_send", "POST"): Row(TEACHERS, 422, HIDDEN),
    ("practical.skip", "GET"): Row(TEACHERS, 302, HIDDEN),
    ("practical.again", "POST"): Row(TEACHERS, 303, HIDDEN),
    ("practical.show", "POST"): Row(TEACHERS, 303, HIDDEN),
    ("practical.phrases", "GET"): Row(TEACHERS | {"other trainer"}, 200, HIDDEN),
    ("practical.add_phrase", "POST"): Row(TEACHERS | {"other trainer"}, 422, HIDDEN),
    ("practical.change_phrase", "POST"): Row(OWNER, 422, HIDDEN),
    ("practical.drop_phrase", "POST"): Row(OWNER, 303, HIDDEN),
    ("recall.recall", "GET"): Row(ENROLLED, 200, COURSE),
    ("recall.answer", "POST"): Row(ENROLLED, 200, COURSE),
    ("quizzes.attempt", "GET"): Row(OWNER, 200, HIDDEN),
    ("quizzes.answers_page", "GET"): Row(OWNER, 302, HIDDEN),
    ("quizzes.confirm", "GET"): Row(OWNER, 200, HIDDEN),
    ("quizzes.leave", "GET"): Row(OWNER, 302, HIDDEN),  # its pages may be gone back to
    ("quizzes.answers", "POST"): Row(OWNER, 303, HIDDEN),
    ("quizzes.result", "GET"): Row(OWNER, 302, HIDDEN),
    ("quizzes.submit", "POST"): Row(OWNER, 303, HIDDEN, {"confirmed": "1"}),
    ("exceptions.page", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("exceptions.give", "POST"): Row(TEACHERS, 422, HIDDEN),
    ("exceptions.withdraw", "POST"): Row(TEACHERS, 303, HIDDEN),
    ("studio.shelf", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("studio.new", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("studio.announce", "POST"): Row(TEACHERS, 422, HIDDEN),
    ("studio.send_new", "POST"): Row(TEACHERS, 422, HIDDEN),
    ("studio.video", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("studio.watch", "GET"): Row(TEACHERS, 404, HIDDEN),  # the video has failed
    ("studio.retry", "POST"): Row(TEACHERS, 303, HIDDEN),
    ("studio.dismiss", "POST"): Row(TEACHERS, 303, HIDDEN),
    ("studio.remove_confirm", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("studio.remove", "POST"): Row(TEACHERS, 303, HIDDEN),
    ("studio.waiver", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("studio.waive", "POST"): Row(TEACHERS, 422, HIDDEN),
    ("studio.unwaive", "POST"): Row(TEACHERS, 303, HIDDEN),
    ("studio.file", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("studio.begin_upload", "POST"): Row(TEACHERS, 422, HIDDEN),
    ("studio.send_file", "POST"): Row(TEACHERS, 422, HIDDEN),
    ("studio.edit_captions", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("studio.save_captions", "POST"): Row(TEACHERS, 422, HIDDEN),
    ("studio.read_captions", "POST"): Row(TEACHERS, 422, HIDDEN),
    ("studio.caption_version", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("studio.restore_captions", "POST"): Row(TEACHERS, 303, HIDDEN),
    ("papers.papers", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("papers.make", "POST"): Row(TEACHERS, 303, HIDDEN),
    ("papers.paper", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("papers.sheets", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("papers.key", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("papers.results", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("papers.enter", "POST"): Row(TEACHERS, 303, HIDDEN),
    ("quizfiles.start", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("quizfiles.look", "POST"): Row(TEACHERS, 422, HIDDEN),
    ("quizfiles.template", "GET"): Row(TEACHERS | {"other trainer"}, 200, HIDDEN),
    ("quizfiles.take", "POST"): Row(TEACHERS, 422, HIDDEN),
    ("quizfiles.export", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("quizfiles.bank", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("quizzes.teach_course", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("quizzes.teach_quiz", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("quizzes.analysis", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("quizzes.analysis_attempts", "GET"): Row(TEACHERS, 404, HIDDEN),  # no question is named
    ("quizzes.analysis_file", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("quizzes.marking", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("quizzes.mark_answer", "GET"): Row(TEACHERS, 404, HIDDEN),  # the attempt is open
    ("quizzes.mark_next", "GET"): Row(TEACHERS, 404, HIDDEN),
    ("quizzes.mark_previous", "GET"): Row(TEACHERS, 404, HIDDEN),
    ("quizzes.mark_answer_send", "POST"): Row(TEACHERS, 404, HIDDEN),
    ("quizzes.regrades", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("quizzes.regrade", "GET"): Row(TEACHERS, 404, HIDDEN),  # nobody handed in such a definition
    ("quizzes.regrade_send", "POST"): Row(TEACHERS, 404, HIDDEN),
    ("quizzes.regraded", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("quizzes.regrade_undo", "POST"): Row(TEACHERS, 303, HIDDEN),
    ("quizzes.teach_attempt", "GET"): Row(TEACHERS, 200, HIDDEN),
    ("quizzes.teach_extend", "POST"): Row(TEACHERS, 422, HIDDEN),
    ("quizzes.teach_reopen", "POST"): Row(TEACHERS, 422, HIDDEN),
    ("certificates.mine", "GET"): Row(SIGNED_IN, 200),
    ("certificates.certificate", "GET"): Row(OWNER | OFFICE, 200, HIDDEN),
    ("certificates.pdf", "GET"): Row(OWNER | OFFICE, 200, HIDDEN),
    ("certificates.png", "GET"): Row(OWNER | OFFICE, 200, HIDDEN),
    ("certificates.verify_form", "GET"): Row(ANYONE, 200),
    ("certificates.verify", "GET"): Row(ANYONE, 200),
    ("office.desk", "GET"): Row(OFFICE, 200),
    ("office.people_list", "GET"): Row(OFFICE, 200),
    ("office.new_person", "GET"): Row(OFFICE, 200),
    ("office.new_person_send", "POST"): Row(OFFICE, 422),
    ("office.person", "GET"): Row(OFFICE, 200),
    ("office.sensitive", "POST"): Row(OFFICE, 200),
    ("office.sensitive_save", "POST"): Row(OFFICE, 303),
    ("office.edit_person", "GET"): Row(OFFICE, 200),
    ("office.edit_person_send", "POST"): Row(OFFICE, 422),
    ("office.person_state", "GET"): Row(OFFICE, 200),
    ("office.person_state_send", "POST"): Row(OFFICE, 303, data={"act": "enable"}),
    ("office.view_as", "POST"): Row(OFFICE, 303),
    ("office.roles", "GET"): Row(OFFICE, 200),
    ("office.grant_role", "POST"): Row(OFFICE, 422),
    ("office.revoke_role", "POST"): Row(OFFICE, 422),
    ("office.merge_choose", "GET"): Row(OFFICE, 200),
    ("office.merge_preview", "GET"): Row(OFFICE, 200),
    ("office.merge_send", "POST"): Row(OFFICE, 303),
    ("office.enrolments", "GET"): Row(OFFICE, 200),
    ("office.enrol", "POST"): Row(OFFICE, 422),
    ("office.due", "GET"): Row(OFFICE, 200),
    ("office.issue", "POST"): Row(OFFICE, 303),
    ("office.issued", "GET"): Row(OFFICE, 200),
    ("office.certificate", "GET"): Row(OFFICE, 200),
    ("office.change_certificate", "POST"): Row(OFFICE, 303, data={"act": "revoke", "reason": "in nhầm tên"}),
    ("office.leave_confirm", "GET"): Row(OFFICE, 200),
    ("office.leave", "POST"): Row(OFFICE, 303),
    ("office.works", "GET"): Row(OFFICE, 200),
    ("office.work", "GET"): Row(OFFICE, 200),
    ("office.waive", "POST"): Row(OFFICE, 422),
    ("communes.page", "GET"): Row(CONTACTS, 200, HIDDEN),
    ("communes.slips", "POST"): Row(NEAR, 200, HIDDEN, {"person": "{person_id}"}),
    ("communes.propose", "GET"): Row(CONTACTS, 200, HIDDEN),
    ("communes.propose_send", "POST"): Row(CONTACTS, 422, HIDDEN),
    ("communes.propose_take_back", "POST"): Row(NEAR, 404, HIDDEN),  # it is no list
    ("office.proposed_people", "POST"): Row(OFFICE, 404),  # it is no list
    ("office.requests", "GET"): Row(OFFICE, 200),
    ("office.closed_requests", "GET"): Row(OFFICE, 200),
    ("office.close_request", "POST"): Row(OFFICE, 303),
    ("office.audit", "GET"): Row(OFFICE, 200),
    ("office.people_import", "GET"): Row(OFFICE, 200),
    ("office.people_import_template", "GET"): Row(OFFICE, 200),
    ("office.people_import_send", "POST"): Row(OFFICE, 422),
    ("office.people_import_rows", "GET"): Row(OFFICE, 200),
    ("office.people_import_places", "POST"): Row(OFFICE, 303),
    ("office.people_import_write", "POST"): Row(OFFICE, 303),
    ("office.people_import_discard", "POST"): Row(OFFICE, 303),
    ("office.people_import_refused", "GET"): Row(OFFICE, 200),
    ("office.exports", "GET"): Row(OFFICE, 200),
    ("office.export_send", "POST"): Row(OFFICE, 200, data={"kind": "people", "format": "xlsx"}),
    ("office.export_waiting", "GET"): Row(OFFICE, 200, HIDDEN),
    ("office.export_file", "GET"): Row(OFFICE, 200, HIDDEN),
    ("office.removal", "GET"): Row(OFFICE, 200),
    ("office.removal_refuse", "POST"): Row(OFFICE, 422),
    ("office.removal_approve", "POST"): Row(OFFICE, 303),
    ("privacy.data", "GET"): Row(SIGNED_IN, 200),
    ("privacy.details_send", "POST"): Row(SIGNED_IN, 422),
    ("privacy.name_send", "POST"): Row(SIGNED_IN, 422),
    ("privacy.as_json", "POST"): Row(SIGNED_IN, 200),
    ("privacy.as_html", "POST"): Row(SIGNED_IN, 200),
    ("privacy.withdraw_confirm", "GET"): Row(OWNER, 200, HIDDEN),
    ("privacy.withdraw", "POST"): Row(OWNER, 303, HIDDEN),
    ("privacy.deletion", "GET"): Row(SIGNED_IN, 200),
    ("privacy.deletion_send", "POST"): Row(SIGNED_IN, 303),
    ("privacy.undo", "POST"): Row(OWNER, 303, HIDDEN),
    ("office.settings", "GET"): Row(OFFICE, 200),
    ("office.settings_send", "POST"): Row(OFFICE, 422),
}
#: These end what others in the table need, so they come last.
LAST = (
    "storage.upload_cancel",
    "studio.retry",
    "studio.remove",
    "learning.enrol",
    "quizzes.submit",
    "quizzes.regrade_undo",
    "office.leave",
    "office.change_certificate",
    "office.people_import_write",
    "office.people_import_discard",
    "privacy.undo",
    "office.removal_approve",
    "accounts.sign_out",
)
#: These end the session that the next row needs.
SIGNS_OUT = ("accounts.sign_out", "accounts.end_devices", "office.view_as")
#: Refused in a few bytes: the page that says so is looked at elsewhere.
JSON = {"Accept": "application/json"}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def place(endpoint: str) -> int:
    return LAST.index(endpoint) + 1 if endpoint in LAST else 0


def test_every_route_has_a_row(one_app: Flask) -> None:
    """S01, S02: no route is outside the table, no row without a route."""
    known = {
        (rule.endpoint, method)
        for rule in one_app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert known == set(TABLE)


@pytest.fixture
def drawn_world(app: Flask, factory: Factory, new_client: Callable[[], CheckingClient]) -> World:
    return make_world(app, factory, new_client, drawn=True)


def filled(world: World, row: Row) -> dict[str, str]:
    return {name: text.format_map(world.values) for name, text in (row.data or {}).items()}


def expected(row: Row, role: str, endpoint: str, method: str) -> int:
    if role in row.who:
        return 200 if (endpoint, role) == ("accounts.sign_in", "anonymous") else row.status
    if role == "anonymous":
        return 302 if method == "GET" else 401
    return row.denied


def leads_on(answer: TestResponse, role: str, method: str, row: Row) -> bool:
    """Whether who is refused is led to where the way in is: the sign-in page, or the course's own."""
    if role == "anonymous":
        return method != "GET" or str(answer.location).startswith("/sign-in?next=")
    return row.denied != COURSE or answer.location == f"/courses/{COURSE_ID}"


#: The rules are the same on both databases; PostgreSQL is asked for who reach most, and one who may not.
FEW = ("learner A", "other trainer", "admin")


#: After so many refusals the rows are compared: all of them, each time, is what would cost.
HANDFUL = 20


@pytest.mark.parametrize(
    "role", [role if role in FEW else pytest.param(role, marks=pytest.mark.once) for role in ROLES]
)
def test_role_matrix(drawn_world: World, role: str) -> None:
    """S02, S05: 9 roles x all routes x all methods; who may not is told so, and nothing has changed."""
    world, wrong = drawn_world, []
    client = world.clients[role]
    rows = [
        (rule, method, TABLE[rule.endpoint, method])
        for rule in sorted(world.rules(), key=lambda rule: place(rule.endpoint))
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]

    def ask(rule: Rule, method: str, row: Row) -> TestResponse:
        address = world.address(rule)
        options: dict[str, Any] = {} if method == "GET" else {"data": filled(world, row)}
        answer = client.open(address, method=method, queries=MANY, **options)
        wanted = expected(row, role, rule.endpoint, method)
        if answer.status_code != wanted:
            wrong.append(f"{method} {address}: {answer.status_code}, not {wanted}")
        return answer

    before = world.digest()
    refused = [one for one in rows if role not in one[2].who]
    for handful in (refused[start : start + HANDFUL] for start in range(0, len(refused), HANDFUL)):
        for rule, method, row in handful:
            answer = ask(rule, method, row)
            if not leads_on(answer, role, method, row):
                wrong.append(f"{method} {rule.rule}: leads to {answer.location}")
        if before != (now := world.digest()):
            names = [f"{method} {rule.rule}" for rule, method, _row in handful]
            wrong.append(f"refused, but something was written by one of {names}")
            before = now
    for rule, method, row in rows:
        if role in row.who:
            ask(rule, method, row)
            if rule.endpoint in SIGNS_OUT:
                world.factory.sign_in(client, world.people[role])
    assert not wrong, "\n".join(wrong)


@pytest.mark.once
@pytest.mark.parametrize("role", ROLES)
def test_other_methods_reach_no_view(world: World, role: str) -> None:
    """S02: OPTIONS lists, what a route does not take is 405 for everybody; HEAD is asked by the crawl."""
    client = raw(world, role)
    declared = guard.declared(world.app)
    at: dict[str, set[str]] = {}
    for rule in world.rules():
        at.setdefault(world.address(rule), set()).update(rule.methods or set())
        assert rule.endpoint in declared
    # Which method a route takes is decided before anybody asks who is there.
    for address in dict.fromkeys(world.address(rule) for rule in world.rules_in_turn(role)):
        known = at[address]
        for method in METHODS:
            if method in known:
                continue
            answer = client.open(address, method=method, headers=JSON, buffered=True)
            assert answer.status_code == 405, f"{method} {address}: {answer.status}"
        answer = client.options(address, buffered=True)
        assert answer.status_code == 200, f"OPTIONS {address}"
        assert not answer.data


def test_scripts_are_refused_like_forms(world: World) -> None:
    """S02, S03: JSON to learner A's attempt is refused to everybody else."""
    before = world.digest()
    body = json.dumps({"question": "ghi-khi-nao", "value": "x", "client": "abcdefgh", "seq": 1})
    address = f"/attempts/{world.values['attempt_id']}/answers"
    for role in set(ROLES) - OWNER:
        client = world.clients[role]
        headers = {"X-CSRFToken": client.token(), "Accept": "application/json"}
        answer = client.post(
            address, data=body, content_type="application/json", headers=headers, csrf=False, queries=MANY
        )
        assert answer.status_code == (401 if role == "anonymous" else 404), role
        assert answer.is_json
    assert before == world.digest()
