"""A course with two quizzes for the tests of attempts, and a learner's hand that can answer them.

Every text that must not leave the server before the policy allows it carries CANARY.
"""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from lms import clock
from lms.learning import service as learning
from lms.quizzes import queries
from tests.client import CheckingClient
from tests.factories import Factory, Person
from tests.unit.questions.builders import right_answers

COURSE = "lam-thu"
QUIZ = "kiem-tra-1"
FINAL = "cuoi-khoa"
CANARY = "chimbaobao"
SECRET_NUMBER = 918273

_COURSE = f"""
id: {COURSE}
title: Làm thử
summary: Một khóa để thử bài kiểm tra.
language: vi
edition: 0
audience: [hop-tac-xa]
topic: ket-qua-kinh-doanh
periods: 1
outcomes: [{{id: O1, text: Làm được bài.}}]
completion: {{lessons: all, quizzes: all}}
certificate: {{title: Làm thử, note: Xác nhận đã học xong khóa học., issue: manual}}
modules: [{{id: phan-1, folder: 01-phan, title: Phần một, summary: Thử.}}]
"""
_LESSON = """---
id: {id}
title: {title}
summary: Đọc trước khi làm.
outcomes: [O1]
---
Học xong bài này, anh/chị làm được bài kiểm tra.
{{: .goal}}

Một đoạn để đọc.
"""
_QUIZ = f"""
id: {QUIZ}
title: Kiểm tra phần một
pass: 5
shuffle_questions: true
questions:
  - id: mot
    type: single
    stem: Khoản nào là chi phí cố định?
    outcomes: [O1]
    lesson: bai-1
    explanation: "{CANARY} thuê kho không đổi theo số túi."
    options:
      - {{text: Thuê kho, RIGHT_A feedback: "{CANARY} đúng"}}
      - {{text: Chuối tươi, RIGHT_B feedback: "{CANARY} sai"}}
      - {{text: Túi và tem, feedback: "{CANARY} sai"}}
  - id: nhieu
    type: multiple
    stem: Khoản nào trả theo số túi?
    scoring: partial_penalty
    lesson: bai-2
    options:
      - {{text: Than sấy, right: true, feedback: "{CANARY}"}}
      - {{text: Khấu hao, feedback: "{CANARY}"}}
      - {{text: Chuối, right: true}}
  - id: dung
    type: truefalse
    outcomes: [O1]
    stem: Bán được hay không vẫn trả tiền kho.
    answer: true
    feedback_true: "{CANARY} đúng"
    feedback_false: "{CANARY} sai"
  - id: so
    type: numeric
    outcomes: [O1]
    stem: Bán bao nhiêu thì hòa vốn?
    hint: Lấy chi phí cố định chia cho lãi góp.
    lesson: bai-2
    answer: {SECRET_NUMBER}
    unit: túi
    mistakes: [{{value: 918272, feedback: "{CANARY} làm tròn xuống"}}]
    feedback_right: "{CANARY} đúng"
    feedback_wrong: "{CANARY} sai"
  - id: ngan
    type: short
    outcomes: [O1]
    stem: Phần còn lại để trả chi phí cố định tên là gì?
    accepted: ["{CANARY} lãi góp"]
    feedback_wrong: "{CANARY} sai"
  - id: ghep
    type: matching
    stem: Ghép khoản với loại.
    pairs: [{{left: Thuê kho, right: cố định}}, {{left: Chuối tươi, right: biến đổi}}]
    extra: [doanh thu]
    feedback_right: "{CANARY} đúng"
  - id: xep
    type: ordering
    stem: Xếp các việc theo thứ tự.
    items: [Ghi sổ, Cộng sổ, So sánh]
    feedback_wrong: "{CANARY} sai"
"""
_FINAL = f"""
id: {FINAL}
title: Bài cuối khóa
final: true
pass: 2
attempts: 2
review: after_pass_or_last
questions:
  - {{id: c1, type: truefalse, stem: Câu một., answer: true, lesson: bai-1, explanation: "{CANARY}"}}
  - {{id: c2, type: truefalse, stem: Câu hai., answer: true, lesson: bai-2, explanation: "{CANARY}"}}
"""


def files(*changes: tuple[str, str], right: str = "A") -> dict[str, bytes]:
    """The course's files. `right`: which option of the first question is right; changes: (old, new) texts."""
    found = {
        "course.yml": _COURSE,
        "01-phan/01-bai.md": _LESSON.format(id="bai-1", title="Bài thứ nhất"),
        "01-phan/02-bai.md": _LESSON.format(id="bai-2", title="Bài thứ hai"),
        "01-phan/03-kiem-tra.yml": re.sub(r"RIGHT_. ", "", _QUIZ.replace(f"RIGHT_{right}", "right: true,")),
        "01-phan/04-cuoi-khoa.yml": _FINAL,
    }
    for old, new in changes:
        assert any(old in text for text in found.values()), old
        found = {path: text.replace(old, new) for path, text in found.items()}
    return {path: text.encode() for path, text in found.items()}


def learner(factory: Factory, client: CheckingClient, name: str = "Nguyễn Thị Lành") -> Person:
    """Somebody enrolled in the course and signed in."""
    person = factory.person(name)
    factory.write(learning.enrol, person.id, COURSE, person.id, clock.now())
    factory.sign_in(client, person)
    client.get(f"/courses/{COURSE}", status=200)
    return person


def start(client: CheckingClient, quiz_id: str = QUIZ) -> UUID:
    """Start the quiz as a person does, and return the attempt."""
    answer = client.post(f"/courses/{COURSE}/quizzes/{quiz_id}/start", status=303)
    return UUID(answer.location.rsplit("/", 1)[-1])


def right(factory: Factory, attempt_id: UUID) -> dict[str, Any]:
    """The right answers of an attempt in its own tokens, as the page's script sends them."""

    def look() -> dict[str, Any]:
        found = queries.attempt(attempt_id)
        assert found is not None
        return right_answers(found.quiz, found.instance)

    values: dict[str, Any] = factory.read(look)
    return values


def fields(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The same answers as the fields of the page's form."""
    found: dict[str, Any] = {}
    for question_id, value in answers.items():
        if isinstance(value, dict):
            found |= {f"a.{question_id}.{token}": chosen for token, chosen in value.items()}
        else:
            found[f"a.{question_id}"] = value
            if isinstance(value, list):
                found[f"shown.{question_id}"] = "1"
    return found


def revisions(factory: Factory, attempt_id: UUID) -> dict[str, str]:
    """What a page that is up to date sends along: the revision of each stored answer."""
    stored = factory.read(queries.stored_answers, attempt_id)
    return {f"rev.{question}": str(answer.revision) for question, answer in stored.items()}


def save(
    client: CheckingClient,
    attempt_id: UUID,
    question: str,
    value: Any,
    seq: int = 1,
    page: str = "page-aaaa",
    base: int = 0,
    **kwargs: Any,
) -> Any:
    """Save one answer as the page's script does; `base` is the revision that the page has seen."""
    body = {"question": question, "value": value, "client": page, "seq": seq, "base": base}
    body |= kwargs.pop("more", {})
    return client.post(f"/attempts/{attempt_id}/answers", json=body, **kwargs)


def submit(client: CheckingClient, attempt_id: UUID, answers: Mapping[str, Any], **kwargs: Any) -> Any:
    """Hand in with these answers, unanswered ones accepted; `more`: further fields."""
    data = {**fields(answers), "confirmed": "1", **kwargs.pop("more", {})}
    return client.post(f"/attempts/{attempt_id}/submit", data=data, **kwargs)


def known(factory: Factory, attempt_id: UUID) -> tuple[Any, dict[str, Any]]:
    """The attempt and its stored answers."""
    return factory.read(lambda: (queries.attempt(attempt_id), queries.answers(attempt_id)))
