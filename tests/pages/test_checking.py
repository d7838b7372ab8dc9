"""Immediate and retry: one answer is judged on the server when the learner asks, and counts as it was."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from tests.client import CheckingClient
from tests.factories import Factory
from tests.pages.quiz_course import (
    CANARY,
    COURSE,
    FINAL,
    QUIZ,
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

pytestmark = pytest.mark.both
IMMEDIATE = ("pass: 5\n", "pass: 5\nbehaviour: immediate\n")
RETRY = ("pass: 5\n", "pass: 5\nbehaviour: retry\ntries: 3\npenalty: 0.25\n")
Clients = Callable[[], CheckingClient]


def taking(client: CheckingClient, factory: Factory, setting: tuple[str, str]) -> UUID:
    factory.course(files(setting))
    learner(factory, client)
    return start(client)


def check(
    client: CheckingClient, factory: Factory, attempt_id: UUID, question: str, value: Any, **kwargs: Any
) -> Any:
    """Press the button of one question on a page that is up to date."""
    seen = kwargs.pop("seen", None) or revisions(factory, attempt_id)
    data = {**fields({question: value}), **seen, "check": question}
    return client.post(f"/attempts/{attempt_id}/answers", data=data, **kwargs)


def test_s13_checking_tells_of_the_checked_question_alone_and_fixes_it(
    client: CheckingClient, factory: Factory
) -> None:
    attempt_id = taking(client, factory, IMMEDIATE)
    assert CANARY not in client.get(f"/attempts/{attempt_id}", status=200).text
    answer = check(client, factory, attempt_id, "so", "918272", status=303)
    assert answer.location == f"/attempts/{attempt_id}#cau-so"
    page = client.get(f"/attempts/{attempt_id}", status=200).text
    assert page.count(CANARY) == 2
    assert f"{CANARY} làm tròn xuống" in page
    assert "918.273" not in page
    assert page.count(">Chưa đúng<") == 1
    for value in ("918273", ""):
        save(client, attempt_id, "so", value, base=9, status=422)
    client.post(
        f"/attempts/{attempt_id}/answers",
        data=fields({"so": "918273"}) | revisions(factory, attempt_id),
        status=409,
    )
    check(client, factory, attempt_id, "so", "918273", status=409)
    assert known(factory, attempt_id)[1]["so"]["number"] == "918272"
    submit(client, attempt_id, {}, status=303)
    assert known(factory, attempt_id)[0].result.score == 0
    check(client, factory, attempt_id, "so", "918273", status=409)


def test_the_right_answer_is_told_where_the_author_says_so(client: CheckingClient, factory: Factory) -> None:
    setting = (IMMEDIATE[0], IMMEDIATE[1] + "review: {during: [right_answer]}\n")
    attempt_id = taking(client, factory, setting)
    check(client, factory, attempt_id, "so", "918272", status=303)
    page = client.get(f"/attempts/{attempt_id}", status=200).text
    assert "918.273" in page
    assert CANARY not in page
    assert ">Chưa đúng<" not in page


def test_the_rest_of_the_page_is_saved_with_it(client: CheckingClient, factory: Factory) -> None:
    attempt_id = taking(client, factory, IMMEDIATE)
    data = fields({"ngan": "lãi góp"}) | {"check": "so"}
    place = client.post(f"/attempts/{attempt_id}/answers", data=data, status=303).location
    assert place == f"/attempts/{attempt_id}", "where it is said, not at the question"
    number = [one.id for one in known(factory, attempt_id)[0].instance.questions].index("so") + 1
    assert f"Câu {number}: Anh/chị trả lời câu này rồi bấm Xem đúng chưa." in client.get(place).text
    assert known(factory, attempt_id)[1] == {"ngan": "lãi góp"}


def test_each_further_try_costs_and_a_second_tap_costs_nothing(
    client: CheckingClient, factory: Factory
) -> None:
    attempt_id = taking(client, factory, RETRY)
    client.get(f"/attempts/{attempt_id}", status=200)
    for _tap in range(3):
        check(client, factory, attempt_id, "so", "918272", seen={"rev.so": "0"}, status=303)
    page = client.get(f"/attempts/{attempt_id}", status=200).text
    assert f"{CANARY} làm tròn xuống" in page
    assert "918.273" not in page
    save(client, attempt_id, "so", "918273", base=2, status=200)
    page = client.get(f"/attempts/{attempt_id}", status=200).text
    assert CANARY not in page
    assert page.count(">Đúng<") == 1
    check(client, factory, attempt_id, "so", "918273", status=303)
    # One is the option of another question.
    assert client.get(f"/attempts/{attempt_id}", status=200).text.count(">Đúng<") == 2
    save(client, attempt_id, "so", "1", base=4, status=422)
    submit(client, attempt_id, {}, status=303)
    assert known(factory, attempt_id)[0].result.score == Decimal("0.75")


def test_the_learner_knows_how_often_and_at_what_cost(client: CheckingClient, factory: Factory) -> None:
    attempt_id = taking(client, factory, RETRY)
    rule, cost = (
        "Sai thì trả lời lại được, mỗi câu nhiều nhất 3 lần.",
        "Mỗi lần trả lời lại bớt 25% điểm của câu.",
    )
    door = client.get(f"/courses/{COURSE}/quizzes/{QUIZ}", status=200).text
    assert rule in door and cost in door
    for wrong, left in (("1", "Còn 2 lần."), ("2", "Còn một lần.")):
        check(client, factory, attempt_id, "so", wrong, status=303)
        page = client.get(f"/attempts/{attempt_id}", status=200).text
        assert left in page and cost in page
    check(client, factory, attempt_id, "so", "3", status=303)
    assert "Anh/chị sửa lại" not in client.get(f"/attempts/{attempt_id}", status=200).text
    submit(client, attempt_id, {}, status=303)
    assert cost in client.get(f"/attempts/{attempt_id}/result", status=200).text


def test_the_usual_way_needs_no_words_and_the_immediate_one_has_them(
    client: CheckingClient, factory: Factory
) -> None:
    taking(client, factory, IMMEDIATE)
    door = client.get(f"/courses/{COURSE}/quizzes/{QUIZ}", status=200).text
    assert "Cách làm" in door and "xem rồi thì câu đó được chốt" in door
    assert "Cách làm" not in client.get(f"/courses/{COURSE}/quizzes/{FINAL}", status=200).text


def test_an_answer_changed_after_a_check_is_one_more_try(client: CheckingClient, factory: Factory) -> None:
    attempt_id = taking(client, factory, RETRY)
    for wrong in ("1", "2"):
        check(client, factory, attempt_id, "so", wrong, status=303)
    submit(client, attempt_id, {"so": "918273"}, more=revisions(factory, attempt_id), status=303)
    assert known(factory, attempt_id)[0].result.score == Decimal("0.5")


def test_the_author_s_number_of_tries_is_the_end_of_it(client: CheckingClient, factory: Factory) -> None:
    attempt_id = taking(client, factory, RETRY)
    for wrong in ("1", "2", "3"):
        check(client, factory, attempt_id, "so", wrong, status=303)
    check(client, factory, attempt_id, "so", "918273", status=409)
    assert known(factory, attempt_id)[1]["so"]["number"] == "3"


def test_a_page_older_than_a_check_overwrites_nothing(
    client: CheckingClient, factory: Factory, new_client: Clients
) -> None:
    attempt_id = taking(client, factory, RETRY)
    check(client, factory, attempt_id, "so", "1", status=303)
    check(client, factory, attempt_id, "so", "2", seen={"rev.so": "0"}, status=409)
    answer = save(client, attempt_id, "so", "2", base=1, status=409)
    assert answer.json["overtaken"] is True
    assert known(factory, attempt_id)[1]["so"]["number"] == "1"


def test_s20_what_cannot_be_checked_is_refused(client: CheckingClient, factory: Factory) -> None:
    attempt_id = taking(client, factory, IMMEDIATE)
    client.post(f"/attempts/{attempt_id}/answers", data={"check": "c1"}, status=422)
    client.post(f"/attempts/{attempt_id}/answers", data={"check": "x" * 5000}, status=422)
    check(client, factory, attempt_id, "so", "nhiều", status=422)
    final = start(client, FINAL)
    client.post(f"/attempts/{final}/answers", data={"a.c1": "true", "check": "c1"}, status=422)
    assert known(factory, attempt_id)[1] == {}
    assert known(factory, final)[1] == {}


def test_what_the_author_says_first_is_not_said_twice(client: CheckingClient, factory: Factory) -> None:
    said = (
        (f'feedback_false: "{CANARY} sai"', 'feedback_false: "Chưa đúng, kho thuê theo tháng."'),
        (f'{CANARY} sai"}}\n      - {{text: Túi', 'Chưa đúng. Chuối theo số túi."}\n      - {text: Túi'),
        (
            f'feedback_right: "{CANARY} đúng"\n    feedback_wrong',
            'feedback_right: "Đúng rồi."\n    feedback_wrong',
        ),
    )
    factory.course(files(IMMEDIATE, *said))
    learner(factory, client)
    attempt_id = start(client)
    answers = right(factory, attempt_id)
    check(client, factory, attempt_id, "dung", "false", status=303)
    check(client, factory, attempt_id, "so", answers["so"], status=303)
    during = client.get(f"/attempts/{attempt_id}").text
    answer = submit(client, attempt_id, {}, status=303, queries=80)
    after = client.get(answer.location).text
    for page in (during, after):
        assert "Chưa đúng, kho thuê theo tháng." in page
        assert "Đúng rồi." in page
        assert 'class="tag stop">Chưa đúng<' not in page
        assert 'class="tag">Đúng<' not in page
    assert "1 trên 1 điểm" in after
    # Rows left blank are told the right answer, and are not called wrong.
    assert after.count("Đúng ra là:") == 5
    assert after.count('class="verdict">Chưa đúng<') == 1


def test_a_refused_number_is_led_to_and_the_checked_answer_said_once(
    client: CheckingClient, factory: Factory
) -> None:
    attempt_id = taking(client, factory, RETRY)
    page = check(client, factory, attempt_id, "so", "2,400", status=422).text
    assert '<a href="#cau-so">Câu ' in page
    check(client, factory, attempt_id, "so", "918272", status=303)
    assert client.get(f"/attempts/{attempt_id}").text.count("Anh/chị trả lời: 918.272 túi") == 1
