"""Quizzes as values of our format, for round trips: texts full of the signs that formats give a meaning."""

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


@st.composite
def questions(draw: st.DrawFn, question_id: str) -> dict[str, Any]:
    """A sound question of one of the seven first types."""
    made: dict[str, Any] = {"id": question_id, "type": "", "stem": draw(TEXTS)}
    optional: dict[str, st.SearchStrategy[Any]] = {
        "points": st.decimals("0.01", "9", places=2),
        "outcomes": st.lists(st.sampled_from(["O1", "O2", "O12"]), min_size=1, max_size=2, unique=True),
        "level": st.sampled_from(["N", "V", "P"]),
        "lesson": st.sampled_from(["lai-gop", "b2"]),
        "explanation": TEXTS,
        "hint": TEXTS,
    }
    kind = draw(
        st.sampled_from(["single", "multiple", "truefalse", "numeric", "short", "matching", "ordering"])
    )
    made["type"] = kind
    if kind in ("numeric", "short", "matching", "ordering"):
        optional |= {"feedback_right": TEXTS, "feedback_wrong": TEXTS}
    if kind in ("matching", "ordering", "multiple"):
        optional["scoring"] = st.sampled_from(["all_or_nothing", "partial"])
    if kind in ("single", "multiple"):
        texts = draw(_several(2))
        right = draw(st.sets(st.sampled_from(texts), min_size=1, max_size=1 if kind == "single" else 5))
        made["options"] = [_option(draw, text, right=text in right) for text in texts]
    elif kind == "truefalse":
        made["answer"] = draw(st.booleans())
        optional |= {"feedback_true": TEXTS, "feedback_false": TEXTS}
    elif kind == "numeric":
        answer = made["answer"] = draw(NUMBERS)
        optional |= {
            "tolerance": st.decimals("0.1", "5", places=1),
            "unit": LINES,
            "decimals": st.integers(2, 6),
        }
        if draw(st.booleans()):
            made["mistakes"] = [{"value": answer + draw(st.integers(7, 999)), "feedback": draw(TEXTS)}]
    elif kind == "short":
        made["accepted"] = draw(_several(1))
        optional["marks"] = st.sampled_from(["strict", "ignore"])
    elif kind == "matching":
        lefts = draw(_several(2))
        rights = draw(_several(len(lefts) + 1))
        made["pairs"] = [{"left": left, "right": right} for left, right in zip(lefts, rights, strict=False)]
        optional["extra"] = st.just(rights[len(lefts) :])
    else:
        made["items"] = draw(_several(2))
    return made | draw(st.fixed_dictionaries({}, optional=optional))


def _option(draw: st.DrawFn, text: str, *, right: bool) -> dict[str, Any]:
    option: dict[str, Any] = {"text": text}
    if right:
        option["right"] = True
    return option | draw(st.fixed_dictionaries({}, optional={"feedback": TEXTS, "pinned": st.just(True)}))


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
