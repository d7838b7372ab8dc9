"""The truth table: every action, for every kind of person, against what belongs to learner A."""

import pytest
from flask import Flask

from lms.accounts.views.viewing import SHOWN
from lms.permissions import ANONYMOUS, POLICY, Can, allowed
from lms.web.access import ACTORS, ENROLLED, able
from lms.web.guard import declared

#: The rules are pure.
pytestmark = pytest.mark.once

EVERYBODY = set(ACTORS)
SIGNED_IN = EVERYBODY - {"anonymous"}
OWNER = {"learner A"}
OFFICE = {"admin"}
#: A contact of learner A's commune; the one of another commune and class managers have no such right.
CONTACT = {"contact", "admin"}

TABLE: dict[Can, set[str]] = {
    Can.PUBLIC: EVERYBODY,
    Can.SIGN_IN: EVERYBODY,
    Can.SEE_OWN_PAGES: SIGNED_IN,
    Can.EDIT_OWN_ACCOUNT: SIGNED_IN,
    Can.END_SESSION: OWNER,
    Can.ENROL_SELF: SIGNED_IN,
    Can.READ_COURSE: ENROLLED | {"trainer", "admin"},
    Can.STUDY_COURSE: ENROLLED,
    Can.START_ATTEMPT: ENROLLED,
    Can.READ_ATTEMPT: OWNER,
    Can.SAVE_ANSWER: OWNER,
    Can.SUBMIT_ATTEMPT: OWNER,
    Can.READ_CERTIFICATE: OWNER | OFFICE,
    Can.SEND_UPLOAD: OWNER,
    Can.SEE_WORK: OWNER | {"trainer", "admin"},
    Can.EDIT_WORK: OWNER,
    Can.EDIT_PHRASE: OWNER,
    Can.WAIVE_WORK: OFFICE,
    Can.MANAGE_VIDEOS: {"trainer", "admin"},
    Can.SEE_OFFICE: OFFICE,
    Can.MANAGE_ENROLMENTS: OFFICE,
    Can.ISSUE_CERTIFICATES: OFFICE,
    Can.READ_AUDIT_LOG: OFFICE,
    Can.EDIT_SETTINGS: OFFICE,
    Can.MANAGE_PEOPLE: OFFICE,
    Can.DISABLE_PERSON: OFFICE,
    Can.CHANGE_ROLES: OFFICE,
    Can.MERGE_PEOPLE: OFFICE,
    Can.VIEW_SENSITIVE: OFFICE,
    Can.IMPORT_PEOPLE: OFFICE,
    Can.EXPORT_PEOPLE: OFFICE,
    Can.REMOVE_PERSON: OFFICE,
    Can.VIEW_AS: OFFICE,
    Can.STOP_VIEWING: set(),
    Can.SEE_OWN_COMMUNE: CONTACT,
    Can.ISSUE_LOGIN_CODE: CONTACT,
    Can.HANDLE_REQUEST: CONTACT,
    Can.PROPOSE_PEOPLE: CONTACT,
    Can.TEACH_COURSE: {"trainer", "admin"},
}


def test_every_action_has_a_rule_and_a_row() -> None:
    assert set(POLICY) == set(Can) == set(TABLE)


@pytest.mark.parametrize("action", list(Can))
def test_truth_table(action: Can) -> None:
    assert able(action) == TABLE[action]


@pytest.mark.parametrize("action", [can for can in Can if TABLE[can] != EVERYBODY])
def test_nothing_is_allowed_to_a_stranger_without_a_target(action: Can) -> None:
    assert not allowed(ANONYMOUS, action, None)


def test_a_contact_without_a_target_is_whoever_looks_after_some_commune() -> None:
    for action in (can for can in Can if TABLE[can] == CONTACT):
        may = {name for name, actor in ACTORS.items() if allowed(actor, action)}
        assert may == {"contact", "other contact", "admin"}, action


#: Pages that a learner can open and that are not looked at in their name, with the reason.
WITHHELD = {
    "accounts": "a person's account",
    "privacy": "a person's own data",
    "places": "answers a form of the account",
}


def test_pages_of_learners_are_looked_at_or_withheld_for_a_reason(one_app: Flask) -> None:
    """Whoever adds pages for learners says whether the office may look at them in a learner's name (S54)."""
    cans = declared(one_app)
    reached = {
        rule.endpoint.partition(".")[0]
        for rule in one_app.url_map.iter_rules()
        if rule.endpoint != "static" and "GET" in (rule.methods or ()) and TABLE[cans[rule.endpoint]] >= OWNER
    }
    assert reached == SHOWN | WITHHELD.keys()


def test_the_table_is_printed(one_app: Flask) -> None:
    printed = one_app.test_cli_runner().invoke(args=["access"]).output.splitlines()
    rows = {line.split()[0]: line.split()[1:] for line in printed[1:]}
    assert set(rows) == set(Can)
    for action, marks in rows.items():
        assert {name for name, mark in zip(ACTORS, marks, strict=True) if mark == "yes"} == TABLE[Can(action)]
