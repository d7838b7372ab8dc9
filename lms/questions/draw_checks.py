"""What can go wrong in a calculated question, looked for before anybody is asked it.

Every combination of its variables is tried where there are at most `EXHAUSTIVE` of them; of larger sets a
fixed sample is tried, and divisions are proved safe between the bounds of the variables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from lms.questions.definitions import Calculated, Rich
from lms.questions.draws import (
    MAX_PLACES,
    MAX_VALUES,
    every_draw,
    keeps,
    rounded_answer,
    sampled_draws,
    size,
    value_at,
    with_derived,
)
from lms.questions.filling import fill, names_shown
from lms.questions.formulas import FormulaError, decimal_of, names_in, read_condition, read_formula
from lms.questions.intervals import Bounds, bounds
from lms.questions.rich import rich_texts
from lms.questions.wording import same_words
from lms.sources import Path, Sentence

EXHAUSTIVE = 4000
SAMPLED = 600

Found = tuple[Sentence, Path]


def draw_faults(question: Calculated) -> list[Found]:
    """Every fault of the numbers of a question: what to tell the author, and the path below the question."""
    found = [*_variables(question), *_formulas(question)]
    if found:
        return found
    return list(dict.fromkeys([*_tried(question), *_proved(question)]))


def _variables(question: Calculated) -> Iterator[Found]:
    seen: set[str] = set()
    for index, variable in enumerate(question.variables):
        path: Path = ("variables", index)
        ranged = variable.low is not None or variable.high is not None
        if variable.name in seen:
            yield Sentence("Tên “%(name)s” viết hai lần: đặt tên khác.", name=variable.name), (*path, "name")
        seen.add(variable.name)
        if bool(variable.values) == ranged or (variable.low is None) != (variable.high is None):
            yield Sentence("Biến cần values, hoặc cả from và to."), path
        elif variable.low is not None and variable.high is not None and variable.low > variable.high:
            yield Sentence("from phải nhỏ hơn hoặc bằng to."), (*path, "from")
        elif size(variable) > MAX_VALUES:
            yield Sentence("Biến có quá %(max_values)s giá trị: tăng step.", max_values=MAX_VALUES), path
        if len(set(variable.values)) < len(variable.values):
            yield Sentence("Các giá trị của biến có hai số giống nhau: bỏ một."), (*path, "values")
    for index, derived in enumerate(question.derived):
        if derived.name in seen:
            yield (
                Sentence("Tên “%(name)s” viết hai lần: đặt tên khác.", name=derived.name),
                ("derived", index, "name"),
            )
        seen.add(derived.name)


def _formulas(question: Calculated) -> Iterator[Found]:
    known = {variable.name for variable in question.variables}
    for index, derived in enumerate(question.derived):
        yield from _formula(derived.formula, known, ("derived", index, "formula"))
        known.add(derived.name)
    for index, text in enumerate(question.require):
        yield from _formula(text, known, ("require", index), condition=True)
    if question.answer:
        yield from _formula(question.answer, known, ("answer",))
    for index, mistake in enumerate(question.mistakes):
        yield from _formula(mistake.formula, known, ("mistakes", index, "formula"))
    for path, rich in rich_texts(question):
        for name in names_shown(rich.markdown):
            if name not in known:
                words = ", ".join(sorted(known))
                yield (
                    Sentence(
                        "Không có biến “%(name)s” để viết vào bài. Các biến có: %(words)s.",
                        name=name,
                        words=words,
                    ),
                    path,
                )


def _formula(text: str, known: set[str], path: Path, *, condition: bool = False) -> Iterator[Found]:
    try:
        read = read_condition(text) if condition else read_formula(text)
    except FormulaError as error:
        yield error.message, path
        return
    for name in sorted(names_in(read) - known):
        yield (
            Sentence(
                "Không có biến “%(name)s”. Các biến dùng được: %(names)s.",
                name=name,
                names=", ".join(sorted(known)),
            ),
            path,
        )


def _tried(question: Calculated) -> Iterator[Found]:
    combinations = 1
    for variable in question.variables:
        combinations *= size(variable)
    whole = combinations <= EXHAUSTIVE
    kept = tried = 0
    unlike = [False] * len(question.mistakes)
    draws: Iterable[Mapping[str, Fraction]] = (
        every_draw(question) if whole else sampled_draws(question, SAMPLED)
    )
    for values in draws:
        tried += 1
        try:
            if not keeps(question, values):
                continue
        except FormulaError as error:
            yield _with(error.message, values), ("require",) if question.require else ("derived",)
            return
        kept += 1
        faults = list(_draw(question, values, unlike))
        if faults:
            yield from faults
            return
    if not kept or (not whole and kept * 20 < tried):
        yield Sentence("Quá ít bộ số thỏa các điều kiện: sửa biến hoặc điều kiện."), ("require",)
        return
    for index, apart in enumerate(unlike):
        if not apart:
            yield (
                Sentence("Công thức này luôn ra đúng đáp số nên không thể là lỗi hay gặp."),
                ("mistakes", index),
            )


def _draw(question: Calculated, values: Mapping[str, Fraction], unlike: list[bool]) -> Iterator[Found]:
    known = with_derived(question, values)
    if question.answer:
        try:
            right = rounded_answer(question, question.answer, known)
        except FormulaError as error:
            yield _with(error.message, values), ("answer",)
            return
        for index, mistake in enumerate(question.mistakes):
            try:
                unlike[index] |= rounded_answer(question, mistake.formula, known) != right
            except FormulaError as error:
                yield _with(error.message, values), ("mistakes", index, "formula")
    for path, text in rich_texts(question):
        yield from _shown(text, known, values, path)
    yield from _options(question, known, values)


def _shown(
    text: Rich, known: Mapping[str, Fraction], values: Mapping[str, Fraction], path: Path
) -> Iterator[Found]:
    for name in names_shown(text.markdown):
        try:
            places = -int(decimal_of(known[name]).as_tuple().exponent)
        except FormulaError:
            places = MAX_PLACES + 1
        if places > MAX_PLACES:
            yield (
                _with(
                    Sentence(
                        "Số “%(name)s” viết ra quá %(max_places)s chữ số lẻ: làm tròn bằng round.",
                        name=name,
                        max_places=MAX_PLACES,
                    ),
                    values,
                ),
                path,
            )


def _options(
    question: Calculated, known: Mapping[str, Fraction], values: Mapping[str, Fraction]
) -> Iterator[Found]:
    seen: dict[str, int] = {}
    for index, option in enumerate(question.options):
        try:
            words = same_words(fill(option.text.markdown, known))
        except FormulaError:
            return
        if words in seen:
            same = Sentence(
                "Phương án thứ %(first)s và thứ %(second)s giống nhau: thêm điều kiện vào require.",
                first=seen[words] + 1,
                second=index + 1,
            )
            yield _with(same, values), ("options", index, "text")
        seen.setdefault(words, index)


def _proved(question: Calculated) -> Iterator[Found]:
    """Only for what could not be tried in full; conditions are not known to bounds, so they are not
    relied on."""
    combinations = 1
    ranges: dict[str, Bounds] = {}
    for variable in question.variables:
        ends = [value_at(variable, index) for index in (0, size(variable) - 1)]
        if variable.values:
            ends = [Fraction(value) for value in variable.values]
        ranges[variable.name] = (min(ends), max(ends))
        combinations *= size(variable)
    if combinations <= EXHAUSTIVE:
        return
    named: list[tuple[str, Path]] = [
        (derived.formula, ("derived", index, "formula")) for index, derived in enumerate(question.derived)
    ]
    if question.answer:
        named.append((question.answer, ("answer",)))
    named += [
        (mistake.formula, ("mistakes", index, "formula")) for index, mistake in enumerate(question.mistakes)
    ]
    for text, path in named:
        try:
            found = bounds(read_formula(text), ranges)
        except FormulaError as error:
            yield (
                Sentence(
                    "%(fault)s Biến có %(combinations)s bộ số, quá nhiều để thử hết: thu hẹp biến, hoặc tăng "
                    "step.",
                    fault=error.message,
                    combinations=combinations,
                ),
                path,
            )
            return
        if path[0] == "derived":
            ranges[question.derived[int(path[1])].name] = found


def _with(message: Sentence, values: Mapping[str, Fraction]) -> Sentence:
    shown = ", ".join(f"{name} = {decimal_of(value):f}" for name, value in values.items())
    return Sentence("%(fault)s Thấy khi %(values)s.", fault=message, values=shown)
