"""Pages of an attempt: one after the other, to and fro; or left for good, which the server sees to."""

import re
from uuid import UUID

import pytest

from tests.client import CheckingClient, fields_of
from tests.factories import Factory
from tests.pages.quiz_course import files, known, learner, right, save, start, submit

pytestmark = pytest.mark.both
PAGED = ("pass: 5\nshuffle_questions: true\n", "pass: 5\npage_size: 3\n")
SEQUENTIAL = ("pass: 5\nshuffle_questions: true\n", "pass: 5\npage_size: 3\nsequential: true\n")
#: The questions of the three pages, in the order of the text.
FIRST, SECOND, THIRD = ("mot", "nhieu", "dung"), ("so", "ngan", "ghep"), ("xep",)
ALL = FIRST + SECOND + THIRD


def begun(client: CheckingClient, factory: Factory, setting: tuple[str, str]) -> UUID:
    factory.course(files(setting))
    learner(factory, client)
    return start(client)


def asked(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r'data-question="([a-z]+)"', text))


def form(client: CheckingClient, taking: UUID, page: int | None = None) -> dict[str, str]:
    where = f"/attempts/{taking}" + (f"?page={page}" if page else "")
    return fields_of(client.get(where, status=200).text, "attempt")


def test_a_page_shows_its_questions_and_leads_to_the_others(client: CheckingClient, factory: Factory) -> None:
    taking = begun(client, factory, PAGED)
    first = client.get(f"/attempts/{taking}", status=200).text
    assert asked(first) == FIRST
    assert "Trang 1/3" in first
    assert "Câu 3 trên 7" in first
    assert "Trang trước" not in first
    assert "Nộp bài" not in first
    last = client.get(f"/attempts/{taking}?page=3", status=200).text
    assert asked(last) == THIRD
    assert "Câu 7 trên 7" in last
    assert "Nộp bài" in last
    assert "Trang sau" not in last
    for beyond, there in (("99", THIRD), ("0", FIRST), ("x", FIRST), ("9" * 30, FIRST)):
        assert asked(client.get(f"/attempts/{taking}?page={beyond}", status=200).text) == there
    assert asked(client.get(f"/attempts/{taking}?question=ngan", status=200).text) == SECOND


def test_going_on_without_script_saves_the_page(client: CheckingClient, factory: Factory) -> None:
    taking = begun(client, factory, PAGED)
    sent = form(client, taking) | {"a.dung": "true", "go": "2"}
    gone = client.post(f"/attempts/{taking}/answers", data=sent, status=303)
    assert gone.location.endswith(f"/attempts/{taking}?page=2")
    back = form(client, taking, 2) | {"a.ngan": "lãi góp", "go": "1"}
    gone = client.post(f"/attempts/{taking}/answers", data=back, status=303)
    assert gone.location.endswith("?page=1")
    assert known(factory, taking)[1] == {"dung": True, "ngan": "lãi góp"}
    assert form(client, taking, 1)["a.dung"] == "true"
    kept = form(client, taking, 2) | {"a.ngan": "lãi"}
    assert client.post(f"/attempts/{taking}/answers", data=kept, status=303).location.endswith("?page=2")
    jumped = client.post(f"/attempts/{taking}/answers", data={"question": "xep", "page": "2"}, status=303)
    assert jumped.location.endswith("?page=3#cau-xep")


def test_what_does_not_fit_keeps_the_page(client: CheckingClient, factory: Factory) -> None:
    taking = begun(client, factory, PAGED)
    sent = form(client, taking, 2) | {"a.so": "nhiều", "a.ngan": "lãi góp", "go": "3"}
    page = client.post(f"/attempts/{taking}/answers", data=sent, status=422).text
    assert asked(page) == SECOND
    assert fields_of(page, "attempt")["a.so"] == "nhiều"
    assert known(factory, taking)[1] == {"ngan": "lãi góp"}


def test_the_script_is_told_where_to_go(client: CheckingClient, factory: Factory) -> None:
    taking = begun(client, factory, PAGED)
    told = client.post(
        f"/attempts/{taking}/answers",
        data={"go": "2", "page": "1"},
        headers={"Accept": "application/json"},
        status=200,
    )
    assert (told.json or {})["to"].endswith(f"/attempts/{taking}?page=2")


def test_the_attempt_opens_where_work_is_left(client: CheckingClient, factory: Factory) -> None:
    taking = begun(client, factory, PAGED)
    answers = right(factory, taking)
    for question in FIRST:
        save(client, taking, question, answers[question], status=200)
    assert asked(client.get(f"/attempts/{taking}", status=200).text) == SECOND
    for question in SECOND + THIRD:
        save(client, taking, question, answers[question], status=200)
    assert asked(client.get(f"/attempts/{taking}", status=200).text) == THIRD


def test_every_question_is_listed_with_its_page_in_words(client: CheckingClient, factory: Factory) -> None:
    more = "".join(f"\n  - {{id: them-{n}, type: truefalse, stem: Thêm., answer: true}}" for n in range(2))
    factory.course(files(PAGED, ("questions:\n  - id: mot", f"questions:{more}\n  - id: mot")))
    learner(factory, client)
    taking = start(client)
    save(client, taking, "ngan", "lãi góp", status=200)
    page = client.get(f"/attempts/{taking}?page=1", status=200).text
    words = re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<details") : page.index("</details>")])
    )
    assert "Trang 1/3 Câu 1 chưa xong" in words
    assert "Trang 3/3 Câu 7 xong" in words
    assert "Đã trả lời 1 trên 9 câu" in page


def test_the_list_of_unanswered_questions_leads_to_their_pages(
    client: CheckingClient, factory: Factory
) -> None:
    taking = begun(client, factory, PAGED)
    save(client, taking, "mot", right(factory, taking)["mot"], status=200)
    asks = client.post(f"/attempts/{taking}/submit", data=form(client, taking, 3), status=303)
    page = client.get(asks.location, status=200).text
    assert "Câu 5, trang 2" in page
    assert f'href="/attempts/{taking}?page=2#cau-ngan"' in page
    assert "cau-mot" not in page


def test_a_stale_tab_of_another_page_is_told(client: CheckingClient, factory: Factory) -> None:
    taking = begun(client, factory, PAGED)
    old = form(client, taking, 2)
    save(client, taking, "ngan", "câu mới", status=200)
    page = client.post(f"/attempts/{taking}/answers", data=old | {"a.ngan": "câu cũ", "go": "1"}, status=409)
    assert "Ở nơi khác vừa lưu: câu mới" in page.text
    assert asked(page.text) == SECOND
    assert known(factory, taking)[1] == {"ngan": "câu mới"}


# Pages left for good


def advanced(client: CheckingClient, taking: UUID, **given: str) -> None:
    """Go on from the first page, whatever is unanswered."""
    sent = form(client, taking) | given | {"go": "2", "confirmed": "1"}
    assert client.post(f"/attempts/{taking}/answers", data=sent, status=303).location.endswith(str(taking))


def test_a_page_left_is_neither_seen_nor_changed_again(client: CheckingClient, factory: Factory) -> None:
    taking = begun(client, factory, SEQUENTIAL)
    answers = right(factory, taking)
    old = form(client, taking)
    save(client, taking, "mot", answers["mot"], status=200)
    advanced(client, taking, **{"a.dung": "true"})
    for address in ("", "?page=1", "?page=3", "?question=mot", "?question=xep"):
        assert asked(client.get(f"/attempts/{taking}{address}", status=200).text) == SECOND
    before = known(factory, taking)[1]
    assert before == {"mot": answers["mot"], "dung": True}
    # By the script: an earlier page, and one not yet reached.
    for question, value in (("dung", "false"), ("nhieu", answers["nhieu"]), ("xep", answers["xep"])):
        told = save(client, taking, question, value, page="page-bbbb", base=1, status=409).json
        assert told["left"] is True
        assert "words" not in told
    # By a tab that still shows the first page: saved, gone on with, handed in.
    for door, more in (("answers", {}), ("answers", {"go": "2"}), ("submit", {"confirmed": "1"})):
        page = client.post(f"/attempts/{taking}/{door}", data=old | {"a.dung": "false"} | more, status=409)
        assert asked(page.text) == SECOND
        assert "đã qua nên không sửa được nữa" in page.text
    client.post(f"/attempts/{taking}/answers", data={"question": "mot", "page": "2"}, status=303)
    assert asked(client.get(f"/attempts/{taking}", status=200).text) == SECOND
    found, after = known(factory, taking)
    assert (found.page, found.open, after) == (1, True, before)


def test_a_save_repeated_after_going_on_gets_its_reply(client: CheckingClient, factory: Factory) -> None:
    taking = begun(client, factory, SEQUENTIAL)
    first = save(client, taking, "dung", "true", status=200).json
    advanced(client, taking)
    assert save(client, taking, "dung", "true", status=200).json == first
    save(client, taking, "dung", "true", page="page-bbbb", status=409)


def test_a_second_tap_leaves_one_page(client: CheckingClient, factory: Factory) -> None:
    taking = begun(client, factory, SEQUENTIAL)
    sent = form(client, taking) | {"a.dung": "true", "go": "2", "confirmed": "1"}
    for _ in range(2):
        client.post(f"/attempts/{taking}/answers", data=sent, status=303)
    assert known(factory, taking)[0].page == 1


def test_leaving_unanswered_questions_is_asked_about_once(client: CheckingClient, factory: Factory) -> None:
    taking = begun(client, factory, SEQUENTIAL)
    sent = form(client, taking) | {"a.dung": "true", "go": "2"}
    asks = client.post(f"/attempts/{taking}/answers", data=sent, status=303)
    page = client.get(asks.location, status=200).text
    assert "Trang này còn 2 câu chưa trả lời xong" in page
    assert known(factory, taking)[0].page == 0
    assert known(factory, taking)[1] == {"dung": True}
    sure = fields_of(page, None)
    client.post(f"/attempts/{taking}/answers", data=sure, status=303)
    assert known(factory, taking)[0].page == 1


def test_a_whole_attempt_page_by_page_is_graded(client: CheckingClient, factory: Factory) -> None:
    taking = begun(client, factory, SEQUENTIAL)
    answers = right(factory, taking)
    for place, questions in enumerate((FIRST, SECOND, THIRD), 1):
        assert asked(client.get(f"/attempts/{taking}", status=200).text) == questions
        for question in questions:
            save(client, taking, question, answers[question], status=200)
        if questions is not THIRD:
            data = {"go": str(place + 1), "page": str(place)}
            client.post(f"/attempts/{taking}/answers", data=data, status=303)
    submit(client, taking, {}, status=303)
    found, _ = known(factory, taking)
    assert found.result.score == 7
    # In the review everything is seen again.
    assert asked(client.get(f"/attempts/{taking}/result", status=200).text) == ()
    assert "Thuê kho" in client.get(f"/attempts/{taking}/result", status=200).text


def test_unanswered_questions_of_a_page_left_are_named_without_a_way_back(
    client: CheckingClient, factory: Factory
) -> None:
    taking = begun(client, factory, SEQUENTIAL)
    advanced(client, taking)
    asks = client.post(f"/attempts/{taking}/submit", data=form(client, taking), status=303)
    page = client.get(asks.location, status=200).text
    assert "Câu 1, trang 1, đã qua" in page
    assert "cau-mot" not in page
    assert "#cau-so" in page
