"""Quizzes as values of our format, for round trips: texts full of the signs that formats give a meaning."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from lms.exchange import Conversion, Format, convert
from lms.exchange.yaml_writer import write_yaml

_PIECES = st.text("ab đĂê5\\~=#{}:[]<>&%\"'*_$|;,.@`!?-+/()→“”", max_size=8)
# A letter stands in every line, so that no text is empty or nothing but signs.
LINES = st.tuples(_PIECES, st.sampled_from(["a", "Bến", "n", "túi 5"]), _PIECES).map(
    lambda parts: " ".join("".join(parts).split())
)
TEXTS = st.lists(LINES, min_size=1, max_size=3).map("\n".join)
NUMBERS = st.integers(-999999, 999999).map(lambda n: n // 100 if n % 100 == 0 else Decimal(n) / 100)


def _several(least: int) -> st.SearchStrategy[list[str]]:
    """Lines that differ, however they are compared."""
    return st.lists(LINES, min_size=least, max_size=least + 2).map(
        lambda lines: [f"{line} {'xyzuvwrstk'[place]}" for place, line in enumerate(lines)]
    )


_Optional = dict[str, st.SearchStrategy[Any]]
_COMMON: _Optional = {
    "points": st.decimals("0.01", "9", places=2),
    "outcomes": st.lists(st.sampled_from(["O1", "O2", "O12"]), min_size=1, max_size=2, unique=True),
    "level": st.sampled_from(["N", "V", "P"]),
    "lesson": st.sampled_from(["lai-gop", "b2"]),
    "explanation": TEXTS,
    "hint": TEXTS,
}
_ENDS: _Optional = {"feedback_right": TEXTS, "feedback_wrong": TEXTS}
_OVERALL: _Optional = {**_ENDS, "feedback_partly": TEXTS}
_SCORING: _Optional = {"scoring": st.sampled_from(["all_or_nothing", "partial"])}
_TEN: _Optional = {"tolerance": st.decimals("0.1", "5", places=1), "unit": LINES}


@st.composite
def questions(draw: st.DrawFn, question_id: str) -> dict[str, Any]:
    """A sound question of any type."""
    kind = draw(st.sampled_from(list(_KINDS)))
    values, optional = _KINDS[kind](draw)
    return (
        {"id": question_id, "type": kind, "stem": draw(TEXTS)}
        | values
        | draw(st.fixed_dictionaries({}, optional=_COMMON | optional))
    )


def _single(draw: st.DrawFn, most: int = 1) -> tuple[dict[str, Any], _Optional]:
    texts = draw(_several(2))
    right = draw(st.sets(st.sampled_from(texts), min_size=1, max_size=most))
    return {"options": [_option(draw, text, right=text in right) for text in texts]}, _OVERALL


def _multiple(draw: st.DrawFn) -> tuple[dict[str, Any], _Optional]:
    values, optional = _single(draw, 5)
    return values, optional | _SCORING


def _true_false(draw: st.DrawFn) -> tuple[dict[str, Any], _Optional]:
    return {"answer": draw(st.booleans())}, {"feedback_true": TEXTS, "feedback_false": TEXTS}


def _numeric(draw: st.DrawFn) -> tuple[dict[str, Any], _Optional]:
    answer = draw(NUMBERS)
    values: dict[str, Any] = {"answer": answer}
    if draw(st.booleans()):
        values["mistakes"] = [{"value": answer + draw(st.integers(7, 999)), "feedback": draw(TEXTS)}]
    return values, _ENDS | _TEN | {"decimals": st.integers(2, 6)}


def _short(draw: st.DrawFn) -> tuple[dict[str, Any], _Optional]:
    marks = st.sampled_from(["strict", "ignore"])
    return {"accepted": draw(_several(1))}, _ENDS | {"marks": marks, "case": st.just("strict")}


def _matching(draw: st.DrawFn) -> tuple[dict[str, Any], _Optional]:
    lefts = draw(_several(2))
    rights = draw(_several(len(lefts) + 1))
    pairs = [{"left": left, "right": right} for left, right in zip(lefts, rights, strict=False)]
    return {"pairs": pairs}, _OVERALL | _SCORING | {"extra": st.just(rights[len(lefts) :])}


def _ordering(draw: st.DrawFn) -> tuple[dict[str, Any], _Optional]:
    return {"items": draw(_several(2))}, _ENDS | _SCORING


def _categorise(draw: st.DrawFn) -> tuple[dict[str, Any], _Optional]:
    categories, items = draw(_several(2)), draw(_several(2))
    sorted_ = [{"text": item, "category": draw(st.sampled_from(categories))} for item in items]
    return {"categories": categories, "items": sorted_}, _ENDS | _SCORING


def _essay(_draw: st.DrawFn) -> tuple[dict[str, Any], _Optional]:
    words: _Optional = {"min_words": st.integers(1, 50), "max_words": st.integers(50, 90)}
    return {}, words | {"notes": TEXTS, "model": TEXTS}


def _option(draw: st.DrawFn, text: str, *, right: bool) -> dict[str, Any]:
    option: dict[str, Any] = {"text": text}
    if right:
        option["right"] = True
    return option | draw(st.fixed_dictionaries({}, optional={"feedback": TEXTS, "pinned": st.just(True)}))


def _no_names(text: str) -> bool:
    return not re.search(r"\{[A-Za-z]", text)


def _gaps(draw: st.DrawFn) -> tuple[dict[str, Any], _Optional]:
    count = draw(st.integers(1, 3))
    names = draw(st.sampled_from([["o1", "o2", "o3"], ["ten", "o1", "huong_2"]]))[:count]
    # A dollar sign could make a formula of what stands between two, gaps included.
    around = LINES.filter(lambda text: _no_names(text) and "$" not in text)
    text = draw(around) + "".join(f" {{{name}}}\n{draw(around)}" for name in names)
    return {"text": text, "gaps": [draw(_gap(name)) for name in names]}, _ENDS | _SCORING


@st.composite
def _gap(draw: st.DrawFn, name: str) -> dict[str, Any]:
    kind = draw(st.sampled_from(["text", "number", "choice"]))
    made: dict[str, Any] = {"name": name, "type": kind}
    optional: dict[str, st.SearchStrategy[Any]] = {"feedback": TEXTS}
    if kind == "text":
        made["accepted"] = draw(_several(1))
        optional |= {"case": st.just("strict"), "spacing": st.just("ignore")}
    elif kind == "number":
        made["answer"] = draw(NUMBERS)
        optional |= _TEN
    else:
        made["choices"] = draw(_several(2))
        made["right"] = draw(st.sampled_from(made["choices"]))
    return made | draw(st.fixed_dictionaries({}, optional=optional))


_WHOLE = [
    "a + b",
    "a * b - 2",
    "a^2 - (a - b)",
    "-a + b",
    "max(a, b, 3)",
    "min(a)",
    "abs(a - b) / 4",
    "c * a",
]
_BROKEN = ["ceil(a / b)", "percent(a, b)", "a / b / 3", "a / (b * 3)", "round(a / b, 1)", "mod(a, b) - 1.5",
           "floor(a / b, 2)", "2 * (a - b)^3 / 7", "a - (b - a) * -b / 3"]  # fmt: skip


def _calculated(draw: st.DrawFn) -> tuple[dict[str, Any], _Optional]:
    values = st.lists(st.integers(1, 30) | st.just(Decimal("2.5")), min_size=1, max_size=4, unique=True)
    made: dict[str, Any] = {
        "variables": [
            {"name": "a", "values": draw(values)},
            draw(
                st.sampled_from(
                    [{"name": "b", "from": 1, "to": 15}, {"name": "b", "from": 2, "to": 4, "step": 2}]
                )
            ),
        ],
        "derived": [{"name": "c", "formula": draw(st.sampled_from(["a + 2 * b", "a * (b - 3)"]))}],
    }
    said = TEXTS.filter(_no_names)
    made["stem"] = draw(said) + draw(st.sampled_from(["", " {a}", "\n{c} {b}", " $x_{a}$ {b}"]))
    optional: _Optional = {"explanation": said.map("{{b}} {}".format), "hint": said}
    if draw(st.booleans()):
        made["options"] = [
            {"text": "{a}, {b}", "right": True},
            {"text": "{a}, {b}, {c}", "feedback": draw(said)},
        ]
        return made, optional
    rounding = draw(st.sampled_from(["exact", "half_up", "ceil", "floor"]))
    made["answer"] = draw(st.sampled_from(_WHOLE if rounding == "exact" else _WHOLE + _BROKEN))
    made["rounding"] = rounding
    if rounding != "exact":
        made["decimals"] = draw(st.integers(0, 3))
    if draw(st.booleans()):
        made["mistakes"] = [{"formula": f"({made['answer']}) + 7", "feedback": draw(said) + " {b}"}]
    optional["unit"] = LINES
    optional[draw(st.sampled_from(["tolerance", "tolerance_percent"]))] = st.integers(1, 5)
    return made, optional


_KINDS: dict[str, Callable[[st.DrawFn], tuple[dict[str, Any], _Optional]]] = {
    "single": _single,
    "multiple": _multiple,
    "truefalse": _true_false,
    "numeric": _numeric,
    "short": _short,
    "matching": _matching,
    "ordering": _ordering,
    "categorise": _categorise,
    "gaps": _gaps,
    "calculated": _calculated,
    "essay": _essay,
}


@st.composite
def quizzes(draw: st.DrawFn) -> dict[str, Any]:
    """A sound quiz of one to four questions."""
    count = draw(st.integers(1, 3))
    made: dict[str, Any] = {"id": "quiz", "title": draw(LINES).replace("/", "-"), "pass": Decimal("0.01")}
    made |= draw(
        st.fixed_dictionaries(
            {}, optional={"intro": TEXTS, "attempts": st.integers(1, 9), "shuffle_options": st.booleans()}
        )
    )
    return made | {"questions": [draw(questions(f"q-{place}")) for place in range(count)]}


def through(quiz: dict[str, Any], format_: Format) -> tuple[dict[str, Any], Conversion]:
    """A quiz written as YAML, into `format_` and back: the values at the end, the first notes."""
    there = convert(write_yaml(quiz), "quiz.yml", Format.YAML, format_)
    assert there.output is not None, there.faults
    back = convert(there.output, "quiz", format_, Format.YAML)
    assert back.output is not None, (back.faults, there.output)
    again = convert(back.output, "quiz.yml", Format.YAML, Format.YAML)
    assert again.output == back.output
    return again.source.value, there
