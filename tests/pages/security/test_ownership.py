"""Writes are for the person of the session, a trainer's rights for a course, certificates are earned."""

from typing import Any

import pytest
from sqlalchemy import select

from lms import clock
from lms.certificates.models import Certificate
from lms.certificates.service import NotEarned, issue
from lms.db import db
from lms.learning.models import Completion, Enrolment
from lms.quizzes.models import Attempt
from tests.factories import COURSE_ID
from tests.pages.security.world import LESSON, MANY, OTHER_COURSE, QUIZ, World, rows_digest


def _rows(world: World, query: Any) -> list[Any]:
    found: list[Any] = world.factory.read(lambda: list(db.session.scalars(query)))
    return found


def test_progress_is_noted_for_the_person_of_the_session(world: World) -> None:
    """S04: learner B names learner A in every way a request can; only B's rows change."""
    victim, thief, client = world.people["learner A"], world.people["learner B"], world.clients["learner B"]
    enrolment = world.values["enrolment_id"]
    naming = {"user_id": str(victim.id), "user": str(victim.id), "learner": str(victim.id)}
    naming |= {"enrolment_id": str(enrolment), "enrolment": str(enrolment), "actor_id": str(victim.id)}
    mine = select(Completion).where(Completion.enrolment_id == enrolment)
    before = len(_rows(world, mine)), len(_rows(world, select(Attempt).where(Attempt.user_id == victim.id)))
    for address in (
        f"/courses/{COURSE_ID}/lessons/{LESSON}/done",
        f"/courses/{COURSE_ID}/quizzes/{QUIZ}/start",
        f"/courses/{OTHER_COURSE}/enrol",
    ):
        client.post(address, data=naming, query_string=naming, queries=MANY, status=303)
    after = len(_rows(world, mine)), len(_rows(world, select(Attempt).where(Attempt.user_id == victim.id)))
    assert after == before
    assert len(_rows(world, select(Attempt).where(Attempt.user_id == thief.id))) == 1
    for made in _rows(world, select(Completion).where(Completion.enrolment_id != enrolment)):
        assert made.actor_id == thief.id
    for made in _rows(world, select(Enrolment).where(Enrolment.course_id == OTHER_COURSE)):
        assert made.user_id == made.enrolled_by == thief.id


def test_a_trainer_has_no_rights_in_another_course(world: World) -> None:
    """S05: a trainer of another course reads nothing of this one; no trainer does office work."""
    course = f"/courses/{COURSE_ID}"
    pages = (f"{course}/lessons/{LESSON}", f"{course}/quizzes/{QUIZ}")
    for page in pages:
        assert world.clients["other trainer"].get(page, status=302).location == course
        world.clients["trainer"].get(page, status=200)
    world.clients["other trainer"].get(f"{course}/media/{world.values['digest']}", status=403)
    world.clients["other trainer"].get(f"/courses/{OTHER_COURSE}/lessons/{LESSON}", status=200)
    for role in ("trainer", "other trainer"):
        client, before = world.clients[role], world.digest()
        client.get(f"/attempts/{world.values['attempt_id']}/result", status=404)
        client.post("/office/enrolments", data={"login": "0900000001", "course_id": COURSE_ID}, status=403)
        client.post(f"/office/enrolments/{world.values['enrolment_id']}/leave", status=403)
        assert world.digest() == before


def test_a_trainer_reaches_nothing_through_the_own_course(world: World) -> None:
    """S05: things of another course under the address of one's own are not there, whatever is done."""
    client = world.clients["other trainer"]
    theirs = {"attempt_id", "paper_id", "regrade_id", "video_id", "work_id", "photo_id", "video_name"}
    before, tried = world.digest(), []
    for rule in world.rules():
        if "course_id" not in rule.arguments or not theirs & set(rule.arguments):
            continue
        address = world.address(rule, course_id=OTHER_COURSE)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            tried.append(f"{method} {rule.rule}")
            answer = client.open(address, method=method, queries=MANY)
            assert answer.status_code in (403, 404), f"{tried[-1]}: {answer.status}"
    assert len(tried) >= 7, tried
    assert world.digest() == before


@pytest.mark.parametrize("role", ["learner A", "learner B", "unenrolled", "trainer", "other trainer"])
def test_nobody_but_the_office_issues(world: World, role: str) -> None:
    """S58: a direct POST by a learner or trainer is 403, for an earned certificate as for an unearned one."""
    client = world.clients[role]
    earned = world.factory.finish(world.people["unenrolled"])
    unearned = _rows(world, select(Enrolment).where(Enrolment.user_id == world.people["learner B"].id))[0].id
    before = rows_digest(world.factory, "certificates", "certificate_registers", "jobs")
    for enrolment_id in (earned, unearned, world.values["enrolment_id"]):
        client.post("/office/certificates", data={"enrolment": str(enrolment_id), "act": "issue"}, status=403)
    certificate = f"/office/certificates/{world.values['certificate_id']}"
    for act in ("replace", "revoke"):
        client.post(certificate, data={"act": act, "reason": "vì muốn thế"}, status=403)
    assert rows_digest(world.factory, "certificates", "certificate_registers", "jobs") == before


def test_the_office_cannot_issue_what_is_not_earned(world: World) -> None:
    """S58: before completion, after a failed quiz, after leaving: 409, all or nothing, no number used up."""
    client, factory = world.clients["admin"], world.factory
    learner = world.people["learner B"]
    unearned = factory.enrol(learner)
    earned = factory.finish(world.people["unenrolled"])
    before = rows_digest(factory, "certificates", "certificate_registers")
    data = {"enrolment": [str(earned), str(unearned)], "act": "issue"}
    client.post("/office/certificates", data=data, status=409)
    attempt_id = factory.start_quiz(learner, QUIZ)
    failing = world.clients["learner B"]
    failing.post(f"/attempts/{attempt_id}/submit", data={"confirmed": "1"}, status=303)
    client.post("/office/certificates", data={"enrolment": str(unearned), "act": "issue"}, status=409)
    client.post(f"/office/enrolments/{unearned}/leave", status=303)
    client.post("/office/certificates", data={"enrolment": str(unearned), "act": "issue"}, status=409)
    with pytest.raises(NotEarned):
        factory.write(issue, unearned, None, clock.now())
    assert rows_digest(factory, "certificates", "certificate_registers") == before
    client.post("/office/certificates", data={"enrolment": str(earned), "act": "issue"}, status=303)
    assert len(_rows(world, select(Certificate))) == 2
