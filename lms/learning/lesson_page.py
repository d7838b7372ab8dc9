"""A lesson as its page shows it: stretches of published HTML, and the check questions between them."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass

from flask import current_app, get_template_attribute, render_template, request
from werkzeug.datastructures import MultiDict

from lms import clock
from lms.courses import queries as courses
from lms.courses.cache import Lru
from lms.courses.manifest import LessonItem
from lms.courses.segments import CheckSegment, Segment, VideoSegment
from lms.learning import rules
from lms.learning.addresses import item_url
from lms.learning.checks import Given, judge
from lms.learning.queries import ItemPlace
from lms.learning.watching import blocks, words
from lms.learning.watching import queries as watching
from lms.questions import Question, QuestionInstance, make_question_instance
from lms.quizzes.answers_form import QuestionView, question_view
from lms.videos.captions.words import LANGUAGES
from lms.videos.words import length, size
from lms.web.guard import current_actor
from lms.web.headers import let_stream
from lms.web.i18n import current_locale

#: The HTML of check questions before an answer.
_written: Lru[Hashable, str] = Lru(500)


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of the page: HTML, or a check question, or a video.

    check: the id of the question; asked: how it is asked before an answer; view: how after one, with what was
    given. again: the name of a video that the page has shown further up.
    """

    html: str = ""
    check: str = ""
    asked: str = ""
    view: QuestionView | None = None
    given: Given | None = None
    video: blocks.Block | None = None
    again: str = ""


@dataclass(frozen=True, slots=True)
class CheckPlace:
    """A check question in its lesson, with what permissions look at."""

    place: ItemPlace
    question: Question

    @property
    def course_id(self) -> str:
        """The course, for permissions."""
        return self.place.course_id

    @property
    def enrolled(self) -> bool:
        """Whether the person is enrolled, for permissions."""
        return self.place.enrolled

    @property
    def finishes(self) -> bool:
        """Whether a right answer makes the lesson done for this person."""
        return self.enrolled and _item(self.place).check == self.question.id


def find_check(place: ItemPlace, question_id: str) -> CheckPlace | None:
    """The check question of that id in the lesson, or None."""
    for segment in _segments(place):
        if isinstance(segment, CheckSegment) and segment.question.id == question_id:
            return CheckPlace(place, segment.question)
    return None


def judged(found: CheckPlace, form: MultiDict[str, str]) -> Given:
    """What was posted to a check question. Nothing is stored."""
    return judge(found.question, _instance(found.place, found.question), form)


def lesson_page(place: ItemPlace, answered: Mapping[str, Given] | None = None) -> str:
    """The page of a lesson; `answered` holds what was given to check questions, by question id."""
    return render_template(
        "learning/lesson.html",
        place=place,
        parts=list(_parts(place, answered or {})),
        validity=rules.validity(_item(place), clock.local_date(clock.now())),
        item_url=item_url,
        watching=words,
        length=length,
        size=size,
        languages=LANGUAGES,
    )


def _parts(place: ItemPlace, answered: Mapping[str, Given]) -> Iterator[Part]:
    shown = _videos(place)
    for segment in _segments(place):
        if isinstance(segment, CheckSegment):
            question = segment.question
            given = answered.get(question.id)
            if given is None:
                yield Part(check=question.id, asked=_asked(place, question))
            else:
                view = question_view(question, _instance(place, question), given.value)
                yield Part(check=question.id, view=view, given=given)
        elif isinstance(segment, VideoSegment):
            block = shown.pop(segment.video_id, None)
            yield Part(video=block) if block else Part(again=segment.video_id)
        else:
            yield Part(html=segment.html)


def _videos(place: ItemPlace) -> dict[str, blocks.Block]:
    """The videos of the lesson by name; one query where there are any, one more where one is played."""
    names = watching.video_names(_item(place))
    actor = current_actor()
    films = watching.films(place.course_id, names, actor.id)
    wanted = blocks.asked(request.args.get("xem", ""), request.args.get("t", ""))
    found = {
        name: blocks.block(
            name,
            films.get(name),
            wanted,
            user_id=actor.id if place.enrolled else None,
            locale=current_locale(),
            saving=request.headers.get("Save-Data", "").lower() == "on",
        )
        for name in names
    }
    if any(one.playing and one.playing.key == words.AUTO for one in found.values()):
        let_stream()
    return found


def _item(place: ItemPlace) -> LessonItem:
    if not isinstance(place.item, LessonItem):
        raise TypeError(f"{place.item.id} is no lesson")
    return place.item


def _segments(place: ItemPlace) -> tuple[Segment, ...]:
    return courses.lesson_body(_item(place).body)


def _asked(place: ItemPlace, question: Question) -> str:
    """A check question as everybody meets it: written once in each language."""

    def write(_key: Hashable) -> str:
        ask = get_template_attribute("quizzes/question.html", "ask")
        asked: str = ask(question_view(question, _instance(place, question), None))
        return asked

    key = (str(current_app.secret_key), place.item.source_digest, question.id, current_locale())
    return _written.get(key, write)


def _instance(place: ItemPlace, question: Question) -> QuestionInstance:
    """The order and tokens of a check question: the same for everybody, unguessable from the text."""
    secret = str(current_app.secret_key)
    seed = hashlib.sha256(f"{secret}\0{place.item.source_digest}\0{question.id}".encode()).hexdigest()
    return make_question_instance(question, seed)
