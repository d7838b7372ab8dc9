"""Gaps, groups, essays, drawn numbers, pairs and orders over HTTP, without script and with it.

For each kind: saved, told back, handed in, reviewed (S20); and nothing the browser gets before the hand-in
tells the key (S13, S14).
"""

import json
import re
from typing import Any
from uuid import UUID

import pytest

from tests.client import CheckingClient, fields_of
from tests.factories import Factory
from tests.pages.quiz_course import CANARY, QUIZ, fields, files, known, learner, right, save, start, submit

pytestmark = pytest.mark.both
KINDS = f"""
id: {QUIZ}
title: Đủ dạng
pass: 5
questions:
  - id: o-trong
    type: gaps
    stem: Điền vào chỗ trống.
    text: "Bán {{n}} túi, lãi góp {{g}}, trả theo {{k}}."
    outcomes: [O1]
    gaps:
      - {{name: n, type: number, answer: 28588, unit: túi, feedback: "{CANARY} ô số"}}
      - {{name: g, type: text, accepted: [ba mươi nghìn]}}
      - {{name: k, type: choice, choices: [quý, túi], right: quý}}
    explanation: "{CANARY} giải thích"
  - id: nhom
    type: categorise
    stem: Xếp nhóm.
    categories: [cố định, biến đổi]
    items: [{{text: Thuê kho, category: cố định}}, {{text: Chuối, category: biến đổi}}]
    feedback_right: "{CANARY} đúng"
  - id: tinh
    type: calculated
    stem: "Cộng {{a}} với 1.000."
    variables: [{{name: a, values: [2000, 3000, 4000]}}]
    answer: a + 1000
    unit: đồng
    feedback_right: "{CANARY} đúng"
  - id: ghep
    type: matching
    stem: Ghép khoản với loại.
    pairs: [{{left: Thuê kho, right: trả theo quý}}, {{left: Than, right: trả theo túi}}]
    extra: [không trả]
    feedback_right: "{CANARY} đúng"
  - id: xep
    type: ordering
    stem: Xếp thứ tự.
    items: [Ghi sổ, Cộng sổ, So sánh]
    feedback_wrong: "{CANARY} sai"
  - id: viet
    type: essay
    stem: Anh/chị ghi sổ thế nào?
    model: "{CANARY} bài mẫu"
    notes: "{CANARY} ghi chú"
"""
CLOSED = ("o-trong", "nhom", "tinh", "ghep", "xep")


@pytest.fixture
def taking(client: CheckingClient, factory: Factory) -> UUID:
    course = files()
    course["01-phan/03-kiem-tra.yml"] = KINDS.encode()
    factory.course(course)
    learner(factory, client)
    return start(client)


def all_right(factory: Factory, taking: UUID) -> dict[str, Any]:
    return right(factory, taking) | {"viet": "Tôi ghi mỗi tối."}


def test_without_script_every_kind_is_saved_shown_again_and_graded(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    answers = all_right(factory, taking)
    sent = fields_of(client.get(f"/attempts/{taking}", status=200).text, "attempt") | fields(answers)
    client.post(f"/attempts/{taking}/answers", data=sent, status=303)
    page = client.get(f"/attempts/{taking}", status=200).text
    again = fields_of(page, "attempt")
    assert {name: again[name] for name in fields(answers)} == fields(answers)
    assert "Đã trả lời 6 trên 6 câu" in page
    assert "Anh/chị trả lời: Ô số 1: 28.588 túi" in page
    submit(client, taking, {}, status=303)
    result = known(factory, taking)[0].result
    assert {one.id: one.outcome.value for one in result.questions} == dict.fromkeys(CLOSED, "right") | {
        "viet": "waiting"
    }
    review = client.get(f"/attempts/{taking}/result", status=200).text
    assert "Tôi ghi mỗi tối." in review
    assert f"{CANARY} giải thích" in review
    assert f"{CANARY} ghi chú" not in review


def test_the_echo_says_which_gap_a_number_stands_in(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    value = all_right(factory, taking)["o-trong"]
    assert save(client, taking, "o-trong", value, status=200).json["echo"] == "Ô số 1: 28.588 túi"
    drawn = known(factory, taking)[0].instance.question("o-trong")
    words = {drawn.options[1].token: "lãi"}
    assert save(client, taking, "o-trong", words, seq=2, status=200).json["echo"] == ""


def test_wrong_answers_are_corrected_in_the_review_alone(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    instance = known(factory, taking)[0].instance
    ghep, nhom = instance.question("ghep"), instance.question("nhom")
    wrong = next(choice.token for choice in ghep.choices if choice.index == 2)
    save(client, taking, "ghep", {option.token: wrong for option in ghep.options}, status=200)
    save(client, taking, "nhom", {one.token: nhom.choices[0].token for one in nhom.options}, status=200)
    save(client, taking, "tinh", "1", status=200)
    assert CANARY not in client.get(f"/attempts/{taking}", status=200).text
    submit(client, taking, {}, status=303)
    review = client.get(f"/attempts/{taking}/result", status=200).text
    assert "Đúng ra là: trả theo quý" in review
    assert "Đúng ra là: biến đổi" in review
    drawn = instance.question("tinh").numbers["a"]
    assert f"{int(drawn) + 1000:,}".replace(",", ".") in review


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("o-trong", "28588"),
        ("o-trong", {"khong-co": "1"}),
        ("nhom", {"khong-co": "1"}),
        ("tinh", {"number": "1"}),
        ("tinh", ["3000"]),
        ("tinh", "1e308"),
        ("ghep", {"khong-co": "khong-co"}),
        ("ghep", "trả theo quý"),
        ("xep", {"khong-co": "1"}),
        ("xep", ["Ghi sổ"]),
        ("viet", {"text": "x"}),
        ("viet", "x" * 20_001),
        ("mot", "true"),
    ],
)
def test_what_belongs_to_no_field_of_the_question_is_refused(
    client: CheckingClient, factory: Factory, taking: UUID, question: str, value: object
) -> None:
    save(client, taking, question, value, status=422)
    assert known(factory, taking)[1] == {}


@pytest.mark.parametrize("question", ["nhom", "ghep", "xep", "o-trong"])
def test_a_choice_of_another_line_or_question_is_refused(
    client: CheckingClient, factory: Factory, taking: UUID, question: str
) -> None:
    instance = known(factory, taking)[0].instance
    drawn, other = instance.question(question), instance.question("ghep" if question != "ghep" else "nhom")
    token = drawn.options[-1].token
    save(client, taking, question, {token: other.choices[0].token}, status=422)
    save(client, taking, question, {other.options[0].token: "1"}, status=422)
    assert known(factory, taking)[1] == {}


def test_nothing_the_browser_gets_tells_the_key(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    """The same replies to right and wrong answers, but for what the learner typed."""
    answers = all_right(factory, taking)
    instance = known(factory, taking)[0].instance
    heard = []
    for seq, given in enumerate((answers, _turned(instance, answers)), 1):
        replies = [
            save(client, taking, question, value, seq=seq, base=seq - 1, status=200).json
            for question, value in given.items()
        ]
        for reply in replies:
            reply.pop("echo")
        page = client.get(f"/attempts/{taking}", status=200).text
        assert CANARY not in page + json.dumps(replies)
        heard.append(
            [{key: reply[key] for key in reply if key not in ("seq", "revision")} for reply in replies]
        )
        # Every line of a question is marked alike, whatever was picked.
        for found in instance.questions:
            lines = re.findall(r'<option value="([^"]+)"( selected)?>([^<]*)</option>', page)
            assert {value for value, _, _ in lines} >= {choice.token for choice in found.choices}
    assert heard[0] == heard[1]


def _turned(instance: Any, answers: dict[str, Any]) -> dict[str, Any]:
    """Answers of the same shape that are wrong: what was picked moves on by one line."""
    turned = dict(answers)
    for question in ("nhom", "ghep", "xep"):
        values = list(answers[question].values())
        turned[question] = dict(zip(answers[question], values[1:] + values[:1], strict=True))
    gaps = instance.question("o-trong")
    wrong = {gaps.options[0].token: "5", gaps.options[1].token: "sai"}
    other = next(one.token for one in gaps.choices if one.token != answers["o-trong"][gaps.options[2].token])
    return turned | {"o-trong": wrong | {gaps.options[2].token: other}, "tinh": "7", "viet": "Khác."}


@pytest.mark.parametrize("question", ["nhom", "ghep", "xep"])
def test_places_and_names_of_lines_are_drawn_anew_for_everybody(
    client: CheckingClient, factory: Factory, taking: UUID, question: str
) -> None:
    seen, tokens = set(), set()
    for _ in range(12):
        drawn = known(factory, taking)[0].instance.question(question)
        seen.add(tuple(choice.index for choice in drawn.options))
        tokens |= {choice.token for choice in drawn.options}
        submit(client, taking, {}, status=303)
        taking = start(client)
    assert len(seen) > 1
    assert len(tokens) == 12 * len(drawn.options)
