"""The pages of a course: its outline, lessons, the door of each quiz, search."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for

from lms import clock, names
from lms.courses import queries as courses
from lms.courses.manifest import Attachment, QuizItem
from lms.courses.publish import media_key
from lms.courses.views import serve_media
from lms.courses.words import AUDIENCE_WORDS
from lms.db import atomic, committed
from lms.errors import AppError
from lms.learning import queries, rules, service, trial
from lms.learning.addresses import item_url
from lms.learning.lesson_page import CheckPlace, find_check, judged, lesson_page
from lms.permissions import Can
from lms.practical import queries as practical
from lms.practical.words import STATES as WORK_STATES
from lms.quizzes import queries as quizzes
from lms.quizzes import service as quiz_service
from lms.quizzes.errors import TooManyPasswords, WrongPassword
from lms.quizzes.times import near, until
from lms.storage import get_storage
from lms.web.guard import current_actor, public, requires
from lms.web.i18n import _

bp = Blueprint("learning", __name__)

#: How long a link to a file is good, in seconds: long enough to begin the download.
FILE_SECONDS = 60


def _study(course_id: str) -> queries.Study | None:
    return queries.study(course_id, current_actor())


def _lesson(course_id: str, lesson_id: str) -> queries.ItemPlace | None:
    return queries.lesson(course_id, lesson_id, current_actor())


def _quiz(course_id: str, quiz_id: str) -> queries.ItemPlace | None:
    return queries.quiz(course_id, quiz_id, current_actor())


def _quiz_to_start(course_id: str, quiz_id: str) -> queries.ItemPlace | None:
    return queries.quiz(course_id, quiz_id, current_actor(), completed=False)


def _to_course(target: queries.Study | queries.ItemPlace) -> Any:
    """Somebody who is not enrolled came by a shared link: show the course, where one can enrol."""
    flash(_("Ghi danh khóa học này để đọc bài."), "info")
    return redirect(url_for("learning.course", course_id=target.course_id))


@bp.get("/learn/next")
@requires(Can.SEE_OWN_PAGES)
def onward() -> Any:
    """Straight to the next lesson of the course begun last; for a newcomer to what can be studied."""
    actor = current_actor()
    mine = queries.my_courses(actor.id) if actor.id else []
    if not mine:
        offered = courses.catalogue()
        if len(offered) == 1:
            return redirect(url_for(".course", course_id=offered[0].course.id))
        return redirect(url_for("courses.catalogue"))
    tasks = any(one.study.manifest.practicals for one in mine)
    works = practical.states(actor.id) if actor.id and tasks else {}
    first, item = queries.first_of(mine, practical.waiting(works))
    if first is None or item is None:
        return redirect(url_for("home.home"))
    return redirect(item_url(first.study.course_id, item))


@bp.get("/courses/<string:course_id>")
@requires(Can.PUBLIC, load=_study)
def course(study: queries.Study) -> Any:
    """What the course is, its outline, and for the enrolled what is done and left."""
    actor = current_actor()
    results = _results(actor.id, study) if actor.id and study.enrolled else {}
    works = practical.NOTHING
    if actor.id and study.enrolled and study.manifest.practicals:
        works = practical.of_course(actor.id, study.course_id)
    return render_template(
        "learning/course.html",
        study=study,
        manifest=study.manifest,
        results=results,
        works=works,
        waiting=practical.waiting({study.course_id: works.states})[study.course_id],
        work_states=WORK_STATES,
        label=rules.label,
        audience_words=AUDIENCE_WORDS,
        item_url=item_url,
        reads=study.enrolled or actor.is_admin or actor.teaches(study.course_id),
    )


def _results(user_id: UUID, study: queries.Study) -> dict[str, quizzes.KeptResult]:
    items = [item for module in study.manifest.modules for item in module.items]
    digests = {item.id: item.definition for item in items if isinstance(item, QuizItem)}
    return quizzes.kept_results(user_id, study.course_id, digests, clock.now())


@bp.post("/courses/<string:course_id>/enrol")
@requires(Can.ENROL_SELF)
def enrol(course_id: str) -> Any:
    """Enrol oneself and go to the first lesson."""
    actor = current_actor()
    if actor.id is None:
        abort(403)
    with atomic():
        service.enrol(actor.id, course_id, actor.id, clock.now())
    study = queries.study(course_id, actor)
    first = study.next() if study else None
    if first is None:
        return redirect(url_for(".course", course_id=course_id), 303)
    flash(_("Đã ghi danh. Anh/chị học bài đầu tiên ngay được."))
    return redirect(item_url(course_id, first), 303)


@bp.get("/courses/<string:course_id>/lessons/<string:lesson_id>")
@requires(Can.READ_COURSE, load=_lesson, denied=_to_course)
def lesson(place: queries.ItemPlace) -> Any:
    """One lesson."""
    return lesson_page(place)


@bp.post("/courses/<string:course_id>/lessons/<string:lesson_id>/done")
@requires(Can.STUDY_COURSE, load=_lesson, denied=_to_course)
def lesson_done(place: queries.ItemPlace) -> Any:
    """Note the lesson as done and go on."""
    actor = current_actor()
    if actor.id is None:
        abort(403)
    with atomic():
        service.complete_lesson(actor.id, place.course_id, place.item.id, actor.id, clock.now())
    following = place.next
    if following is None:
        return redirect(url_for(".course", course_id=place.course_id), 303)
    return redirect(item_url(place.course_id, following), 303)


def _check(course_id: str, lesson_id: str, question_id: str) -> CheckPlace | None:
    place = _lesson(course_id, lesson_id)
    return find_check(place, question_id) if place else None


@bp.post("/courses/<string:course_id>/lessons/<string:lesson_id>/checks/<string:question_id>")
@requires(Can.READ_COURSE, load=_check, denied=_to_course)
def check(found: CheckPlace) -> Any:
    """Answer a question inside a lesson: the lesson comes back with the feedback.

    The answer is not stored; where the lesson is done by this question, that it is done is.
    """
    given = judged(found, request.form)
    place, actor = found.place, current_actor()
    if given.right and found.finishes and actor.id is not None and not place.done:
        committed(service.complete_lesson, actor.id, place.course_id, place.item.id, actor.id, clock.now())
        place = _lesson(place.course_id, place.item.id) or place
    return lesson_page(place, {found.question.id: given})


@bp.get("/courses/<string:course_id>/lessons/<string:lesson_id>/checks/<string:question_id>")
@requires(Can.READ_COURSE, load=_check, denied=_to_course)
def check_again(found: CheckPlace) -> Any:
    """Lead a reopened or translated page of an answer back to its question."""
    place = found.place
    lesson = url_for(".lesson", course_id=place.course_id, lesson_id=place.item.id)
    return redirect(f"{lesson}#thu-{found.question.id}")


@bp.get("/courses/<string:course_id>/quizzes/<string:quiz_id>")
@requires(Can.READ_COURSE, load=_quiz, denied=_to_course)
def quiz(place: queries.ItemPlace) -> Any:
    """The door of a quiz: what it asks, what it takes to pass, earlier attempts, one button."""
    return _door(place)


def _door(place: queries.ItemPlace, refusal: AppError | None = None) -> str:
    """The page of the door; `refusal`: why the password that was typed did not open it."""
    actor = current_actor()
    item = place.item
    if actor.id is None or not isinstance(item, QuizItem):
        abort(404)
    definition = courses.quiz_definition(item.definition)
    now = clock.now()
    door = quizzes.door(actor.id, place.course_id, definition, now)
    return render_template(
        "learning/quiz.html",
        place=place,
        quiz=definition,
        item=item,
        door=door,
        item_url=item_url,
        wrong=refusal.message if refusal else None,
        until=until,
        near=near,
        now=now,
    )


@bp.post("/courses/<string:course_id>/quizzes/<string:quiz_id>/start")
@requires(Can.START_ATTEMPT, load=_quiz_to_start, denied=_to_course)
def start_quiz(place: queries.ItemPlace) -> Any:
    """Start an attempt, or go on with the open one."""
    actor = current_actor()
    item = place.item
    if actor.id is None or not isinstance(item, QuizItem):
        abort(404)
    definition = courses.quiz_definition(item.definition)
    study = place.study
    try:
        quiz_service.check_password(actor.id, definition, request.form.get("password", ""), clock.now())
    except WrongPassword as refusal:
        committed(quiz_service.note_wrong_password, actor.id, definition.id, clock.now())
        return _door(place, refusal), refusal.status
    except TooManyPasswords as refusal:
        return _door(place, refusal), refusal.status
    attempt_id = committed(
        quiz_service.start,
        user_id=actor.id,
        course_id=place.course_id,
        edition=(study.major, study.minor),
        quiz_id=item.id,
        digest=item.definition,
        quiz=definition,
        at=clock.now(),
    )
    return redirect(url_for("quizzes.attempt", attempt_id=attempt_id), 303)


@bp.get("/courses/<string:course_id>/quizzes/<string:quiz_id>/start")
@requires(Can.READ_COURSE, load=_quiz, denied=_to_course)
def start_page(place: queries.ItemPlace) -> Any:
    """Lead a reopened or translated page of a refused password back to the door."""
    return redirect(item_url(place.course_id, place.item))


@bp.get("/courses/<string:course_id>/quizzes/<string:quiz_id>/try")
@requires(Can.TEACH_COURSE, load=_quiz)
def try_quiz(place: queries.ItemPlace) -> Any:
    """A trainer does the quiz as a learner would; nothing is stored."""
    return render_template("quizzes/try.html", place=place, trial=trial.draw(trial.quiz_of(place)))


@bp.post("/courses/<string:course_id>/quizzes/<string:quiz_id>/try")
@requires(Can.TEACH_COURSE, load=_quiz)
def try_quiz_send(place: queries.ItemPlace) -> Any:
    """Grade what was typed and show what a learner would see, or the keys too; nothing is stored."""
    tried = trial.judge(trial.quiz_of(place), request.form, clock.now())
    if tried is None:
        flash(_("Trang đã cũ. Anh/chị làm thử lại từ đầu."), "info")
        return render_template("quizzes/try.html", place=place, trial=trial.draw(trial.quiz_of(place))), 422
    return render_template("quizzes/try.html", place=place, trial=tried), 422 if tried.refused else 200


class _Media:
    """A picture of a course, with what permissions look at."""

    def __init__(self, study: queries.Study, digest: str, content_type: str) -> None:
        self.digest, self.content_type = digest, content_type
        self.course_id, self.enrolled = study.course_id, study.enrolled


def _media(course_id: str, digest: str) -> _Media | None:
    study = _study(course_id)
    content_type = study.manifest.media_type(digest) if study else None
    return _Media(study, digest, content_type) if study and content_type else None


@bp.get("/courses/<string:course_id>/media/<string:digest>")
@requires(Can.READ_COURSE, load=_media)
def media(found: _Media) -> Response:
    """A picture of the course, for those who may read the course."""
    return serve_media(found.digest, found.content_type)


class _File:
    """A file to save, with what permissions look at."""

    def __init__(self, study: queries.Study, file: Attachment) -> None:
        self.file = file
        self.course_id, self.enrolled = study.course_id, study.enrolled


def _file(course_id: str, file_digest: str) -> _File | None:
    study = _study(course_id)
    found = study.manifest.attachment(file_digest) if study else None
    return _File(study, found) if study and found else None


@bp.get("/courses/<string:course_id>/files/<string:file_digest>")
@requires(Can.READ_COURSE, load=_file)
def file(found: _File) -> Any:
    """A file that a lesson hands out: a link of a minute, for those who may read the course."""
    file = found.file
    link = get_storage().signed_url(media_key(file.digest), FILE_SECONDS, file.name, file.type)
    return redirect(link)


@bp.get("/search")
@public
def search() -> Any:
    """Courses for everybody, lessons for the enrolled."""
    typed = names.nfc(request.args.get("q", ""))[:100].strip()
    actor = current_actor()
    hits = []
    if typed:
        hits = courses.search(names.tokens(typed), typed, queries.enrolled_course_ids(actor.id))
    return render_template("learning/search.html", q=typed, hits=hits)
