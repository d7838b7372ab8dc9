"""Taking a quiz: one page, saved as one goes, handed in once, its result by the policy. No script needed."""

from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from lms.learning import queries as learning
from lms.permissions import Actor
from tests.client import CheckingClient
from tests.factories import Factory
from tests.markup_check import parse
from tests.pages.quiz_course import (
    CANARY,
    COURSE,
    FINAL,
    fields,
    files,
    known,
    learner,
    revisions,
    right,
    save,
    start,
    submit,
)


@pytest.fixture
def taking(client: CheckingClient, factory: Factory) -> UUID:
    """An attempt of a learner who is signed in."""
    factory.course(files())
    learner(factory, client)
    return start(client)


def words(response: TestResponse) -> str:
    return " ".join("".join(parse(response.text).itertext()).split())


def test_the_whole_page_is_saved_without_script(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    page = client.get(f"/attempts/{taking}", status=200)
    assert "Câu 1 trên 7" in words(page)
    assert "Đã trả lời 0 trên 7 câu" in words(page)
    answers = right(factory, taking) | {"so": "28.588 túi"}
    answer = client.post(f"/attempts/{taking}/answers", data=fields(answers), status=303)
    page = client.get(answer.location, status=200)
    assert "Đã trả lời 7 trên 7 câu" in words(page)
    assert "Anh/chị trả lời: 28.588 túi" in words(page)
    again = {name: value for name, value in _filled(page).items() if name.startswith("a.")}
    sent = {name: value for name, value in fields(answers).items() if name.startswith("a.")}
    assert {name: set(value) for name, value in again.items()} == {
        name: set(value) if isinstance(value, list) else {value} for name, value in sent.items()
    }


def _filled(page: TestResponse) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    tree = parse(page.text)
    for box in tree.iter("input"):
        typed = box.get("type") == "text" and box.get("value")
        if typed or box.get("checked") is not None:
            found.setdefault(box.get("name", ""), []).append(box.get("value", ""))
    for select in tree.iter("select"):
        for option in select.iter("option"):
            if option.get("selected") is not None:
                found.setdefault(select.get("name", ""), []).append(option.get("value", ""))
    return found


def test_what_does_not_fit_is_named_and_kept_and_the_rest_is_saved(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    data = fields({"so": "nhiều lắm", "ngan": "lãi góp"})
    page = client.post(f"/attempts/{taking}/answers", data=data, status=422)
    assert "Anh/chị viết bằng số, ví dụ 1.200 hoặc 2,4." in words(page)
    assert words(page).count("Đã lưu") == 1
    assert _filled(page)["a.so"] == ["nhiều lắm"]
    assert known(factory, taking)[1] == {"ngan": "lãi góp"}
    client.post(f"/attempts/{taking}/submit", data=data | {"confirmed": "1"}, status=422)
    assert known(factory, taking)[0].open
    assert client.get(f"/attempts/{taking}/answers", status=302).location == f"/attempts/{taking}"


def test_handing_in_asks_once_about_unanswered_questions(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    answers = right(factory, taking)
    token = next(iter(answers["ghep"]))
    answers["ghep"] = {token: answers["ghep"][token]}
    del answers["ngan"]
    asked = client.post(f"/attempts/{taking}/submit", data=fields(answers), status=303)
    assert asked.location == f"/attempts/{taking}/submit"
    page = client.get(asked.location, status=200)
    assert "Còn 2 câu chưa trả lời xong" in words(page)
    for question_id in ("ghep", "ngan"):
        assert f"/attempts/{taking}#cau-{question_id}" in page.text
    attempt, stored = known(factory, taking)
    assert attempt.open
    assert len(stored) == 6
    answer = client.post(f"/attempts/{taking}/submit", data={"confirmed": "1"}, status=303)
    assert answer.location == f"/attempts/{taking}/result"
    assert client.get(asked.location, status=302).location == f"/attempts/{taking}/result"
    result = known(factory, taking)[0].result
    assert result.score == 5
    assert result.passed


def test_passing_tells_learning_and_leads_on(client: CheckingClient, factory: Factory) -> None:
    factory.course(files())
    person = learner(factory, client)
    taking = start(client)
    submit(client, taking, right(factory, taking), status=303)
    page = client.get(f"/attempts/{taking}/result", status=200)
    assert "Được 7/7 điểm, cần 5." in words(page)
    assert f"/courses/{COURSE}/quizzes/{FINAL}" in page.text
    study = factory.read(learning.study, COURSE, Actor(id=person.id))
    assert study.completed == {"kiem-tra-1"}
    assert client.get(f"/attempts/{taking}", status=302).location == f"/attempts/{taking}/result"


def test_failing_says_how_much_was_missing_and_what_to_read(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    answers = right(factory, taking)
    submit(client, taking, {"dung": answers["dung"], "so": "918272"}, status=303)
    page = client.get(f"/attempts/{taking}/result", status=200)
    text = words(page)
    assert "Chưa đạt" in text
    assert "Được 1/7 điểm, cần 5." in text
    assert "Còn yếu:" in text
    for lesson in ("bai-1", "bai-2"):
        assert f"/courses/{COURSE}/lessons/{lesson}" in page.text
    assert f"{CANARY} làm tròn xuống" in text
    assert "Đáp án: 918.273 túi" in text
    assert "Làm lại" in text


def test_best_attempt_counts_and_any_number_may_be_made(client: CheckingClient, factory: Factory) -> None:
    factory.course(files())
    learner(factory, client)
    first = start(client)
    assert start(client) == first
    submit(client, first, {}, status=303)
    second = start(client)
    assert second != first
    submit(client, second, right(factory, second), status=303)
    page = client.get(f"/courses/{COURSE}/quizzes/kiem-tra-1", status=200)
    assert words(page)


def test_review_only_after_passing_or_the_last_attempt(client: CheckingClient, factory: Factory) -> None:
    factory.course(files())
    learner(factory, client)
    first = start(client, FINAL)
    submit(client, first, {"c1": "true"}, status=303)
    page = client.get(f"/attempts/{first}/result", status=200)
    assert CANARY not in page.text
    assert "Đáp án và lời giải hiện ra sau khi anh/chị đạt, hoặc sau lần cuối." in words(page)
    assert "Còn một lần làm." in words(page)
    second = start(client, FINAL)
    submit(client, second, {"c1": "true"}, status=303)
    for attempt_id in (first, second):
        assert CANARY in client.get(f"/attempts/{attempt_id}/result", status=200).text
    assert "Anh/chị đã làm hết số lần." in words(client.get(f"/attempts/{second}/result"))
    client.post(f"/courses/{COURSE}/quizzes/{FINAL}/start", status=409)


def test_whoever_has_passed_is_not_told_to_call_for_more(client: CheckingClient, factory: Factory) -> None:
    factory.course(files(("attempts: 2", "attempts: 1")))
    door = f"/courses/{COURSE}/quizzes/{FINAL}"
    learner(factory, client)
    submit(client, start(client, FINAL), {"c1": "true", "c2": "true"}, status=303)
    page = words(client.get(door, status=200))
    assert "Anh/chị đã làm hết số lần." in page and "gọi số" not in page.split("hết số lần.")[1][:30]
    learner(factory, client, "Trần Thị Chưa Đạt")
    submit(client, start(client, FINAL), {"c1": "true"}, status=303)
    assert "hết số lần. Cần làm thêm thì gọi số ở cuối trang." in words(client.get(door, status=200))


def test_cooling_down(client: CheckingClient, factory: Factory) -> None:
    factory.course(files(("attempts: 2", "attempts: 2\ncooldown_minutes: 30")))
    learner(factory, client)
    first = start(client, FINAL)
    submit(client, first, {"c1": "true"}, status=303)
    client.post(f"/courses/{COURSE}/quizzes/{FINAL}/start", status=409)
    assert "Lần sau làm được từ" in words(client.get(f"/attempts/{first}/result", status=200))


def test_a_save_by_script_says_what_was_read(client: CheckingClient, factory: Factory, taking: UUID) -> None:
    client.get(f"/attempts/{taking}")
    answer = save(client, taking, "so", "28.588", status=200, queries=3)
    assert answer.json == {"saved": True, "seq": 1, "revision": 1, "finished": True, "echo": "28.588 túi"}
    assert save(client, taking, "ngan", "một", status=200, queries=2).json["revision"] == 1
    assert save(client, taking, "so", "", seq=2, status=200).json["finished"] is False
    assert known(factory, taking)[1] == {"so": None, "ngan": "một"}


def test_a_repeated_or_overtaken_save_changes_nothing(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    client.get(f"/attempts/{taking}")
    first = save(client, taking, "ngan", "một", seq=1, status=200)
    save(client, taking, "ngan", "hai", seq=2, status=200)
    again = save(client, taking, "ngan", "một", seq=1, status=200).json
    assert again == first.json | {"revision": 2}
    assert known(factory, taking)[1] == {"ngan": "hai"}
    save(client, taking, "ngan", "ba", seq=1, page="page-bbbb", base=2, status=200)
    assert known(factory, taking)[1] == {"ngan": "ba"}


def test_a_page_older_than_the_answers_clears_nothing(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    answers = right(factory, taking)
    client.post(f"/attempts/{taking}/answers", data=fields(answers), status=303)
    before = known(factory, taking)[1]
    seen = revisions(factory, taking)
    client.post(f"/attempts/{taking}/answers", data={}, status=303)
    assert known(factory, taking)[1] == before
    client.post(f"/attempts/{taking}/answers", data={"shown.nhieu": "1"} | seen, status=303)
    assert known(factory, taking)[1] == before | {"nhieu": None}


def test_english(client: CheckingClient, factory: Factory, taking: UUID) -> None:
    client.set_cookie("lang", "en")
    assert "Question 1 of 7" in words(client.get(f"/attempts/{taking}", status=200))
    submit(client, taking, {}, status=303)
    assert "Not passed" in words(client.get(f"/attempts/{taking}/result", status=200))
