"""Moodle's calculated questions: formulas pass through our parser alone, sets of numbers become variables."""

from decimal import Decimal
from typing import Any

import pytest

from lms.exchange import Conversion, Format, convert
from lms.exchange.formulas import from_moodle, ours, to_moodle
from lms.questions.formulas import FormulaError, read_formula

NAMES = {"a": "a", "b": "b", "giá": "gia"}


@pytest.mark.parametrize(
    ("moodle", "our_way"),
    [
        ("{a}+{b}*2", "a + b * 2"),
        ("({a}+{b})*2", "(a + b) * 2"),
        ("{a}-({b}-1)", "a - (b - 1)"),
        ("pow({a},2)/pow(({a}+1),3)", "a^2 / (a + 1)^3"),
        ("{a}**2", "a^2"),
        ("-{a}*-{b}", "(-a) * (-b)"),
        ("round({a}/{b},2)", "round(a / b, 2)"),
        ("ceil({a}/{b}*100)/100", "ceil(a / b, 2)"),
        ("max({a},{b},1.50)", "max(a, b, 1.5)"),
        ("= {giá} / 1e3", "gia / 1000"),
        ("abs({a} - .5)", "abs(a - 0.5)"),
    ],
)
def test_formulas_of_moodle(moodle: str, our_way: str) -> None:
    assert ours(from_moodle(moodle, NAMES)) == our_way
    assert ours(read_formula(our_way)) == our_way


@pytest.mark.parametrize(
    ("our_way", "moodle"),
    [
        ("F / (p - v)", "{F}/({p}-{v})"),
        ("ceil(F / g)", "ceil({F}/{g})"),
        ("floor(F / g, 2)", "(floor({F}/{g}*100)/100)"),
        ("percent(p - v, p)", "(({p}-{v})*100/{p})"),
        ("mod(a, b)", "({a}-{b}*floor({a}/{b}))"),
        ("(a + b)^2", "pow({a}+{b},2)"),
        ("a - -b", "{a}-(-{b})"),
        ("min(a)", "({a})"),
    ],
)
def test_formulas_for_moodle(our_way: str, moodle: str) -> None:
    assert to_moodle(read_formula(our_way)) == moodle


@pytest.mark.parametrize(
    "formula",
    [
        "sqrt({a})", "pi()", "{c}", "a", "system('ls')", "phpinfo()", "{a};{b}", "{a}?1:2", "`ls`", "$x",
        "{a}%2",
        "pow({a},0.5)",
        "pow({a},{b})", "{a}{b}", "log(1){exec(1)}", "/* */{a}", "{a}//1", "eval(1)", "abs",
        "pow", "pow({a}", "((((" * 50, "{a}^" + "9" * 9, "1" * 600, "",
    ],
)  # fmt: skip
def test_whatever_our_formulas_do_not_have_is_refused(formula: str) -> None:
    with pytest.raises(FormulaError):
        from_moodle(formula, NAMES)


def document(answers: str, datasets: str, stem: str = "Giá {p}, phí {v}?", kind: str = "calculated") -> bytes:
    return (
        f'<quiz>\n<question type="{kind}">\n<name><text>Tính</text></name>\n<questiontext format="html">'
        f"<text><![CDATA[{stem}]]></text></questiontext>\n{answers}\n<dataset_definitions>\n{datasets}\n"
        "</dataset_definitions>\n</question>\n</quiz>"
    ).encode()


def answer(formula: str, fraction: int = 100, more: str = "", said: str = "") -> str:
    return (
        f'<answer fraction="{fraction}"><text>{formula}</text>{more}<feedback><text>{said}</text></feedback>'
        "</answer>"
    )


def dataset(name: str, *values: str) -> str:
    items = "".join(
        f"<dataset_item><number>1</number><value>{value}</value></dataset_item>" for value in values
    )
    return (
        f"<dataset_definition><name><text>{name}</text></name><minimum><text>1</text></minimum><maximum>"
        f"<text>9</text></maximum><decimals><text>1</text></decimals><dataset_items>{items}</dataset_items>"
        "</dataset_definition>"
    )


def read(data: bytes) -> Conversion:
    return convert(data, "f.xml", Format.MOODLEXML, Format.YAML)


def question(data: bytes) -> dict[str, Any]:
    made = read(data)
    assert not made.faults
    found: dict[str, Any] = made.source.value["questions"][0]
    return found


TWO = dataset("p", "90", "95", "90", "95") + dataset("v", "60", "60", "62.5", "62.5")
EXACT = "<tolerance>0.5</tolerance><tolerancetype>2</tolerancetype>"
SHARE = "<tolerance>0.01</tolerance><tolerancetype>1</tolerancetype>"


def test_a_question_with_every_part() -> None:
    answers = (
        answer("ceil(1000/({p}-{v}))", 100, EXACT, "Đủ {p}")
        + answer("ceil(1000/{p})", 0, "", "Quên phí {v}")
        + answer("*", 0, "", "Xem lại")
        + "<units><unit><multiplier>1</multiplier><unit_name>túi</unit_name></unit></units>"
    )
    made = question(document(answers, TWO, "Góp {={p}-{v}} từ {p}, {x}, lại {={p} - {v}}"))
    assert made == {
        "id": "tinh",
        "type": "calculated",
        "stem": "Góp {m1} từ {p}, \\{x\\}, lại {m1}",
        "variables": [{"name": "p", "values": [90, 95]}, {"name": "v", "values": [60, Decimal("62.5")]}],
        "derived": [{"name": "m1", "formula": "p - v"}],
        "answer": "1000 / (p - v)",
        "rounding": "ceil",
        "tolerance": Decimal("0.5"),
        "unit": "túi",
        "feedback_right": "Đủ {p}",
        "feedback_wrong": "Xem lại",
        "mistakes": [{"formula": "1000 / p", "feedback": "Quên phí {v}"}],
    }


@pytest.mark.parametrize(
    ("formula", "more", "expected"),
    [
        ("{p}+{v}", "", {"answer": "p + v"}),
        ("round({p}/{v},2)", SHARE,
         {"answer": "p / v", "rounding": "half_up", "decimals": 2, "tolerance_percent": 1}),
        ("floor({p}/{v}*10)/10", "", {"answer": "p / v", "rounding": "floor", "decimals": 1}),
        ("{p}/{v}", "<correctanswerlength>3</correctanswerlength>",
         {"answer": "p / v", "rounding": "half_up", "decimals": 3}),
        ("{p}/{v}", "", {"answer": "p / v", "rounding": "half_up", "decimals": 2}),
    ],
)  # fmt: skip
def test_how_an_answer_is_rounded(formula: str, more: str, expected: dict[str, Any]) -> None:
    made = question(document(answer(formula, 100, more), TWO))
    assert {
        key: made[key]
        for key in ("answer", "rounding", "decimals", "tolerance", "tolerance_percent")
        if key in made
    } == expected


def test_sets_that_belong_together_keep_what_always_holds() -> None:
    rows = dataset("p", "90", "50", "70") + dataset("v", "60", "40", "55")
    made = read(document(answer("100*({p}-{v})"), rows))
    assert made.source.value["questions"][0]["require"] == ["p > v"]
    assert any("đi cùng nhau" in note.message and note.line == 7 for note in made.losses)


def test_ranges() -> None:
    many = dataset("p", *map(str, range(20, 32))) + dataset("v")
    made = question(document(answer("{p}"), many, "{p}"))
    assert made["variables"] == [
        {"name": "p", "from": 20, "to": 31},
        {"name": "v", "from": 1, "to": 9, "step": Decimal("0.1")},
    ]


def test_a_choice_between_counted_numbers() -> None:
    answers = "<single>1</single>" + answer("{={p}-{v}} đồng") + answer("{={p}+{v}} đồng", 0, "", "Cộng {p}")
    made = question(document(answers, TWO, kind="calculatedmulti"))
    assert made["options"] == [
        {"text": "{m1} đồng", "right": True},
        {"text": "{m2} đồng", "feedback": "Cộng {p}"},
    ]


@pytest.mark.parametrize(
    ("answers", "datasets", "stem", "kind", "line", "words"),
    [
        (answer("sqrt({p})"), TWO, "a", "calculated", 5, "sqrt"),
        ("\n" + answer("{q}"), TWO, "a", "calculated", 6, "biến “q”"),
        (answer("{p}"), TWO, "a\nb {=sin({p})}", "calculatedsimple", 5, "sin"),
        ("<single>0</single>" + answer("{p}"), TWO, "a", "calculatedmulti", 2, "chọn nhiều"),
        (answer("1"), "", "a", "calculated", 2, "không có bộ số"),
    ],
)
def test_a_question_that_has_no_place_here_is_left_out_by_name_and_line(
    answers: str, datasets: str, stem: str, kind: str, line: int, words: str
) -> None:
    other = (
        b"<question type='truefalse'><questiontext><text>A?</text></questiontext><answer fraction='100'>"
        b"<text>true</text></answer><answer fraction='0'><text>false</text></answer></question></quiz>"
    )
    made = read(document(answers, datasets, stem, kind).replace(b"</quiz>", other))
    assert [found["type"] for found in made.source.value["questions"]] == ["truefalse"]
    assert any(note.line == line and words in note.message for note in made.losses), made.losses


def test_a_draw_that_divides_by_zero_is_a_fault_with_its_line() -> None:
    made = read(document(answer("round(1/({p}-90),1)"), TWO))
    assert made.output is None
    assert [fault.line for fault in made.faults] == [5]


def test_more_draws_than_moodle_takes_are_told() -> None:
    quiz = (
        "id: q\ntitle: Q\npass: 1\nquestions:\n  - id: a\n    type: calculated\n    stem: '{a} {b}'\n"
        "    variables:\n      - {name: a, from: 1, to: 90}\n      - {name: b, from: 1, to: 50}\n"
        "    require: [a > b]\n    answer: a - b\n"
    )
    made = convert(quiz.encode(), "q.yml", Format.YAML, Format.MOODLEXML)
    assert made.output is not None
    assert any(note.line == 8 and "100 bộ" in note.message for note in made.losses)
    back = convert(made.output, "q.xml", Format.MOODLEXML, Format.YAML)
    (question,) = back.source.value["questions"]
    assert question["variables"][1] == {"name": "b", "from": 1, "to": 50}
    assert question["require"] == ["a > b"]
