"""F23: the trainer edits, reorders, deletes and hides a quiz while a class is at work on it.

An attempt goes on over what it was started with: nothing acknowledged is lost, nobody is refused, and the
same answers get the same grade as before the edits.
"""

import threading
from collections.abc import Callable

import pytest

from lms import clock
from lms.courses import service as courses
from lms.courses.models import CourseState
from lms.db import atomic
from tests.client import CheckingClient
from tests.factories import Factory
from tests.faults.browser import Browser
from tests.faults.working import Learner, Site, all_served, kept
from tests.pages.quiz_course import (
    COURSE,
    SECRET_NUMBER,
    fields,
    files,
    known,
    learner,
    revisions,
    right,
    start,
)

pytestmark = pytest.mark.both


def edits() -> list[dict[str, bytes]]:
    """The course with another key, with two questions less, in another order, and without the quiz."""
    reordered = files(("shuffle_questions: true", "shuffle_questions: false"), right="B")
    path = "01-phan/03-kiem-tra.yml"
    head, *questions = reordered[path].decode().split("  - id: ")
    reordered[path] = (head + "".join(f"  - id: {one}" for one in reversed(questions))).encode()
    fewer = files(("pass: 5", "pass: 1"))
    head, *questions = fewer[path].decode().split("  - id: ")
    fewer[path] = (head + "".join(f"  - id: {one}" for one in questions[:3])).encode()
    asked = ("id: c1, type: truefalse", "id: c1, outcomes: [O1], type: truefalse")
    without = {name: data for name, data in files(asked).items() if name != path}
    return [files((f"answer: {SECRET_NUMBER}", "answer: 1"), right="B"), fewer, reordered, without]


def test_f23_a_quiz_edited_under_a_class_at_work(
    factory: Factory, new_client: Callable[[], CheckingClient], gunicorn: Site
) -> None:
    factory.course(files())
    class_ = []
    for _ in range(12):
        client = new_client()
        learner(factory, client)
        class_.append(Learner(Browser(client, gunicorn.port), start(client)))
    definitions = {one.attempt_id: known(factory, one.attempt_id)[0].quiz for one in class_}
    done = threading.Event()
    threads = [threading.Thread(target=one.work, args=(done,)) for one in class_]
    for thread in threads:
        thread.start()
    try:
        served = all_served(class_)
        for edited in edits():
            factory.course(edited)
            served = served and all_served(class_)
        with factory.app.app_context(), atomic():
            courses.set_state(COURSE, CourseState.ARCHIVED, None, clock.now())
        served = served and all_served(class_)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert [fault for one in class_ for fault in one.faults] == []
    assert served, "somebody was not told any more that an answer is saved"
    assert [one for one in class_ if not kept(factory, one)] == []
    for one in class_:
        assert "Thuê kho" in one.browser.get(f"/attempts/{one.attempt_id}")[1]
        made = known(factory, one.attempt_id)[0]
        assert made.quiz == definitions[one.attempt_id]
        answers = right(factory, one.attempt_id)
        given = fields(answers) | revisions(factory, one.attempt_id) | {"confirmed": "1"}
        assert one.browser.post(f"/attempts/{one.attempt_id}/submit", given)[0] == 303
        result = known(factory, one.attempt_id)[0].result
        assert (result.score, result.max_score, result.passed) == (7, 7, True)
