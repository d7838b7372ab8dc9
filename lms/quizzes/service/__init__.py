"""Writes of attempts: start, save, submit, exceptions. Each is called inside `atomic()` and may be repeated.

One row lock orders everything that happens to an attempt: a save takes the attempt FOR UPDATE (on SQLite
BEGIN IMMEDIATE has the same effect), so that no answer is acknowledged after the attempt was graded.
"""

from lms.quizzes.service.checking import check_answer
from lms.quizzes.service.closing import HandedIn, close_overdue, hand_in, submit, unanswered
from lms.quizzes.service.entering import enter, enter_again
from lms.quizzes.service.exceptions import give_exception, withdraw_exception
from lms.quizzes.service.paging import go_on
from lms.quizzes.service.saving import PageSaved, Saved, save_answer, save_answers, time_is_up
from lms.quizzes.service.starting import check_password, note_wrong_password, start

__all__ = [
    "HandedIn",
    "PageSaved",
    "Saved",
    "check_answer",
    "check_password",
    "close_overdue",
    "enter",
    "enter_again",
    "give_exception",
    "go_on",
    "hand_in",
    "note_wrong_password",
    "save_answer",
    "save_answers",
    "start",
    "submit",
    "time_is_up",
    "unanswered",
    "withdraw_exception",
]
