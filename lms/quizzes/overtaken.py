"""An answer in one line of plain words, to tell a learner what stands in place of the one on the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from lms.questions import Question, QuestionInstance
from lms.quizzes.answers_form import question_view
from lms.web.i18n import _

_TAG = re.compile(r"<[^>]+>")
_LONGEST = 200


def stored_words(question: Question, drawn: QuestionInstance, value: Any) -> str:
    """The stored answer as words; "(bỏ trống)" where it was cleared. Says nothing of right or wrong."""
    view = question_view(question, drawn, value)
    words = dict(view.choices)
    if view.lines:
        said = "; ".join(plain(line.text) for line in view.lines if line.checked)
    elif view.picks:
        said = "; ".join(
            f"{plain(pick.label)}: {words.get(pick.value, pick.value)}" for pick in view.picks if pick.value
        )
    else:
        said = view.echo or (
            str(value["text"]) if isinstance(value, Mapping) and "text" in value else view.text
        )
    said = said[:_LONGEST]
    return said or _("(bỏ trống)")


def plain(html: object) -> str:
    """The words of published HTML, in one line."""
    return " ".join(unescape(_TAG.sub(" ", str(html))).split())
