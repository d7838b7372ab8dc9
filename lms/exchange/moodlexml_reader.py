"""Moodle XML to questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation

from lms.exchange.categories import Categories
from lms.exchange.moodle import BY_PLACE, Answer, Dataset, Form, Half, MoodleQuestion, Words
from lms.exchange.safe_xml import Element, read_xml
from lms.sources import Sentence
from lms.sources.notes import Notes

_FORMS = {
    "html": Form.HTML,
    "moodle_auto_format": Form.MOODLE,
    "plain_text": Form.PLAIN,
    "markdown": Form.MARKDOWN,
}
_LARGEST = Decimal(10) ** 15


def read_moodlexml(text: str, notes: Notes, categories: Categories) -> Iterator[MoodleQuestion]:
    """The questions of `text`, as long as there is room for faults; where they stand goes to `categories`."""
    root = read_xml(text, notes)
    if root is None:
        return
    if root.tag != "quiz":
        notes.fault(root.line, Sentence("Đây không phải Moodle XML: thẻ ngoài cùng phải là <quiz>."))
        return
    for element in root.all("question"):
        if notes.full:
            return
        if element.attributes.get("type") == "category":
            categories.enter(element.said("category"))
        else:
            categories.ask(element.line)
            yield _Reader(element, notes).read()


class _Reader:
    def __init__(self, element: Element, notes: Notes) -> None:
        self.element, self.notes = element, notes

    def read(self) -> MoodleQuestion:
        element = self.element
        stem = self._words(element.first("questiontext")) or Words("", Form.HTML, element.line)
        made = MoodleQuestion(element.attributes.get("type", ""), stem, element.line, element.said("name"))
        made.number = element.said("idnumber")
        tags = element.first("tags")
        made.labels = [tag.said("text") for tag in tags.all("tag")] if tags else []
        grade = element.first("defaultgrade")
        # Embedded answers have no points of their own but the sum of their gaps.
        if grade is not None or made.kind != "cloze":
            made.points = self._number(grade, Decimal(1))
        made.general = self._words(element.first("generalfeedback"))
        made.hints = [words for hint in element.all("hint") if (words := self._words(hint))]
        made.right = self._words(element.first("correctfeedback"))
        made.wrong = self._words(element.first("incorrectfeedback"))
        made.partly = self._words(element.first("partiallycorrectfeedback"))
        penalty = element.first("penalty")
        if penalty is not None and self._number(penalty, Decimal(0)) not in _USUAL_PENALTIES:
            self.notes.loss(
                penalty.line,
                Sentence("Mức trừ mỗi lần làm lại (%(text)s) không giữ được.", text=penalty.text),
            )
        made.single = element.said("single").lower() not in ("false", "0")
        made.answers = [self._answer(answer, made.kind) for answer in element.all("answer")]
        made.pairs = [self._half(half) for half in element.all("subquestion")]
        extra = _EXTRAS.get(made.kind)
        if extra:
            extra(self, made)
        return made

    def _words(self, element: Element | None) -> Words | None:
        if element is None:
            return None
        for file in element.all("file"):
            self.notes.loss(
                file.line,
                Sentence("Bỏ tệp %(value)s: thêm vào thư mục media.", value=file.attributes.get("name", "")),
            )
        inner = element.first("text")
        body = (inner or element).text
        form = _FORMS.get(element.attributes.get("format", "html"), Form.HTML)
        return Words(body, form, (inner or element).line) if body else None

    def _answer(self, element: Element, kind: str) -> Answer:
        words = self._words(element) or Words("", Form.PLAIN, element.line)
        if kind in ("shortanswer", "truefalse", "numerical", "calculated", "calculatedsimple"):
            words = Words(words.body, Form.PLAIN, words.line)
        kind_of_reach = element.said("tolerancetype")
        if kind_of_reach in _GEOMETRIC:
            self.notes.loss(element.line, Sentence("Sai số kiểu hình học được tính như sai số phần trăm."))
        length = element.said("correctanswerlength")
        return Answer(
            words,
            self._decimal(element.attributes.get("fraction", "0"), element.line),
            self._words(element.first("feedback")),
            self._number(element.first("tolerance"), Decimal(0)),
            element.line,
            kind_of_reach in _RELATIVE | _GEOMETRIC,
            int(length) if length.isdecimal() and len(length) < 3 else None,
        )

    def _half(self, element: Element) -> Half:
        left = self._words(element) or Words("", Form.PLAIN, element.line)
        return Half(left, element.said("answer"), element.line)

    def _number(self, element: Element | None, usual: Decimal) -> Decimal:
        return self._decimal(element.text, element.line) if element is not None and element.text else usual

    def _decimal(self, text: str, line: int) -> Decimal:
        try:
            number = Decimal(text.strip())
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) > _LARGEST:
            self.notes.fault(
                line, Sentence("“%(text)s” không phải số: viết liền, dấu chấm cho phần lẻ.", text=text[:40])
            )
            return Decimal(0)
        return number

    def numerical(self, made: MoodleQuestion) -> None:
        caught = [answer for answer in made.answers if answer.words.body == "*"]
        made.answers = [answer for answer in made.answers if answer not in caught]
        for answer in made.answers:
            self._decimal(answer.words.body, answer.line)
        made.wrong = caught[0].feedback if caught else None
        self._unit(made)

    def _unit(self, made: MoodleQuestion) -> None:
        units = self.element.first("units")
        named = [unit.said("unit_name") for unit in units.all("unit")] if units else []
        made.unit = named[0] if named else ""
        for other in named[1:]:
            self.notes.loss(
                self.element.line, Sentence("Chỉ giữ đơn vị đầu tiên, bỏ “%(other)s”.", other=other)
            )

    def short(self, made: MoodleQuestion) -> None:
        made.case = self.element.said("usecase") in ("1", "true")

    def essay(self, made: MoodleQuestion) -> None:
        made.min_words = int(self._number(self.element.first("minwordlimit"), Decimal(0)))
        made.max_words = int(self._number(self.element.first("maxwordlimit"), Decimal(0)))
        made.notes = self._words(self.element.first("graderinfo"))
        if self._words(self.element.first("responsetemplate")):
            self.notes.loss(made.line, Sentence("Mẫu bài làm cho sẵn (responsetemplate) không giữ được."))

    def ordering(self, made: MoodleQuestion) -> None:
        # The order they stand in is the right one; Moodle numbers them anew as it reads them.
        made.items, made.answers = [answer.words for answer in made.answers], []
        made.grading = self.element.said("gradingtype") or BY_PLACE
        # Before the plugin was part of Moodle, these two were called "logical" and "studentsee".
        chosen = self.element.said("selecttype") or self.element.said("logical")
        count = self.element.first("selectcount") or self.element.first("studentsee")
        made.shown = int(self._number(count, Decimal(0))) if chosen in _SOME_OF_THEM else 0

    def calculated(self, made: MoodleQuestion) -> None:
        definitions = self.element.first("dataset_definitions")
        found = definitions.all("dataset_definition") if definitions else []
        made.datasets = [self._dataset(definition) for definition in found]
        self._unit(made)

    def _dataset(self, element: Element) -> Dataset:
        items = element.first("dataset_items")
        values = [item.first("value") for item in items.all("dataset_item")] if items else []
        places = element.said("decimals")
        return Dataset(
            element.said("name"),
            tuple(self._number(value, Decimal(0)) for value in values[:_MOST_ITEMS]),
            self._said_number(element.first("minimum")),
            self._said_number(element.first("maximum")),
            int(places) if places in _PLACES else 0,
            element.line,
        )

    def _said_number(self, element: Element | None) -> Decimal | None:
        inner = element and (element.first("text") or element)
        return self._decimal(inner.text, inner.line) if inner and inner.text else None


# Moodle's own default for several tries, and none.
_USUAL_PENALTIES = {Decimal(0), Decimal(1), Decimal("0.3333333"), Decimal("0.1")}
# Moodle's numbers and older words for the kinds of tolerance.
_RELATIVE = frozenset({"1", "relative"})
_GEOMETRIC = frozenset({"3", "geometric"})
_PLACES = frozenset("0123456")
_MOST_ITEMS = 1000
_SOME_OF_THEM = frozenset({"RANDOM", "REL", "CONTIGUOUS", "CONTIG"})
_EXTRAS: dict[str, Callable[[_Reader, MoodleQuestion], None]] = {
    "numerical": _Reader.numerical,
    "shortanswer": _Reader.short,
    "essay": _Reader.essay,
    "ordering": _Reader.ordering,
    **dict.fromkeys(("calculated", "calculatedsimple", "calculatedmulti"), _Reader.calculated),
}
