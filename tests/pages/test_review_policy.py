"""S15: what a learner sees of an attempt is what the policy of the moment says, each of the four apart."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from lms import clock
from lms.learning import queries as learning
from lms.permissions import Actor
from lms.questions import Counts, Moment, Show
from lms.quizzes.rules import kept_score
from tests.client import CheckingClient
from tests.factories import Factory
from tests.pages.quiz_course import CANARY, COURSE, QUIZ, files, learner, right, save, start, submit

pytestmark = pytest.mark.both

# What each of the four looks like on a page, for an attempt of which one answer is right and others wrong.
TRACES = {
    Show.SCORE: ("Được 1/7 điểm", "Được 1 trên 7 điểm", "Điểm cao nhất: 1 trên 7."),
    Show.CORRECTNESS: (">Chưa đúng<", 'class="opt wrong"', "1 trên 1 điểm"),
    Show.RIGHT_ANSWER: ("918.273", f"{CANARY} lãi góp"),
    Show.FEEDBACK: (f"{CANARY} đúng", f"{CANARY} sai", f"{CANARY} thuê kho"),
}
MOMENTS = [Moment.AFTER_SUBMIT, Moment.AFTER_PASS_OR_LAST, Moment.AFTER_CLOSE]


def told(said: str) -> set[Show]:
    """What the pages give away."""
    return {show for show, traces in TRACES.items() if any(trace in said for trace in traces)}


def attempted(client: CheckingClient, factory: Factory) -> tuple[UUID, str]:
    """An attempt handed in with one right and some wrong answers, and all that the server said meanwhile."""
    taking = start(client)
    answers = right(factory, taking)
    page = client.get(f"/attempts/{taking}", status=200).text
    tokens = [part.split('"')[0] for part in page.split('name="a.mot" value="')[1:]]
    wrong = next(token for token in tokens if token != answers["mot"])
    given = {"dung": answers["dung"], "so": "918272", "ngan": "khác", "mot": wrong}
    said = [page]
    said += [save(client, taking, question, value, status=200).text for question, value in given.items()]
    said.append(submit(client, taking, {}, headers={"Accept": "application/json"}, status=200).text)
    return taking, "".join(said)


def pages(client: CheckingClient, taking: UUID) -> str:
    """Every page that may speak of the result."""
    door = f"/courses/{COURSE}/quizzes/{QUIZ}"
    paths = (f"/attempts/{taking}/result", door, f"/courses/{COURSE}", "/")
    return "".join(client.get(path, status=200).text for path in paths)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("show", Show)
def test_each_of_the_four_is_seen_from_its_moment_on_and_nothing_else_ever(
    client: CheckingClient,
    factory: Factory,
    monkeypatch: pytest.MonkeyPatch,
    moment: Moment,
    show: Show,
) -> None:
    closes = clock.to_local(clock.now() + timedelta(minutes=10))
    lines = f'attempts: 2\ncloses: "{closes:%Y-%m-%d %H:%M}"\nreview: {{{moment.value}: [{show.value}]}}\n'
    factory.course(files(("pass: 5\n", "pass: 5\n" + lines)))
    learner(factory, client)
    first, said = attempted(client, factory)
    assert told(said) == set()
    assert told(pages(client, first)) == ({show} if moment is Moment.AFTER_SUBMIT else set())
    second, said = attempted(client, factory)
    assert told(said) == set()
    for taking in (first, second):
        assert told(pages(client, taking)) == (set() if moment is Moment.AFTER_CLOSE else {show})
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(minutes=11))
    assert told(pages(client, first)) == {show}


def test_a_pass_that_may_not_be_seen_is_a_pass(client: CheckingClient, factory: Factory) -> None:
    factory.course(files(("pass: 5\n", "pass: 5\nreview: after_close\n")))
    person = learner(factory, client)
    taking = start(client)
    submit(client, taking, right(factory, taking), status=303)
    page = client.get(f"/attempts/{taking}/result", status=200).text
    assert "Bài đã nộp." in page
    for words in (">Đạt<", "7/7", ">Đúng<", CANARY):
        assert words not in page
    study = factory.read(learning.study, COURSE, Actor(id=person.id))
    assert study.completed == {QUIZ}


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ("best", "Điểm cao nhất: 7"),
        ("last", "Điểm lần cuối: 0"),
        ("average", "Điểm trung bình: 2,67"),
        ("first", "Điểm lần đầu: 1"),
    ],
)
def test_the_score_that_counts_is_the_author_s_choice(
    client: CheckingClient, factory: Factory, counts: str, words: str
) -> None:
    factory.course(files(("pass: 5\n", f"pass: 5\ncounts: {counts}\n")))
    learner(factory, client)
    for number in range(3):
        taking = start(client)
        answers = ({"dung": "true"}, right(factory, taking), {})[number]
        submit(client, taking, answers, status=303)
    assert words in client.get(f"/courses/{COURSE}/quizzes/{QUIZ}", status=200).text
    figure = words.split(": ")[1]
    assert f"Được {figure} trên 7 điểm" in client.get(f"/courses/{COURSE}", status=200).text


def test_an_average_is_rounded_half_up() -> None:
    assert kept_score(Counts.AVERAGE, [Decimal("0.01"), Decimal("0.02")]) == Decimal("0.02")


@pytest.mark.parametrize(
    ("line", "words"), [("closes: 2020-01-01", "nay đã đóng"), ("opens: 2099-01-01", "chưa mở")]
)
def test_a_door_that_is_shut_says_why_and_has_no_button(
    client: CheckingClient, factory: Factory, line: str, words: str
) -> None:
    factory.course(files(("pass: 5\n", f"pass: 5\n{line}\n")))
    learner(factory, client)
    page = client.get(f"/courses/{COURSE}/quizzes/{QUIZ}", status=200).text
    assert words in page
    assert "Bắt đầu làm" not in page
