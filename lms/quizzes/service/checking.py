"""Judging one answer before the paper is handed in, where the quiz lets it: immediate and retry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from lms.db import db
from lms.questions import Behaviour, Outcome, grade_question, is_answered
from lms.quizzes import queries
from lms.quizzes.errors import NotCheckedAtOnce, NothingToCheck, PageLeft, UnknownQuestion
from lms.quizzes.models import Answer
from lms.quizzes.queries import CHECK_CLIENT
from lms.quizzes.service.saving import PageSaved, locked, save_page


def check_answer(
    attempt_id: UUID,
    given: Mapping[str, object],
    seen: Mapping[str, int],
    question_id: str,
    actor: UUID,
    at: datetime,
) -> PageSaved:
    """Save the page's fields, then judge the answer to one question; it is fixed unless it may be retried.

    Checking what is settled, or was checked as it stands, changes nothing: a second tap, another tab or a
    repeated request costs no try. Where that question's field is refused or overtaken, nothing is judged.
    Raises NotFound, AttemptClosed, TimeUp, UnknownQuestion, PageLeft, NothingToCheck and
    NotCheckedAtOnce.
    """
    found = locked(attempt_id, actor)
    quiz = found.quiz
    question, drawn = quiz.question(question_id), found.instance.question(question_id)
    if question is None or drawn is None:
        raise UnknownQuestion
    if quiz.behaviour is Behaviour.DEFERRED:
        raise NotCheckedAtOnce
    if not found.reachable(question_id):
        raise PageLeft
    page = save_page(found, given, seen, at)
    if question_id in page.refused or question_id in page.overtaken or page.left:
        return page
    stored = queries.stored_answers(attempt_id).get(question_id)
    if stored is None or not is_answered(question, drawn, stored.value):
        raise NothingToCheck
    if stored.settled or stored.client_id == CHECK_CLIENT:
        return page
    outcome = grade_question(question, drawn, stored.value).outcome
    if outcome is Outcome.WAITING:
        raise NotCheckedAtOnce
    tried = stored.checked + 1
    last = quiz.behaviour is Behaviour.IMMEDIATE or tried == quiz.tries
    db.session.execute(
        update(Answer)
        .where(Answer.attempt_id == attempt_id, Answer.question_id == question_id)
        .values(
            checked=tried,
            settled=last or outcome is Outcome.RIGHT,
            client_id=CHECK_CLIENT,
            seq=0,
            revision=stored.revision + 1,
        )
    )
    return page
