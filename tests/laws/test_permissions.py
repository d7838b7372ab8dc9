"""The truth table: every action, for every kind of person, against what belongs to learner A."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from lms.ids import new_id
from lms.permissions import ANONYMOUS, POLICY, Actor, Can, Grant, Role, Scope, allowed

COURSE = "danh-gia-ket-qua"


@dataclass(frozen=True)
class Target:
    """What the rules read of a loaded object, seen by one actor."""

    user_id: UUID
    course_id: str
    enrolled: bool


LEARNER_A, LEARNER_B, UNENROLLED, OTHER_TRAINER, TRAINER, ADMIN = (new_id() for _ in range(6))

ACTORS = {
    "anonymous": ANONYMOUS,
    "learner A": Actor(LEARNER_A),
    "learner B": Actor(LEARNER_B),
    "unenrolled": Actor(UNENROLLED),
    "other trainer": Actor(OTHER_TRAINER, grants=frozenset({Grant(Role.TRAINER, Scope.COURSE, "khac")})),
    "trainer": Actor(TRAINER, grants=frozenset({Grant(Role.TRAINER, Scope.COURSE, COURSE)})),
    "admin": Actor(ADMIN, grants=frozenset({Grant(Role.ADMIN, Scope.SITE, "")})),
}
ENROLLED = {"learner A", "learner B"}
EVERYBODY = set(ACTORS)
SIGNED_IN = EVERYBODY - {"anonymous"}
OWNER = {"learner A"}
OFFICE = {"admin"}

TABLE: dict[Can, set[str]] = {
    Can.PUBLIC: EVERYBODY,
    Can.SIGN_IN: EVERYBODY,
    Can.SEE_OWN_PAGES: SIGNED_IN,
    Can.EDIT_OWN_ACCOUNT: SIGNED_IN,
    Can.ENROL_SELF: SIGNED_IN,
    Can.READ_COURSE: ENROLLED | {"trainer", "admin"},
    Can.STUDY_COURSE: ENROLLED,
    Can.START_ATTEMPT: ENROLLED,
    Can.READ_ATTEMPT: OWNER,
    Can.SAVE_ANSWER: OWNER,
    Can.SUBMIT_ATTEMPT: OWNER,
    Can.READ_CERTIFICATE: OWNER | OFFICE,
    Can.SEE_OFFICE: OFFICE,
    Can.MANAGE_ENROLMENTS: OFFICE,
    Can.ISSUE_CERTIFICATES: OFFICE,
    Can.READ_AUDIT_LOG: OFFICE,
    Can.EDIT_SETTINGS: OFFICE,
}


def test_every_action_has_a_rule_and_a_row() -> None:
    assert set(POLICY) == set(Can) == set(TABLE)


@pytest.mark.parametrize("action", list(Can))
def test_truth_table(action: Can) -> None:
    able = {
        name
        for name, actor in ACTORS.items()
        if allowed(actor, action, Target(LEARNER_A, COURSE, enrolled=name in ENROLLED))
    }
    assert able == TABLE[action]


@pytest.mark.parametrize("action", [can for can in Can if TABLE[can] != EVERYBODY])
def test_nothing_is_allowed_to_a_stranger_without_a_target(action: Can) -> None:
    assert not allowed(ANONYMOUS, action, None)
