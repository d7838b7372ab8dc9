"""Every format into every other, over one set of questions: what is lost is what is named."""

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lms.exchange import IN, OUT, Format, convert
from lms.exchange.cli import convert as command

QUIZ = """\
id: chi-phi
title: Chi phí
pass: 6
attempts: 3
intro: Đọc kỹ từng câu.
questions:
  - id: mot
    type: single
    stem: Khoản nào bán được hay không vẫn phải trả?
    points: 2
    hint: Nghĩ đến tháng không bán được.
    tags: [chi-phi]
    feedback_wrong: Xem lại bài chi phí.
    options:
      - {text: Thuê kho, right: true, feedback: Đúng rồi.}
      - {text: Chuối tươi}
      - {text: Cả hai, pinned: true}
  - id: nhieu
    type: multiple
    stem: Khoản nào theo số túi?
    scoring: partial_penalty
    options: [{text: Than, right: true}, {text: Chuối, right: true}, {text: Kho}]
  - {id: dung, type: truefalse, stem: Kho trả theo túi., answer: false, feedback_true: Kho trả theo tháng.}
  - {id: so, type: numeric, stem: "Mấy túi?", answer: 667, unit: túi, decimals: 1, explanation: Lấy tổng.}
  - {id: ngan, type: short, stem: "Tên gọi?", accepted: [lãi góp], case: strict, marks: ignore}
  - id: ghep
    type: matching
    stem: Ghép.
    pairs: [{left: Kho, right: cố định}, {left: Chuối, right: theo túi}]
    extra: [doanh thu]
    feedback_partly: Còn sót.
  - {id: xep, type: ordering, stem: Xếp., items: [Ghi, Cộng]}
  - id: nhom
    type: categorise
    stem: Nhóm.
    categories: [a, b]
    items: [{text: x, category: a}, {text: y, category: b}]
  - id: cho
    type: gaps
    stem: Điền.
    points: 2
    text: Giá trừ phí là {o1}, mỗi túi {so}.
    scoring: partial
    gaps:
      - {name: o1, type: text, accepted: [lãi góp], feedback: Xem lại.}
      - {name: so, type: number, answer: 33000, unit: đồng}
  - id: tinh
    type: calculated
    stem: Giá {p}, phí {v}, mỗi túi góp {g}. Mấy túi đủ 100.000?
    variables: [{name: p, values: [90000, 95000]}, {name: v, values: [60000, 91000]}]
    derived: [{name: g, formula: p - v}]
    require: [p > v]
    answer: 100000 / g
    rounding: ceil
    mistakes: [{formula: 100000 / p, feedback: Quên tiền theo túi.}]
  - {id: viet, type: essay, stem: Viết ba câu., min_words: 20, model: Quý này có lãi.}
"""

AIKEN = (
    "Khoản nào theo tháng?\nA) Kho\nB) Chuối\nANSWER: A\n\nKhoản nào theo túi?\nA. Kho\nB. Chuối\nANSWER: B\n"
)

#: What stays behind: the question ("" is the quiz) and the key, "" where the question is left out whole.
BOTH = {
    ("", "id"), ("", "pass"), ("", "attempts"), ("mot", "pinned"), ("so", "decimals"), ("ngan", "marks"),
    ("ghep", "scoring"), ("nhom", "type"), ("nhom", "scoring"), ("viet", "model"),
}  # fmt: skip
LOST: dict[Format, set[tuple[str, str]]] = {
    Format.GIFT: BOTH
    | {
        ("mot", "points"), ("mot", "hint"), ("mot", "feedback_wrong"), ("so", "unit"), ("ngan", "case"),
        ("ghep", "feedback_partly"), ("xep", ""), ("cho", ""), ("tinh", ""), ("viet", "min_words"),
    },
    Format.MOODLEXML: BOTH
    | {("cho", "name"), ("cho", "unit"), ("tinh", "derived"), ("tinh", "require")},
    Format.XLSX: set(),
    Format.YAML: set(),
}  # fmt: skip
#: Said by the reader of a Moodle file: sets of numbers that belong together.
TOGETHER = "đi cùng nhau"


def written(source: Format) -> bytes:
    """The set of questions in `source`; Aiken, which nothing writes, has two of its own."""
    if source is Format.AIKEN:
        return AIKEN.encode()
    made = convert(QUIZ.encode(), "q.yml", Format.YAML, source)
    assert made.output is not None, made.faults
    return made.output


def named(messages: list[str]) -> set[tuple[str, str]]:
    """The questions and keys that loss lines speak of."""
    found = set()
    for message in messages:
        whole = re.search(r"Bỏ cả câu ([\w-]+)\.", message)
        head = re.search(r"Bỏ mục (\w+) của bài kiểm tra\.", message)
        part = re.search(r"(?:\((\w+)\)|mục (\w+)).* của câu ([\w-]+)\.", message)
        if whole:
            found.add((whole[1], ""))
        elif head:
            found.add(("", head[1]))
        else:
            assert part, message
            found.add((part[3], part[1] or part[2]))
    return found


def says(entry: dict[str, Any], key: str) -> bool:
    """Whether `key` is written anywhere in `entry`."""
    return key in entry or any(
        says(item, key)
        for value in entry.values()
        if isinstance(value, list)
        for item in value
        if isinstance(item, dict)
    )


def expected(source: Format, target: Format, there: dict[str, Any]) -> set[tuple[str, str]]:
    """Of what `target` does not hold, what stands in the file at all."""
    entries = {question["id"]: question for question in there["questions"]} | {"": there}
    lost = {
        (name, key) for name, key in LOST[target] if name in entries and (not key or says(entries[name], key))
    }
    # Not written: pairs count all or nothing unless it says so, and a Moodle file always does.
    for name in ("ghep", "nhom"):
        pairs = entries.get(name, {"scoring": ""})
        if "scoring" not in pairs and target in (Format.GIFT, Format.MOODLEXML):
            lost.add((name, "scoring"))
        elif pairs.get("scoring"):
            lost.discard((name, "scoring"))
    if entries.get("nhom", {}).get("type") == "matching":
        # Made of boxes on the way into the file.
        lost.discard(("nhom", "type"))
    if source is Format.MOODLEXML:
        # Gaps have been named by their number already.
        lost.discard(("cho", "name"))
    return lost


@pytest.mark.parametrize("target", OUT)
@pytest.mark.parametrize("source", IN)
def test_a_pair(source: Format, target: Format, tmp_path: Path) -> None:
    given, made = tmp_path / "a", tmp_path / "b"
    given.write_bytes(written(source))
    there = convert(given.read_bytes(), "a", source, Format.YAML)
    told = CliRunner().invoke(command, ["--from", str(source), "--to", str(target), str(given), str(made)])
    assert told.exit_code == 0, told.output
    lost = [line.partition("không giữ được: ")[2] for line in told.stderr.splitlines() if "không giữ" in line]
    read = {note.message for note in there.losses}
    assert named([message for message in lost if message not in read]) == expected(
        source, target, there.source.value
    )
    assert {message for message in lost if TOGETHER in message} == {note for note in read if TOGETHER in note}
    back = convert(made.read_bytes(), "b", target, Format.YAML)
    assert back.quiz is not None, back.faults
    left_out = {name for name, key in LOST[target] if not key}
    assert [question["id"] for question in back.source.value["questions"]] == [
        question["id"] for question in there.source.value["questions"] if question["id"] not in left_out
    ]
    if target in (Format.XLSX, Format.YAML):
        assert back.source.value == there.source.value


@pytest.mark.parametrize("target", [Format.GIFT, Format.MOODLEXML])
def test_losses_name_the_line_of_the_key(target: Format) -> None:
    lines = QUIZ.split("\n")
    made = convert(QUIZ.encode(), "q.yml", Format.YAML, target)
    for note in made.losses:
        ((name, key),) = named([note.message])
        shown = lines[note.line - 1]
        unwritten = key == "scoring" and name in ("ghep", "nhom")
        assert (f"id: {name}" in shown) if not key or unwritten else (key in shown)
