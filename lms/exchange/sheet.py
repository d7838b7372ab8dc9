"""The Excel sheet of questions: one row a question, options side by side, the rest in columns with a heading.

What has no column of its own stands in the last one as lines of our YAML, so that a sheet keeps everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from lms.exchange.draft import DraftQuestion, as_source, too_many
from lms.exchange.ours import ordered_question
from lms.exchange.sheet_columns import HEADINGS, KIND_OF, KINDS, LETTERS, PLACES, QUIZ, REST
from lms.exchange.sheet_words import SheetSource
from lms.exchange.yaml_writer import yaml_lines
from lms.names import NumberError, fold, parse_number
from lms.sources import Path, Sentence, Source, load_yaml
from lms.sources.notes import Notes
from lms.spreadsheets import SpreadsheetFault, read, write_xlsx

#: Kinds whose answer stands in the column for it; a calculated one has a formula, of which a number is one.
_ANSWERED = frozenset({"truefalse", "numeric", "short", "calculated"})
_NO_PASS = Sentence(
    "viết điểm đạt vào cột %(column)s của dòng “%(quiz)s”", column=PLACES["points"], quiz=QUIZ
)
_LETTERS_ALONE = re.compile(r"[A-H\s,;]*")
_SAMPLE = (
    {
        "id": "lai-gop-mot-tui", "type": "single",
        "stem": "Giá bán 95.000 đồng, tiền theo túi 62.000 đồng. Lãi góp?",
        "options": [{"text": "33.000 đồng", "right": True, "feedback": "Lấy giá bán trừ tiền theo túi."},
                    {"text": "157.000 đồng", "feedback": "Số này là hai khoản cộng lại."}],
    },
    {"id": "hoa-von", "type": "numeric", "stem": "Mấy túi thì hòa vốn?", "answer": 667, "unit": "túi"},
    {"id": "kho", "type": "truefalse", "stem": "Không bán được vẫn phải trả tiền kho.", "answer": True},
    {
        "id": "theo-tui", "type": "multiple", "stem": "Khoản nào trả theo số túi?",
        "options": [{"text": "Than sấy", "right": True}, {"text": "Thuê kho"},
                    {"text": "Chuối tươi", "right": True}],
    },
    {"id": "ten-goi", "type": "short", "stem": "Phần còn lại để trả chi phí cố định gọi là gì?",
     "accepted": ["lãi góp", "số dư đảm phí"]},
    {"id": "ghep-khoan", "type": "matching", "stem": "Ghép khoản với loại.",
     "pairs": [{"left": "Thuê kho", "right": "cố định"}, {"left": "Chuối tươi", "right": "theo túi"}]},
    {"id": "bao-cao", "type": "essay", "stem": "Viết ba câu báo cáo trước thành viên."},
)  # fmt: skip


def write_sheet(source: Source, _notes: Notes) -> bytes:
    """The quiz in `source` as XLSX; nothing is lost."""
    return _written(source.value)


def template() -> bytes:
    """A sheet with the headings and questions of the usual kinds to write over."""
    return _written({"id": "bai-cua-toi", "title": "Bài của tôi", "pass": 5, "questions": list(_SAMPLE)})


def _written(quiz: dict[str, Any]) -> bytes:
    head = {key: value for key, value in quiz.items() if key not in ("id", "title", "pass", "questions")}
    first = {"Mã câu": quiz["id"], "Loại": QUIZ, "Câu hỏi": str(quiz["title"]), "Điểm": _shown(quiz["pass"])}
    first[REST] = yaml_lines(head) if head else ""
    rows = [first, *(_row(ordered_question(question)) for question in quiz["questions"])]
    return write_xlsx(HEADINGS, ([row.get(name, "") for name in HEADINGS] for row in rows), sheet="Câu hỏi")


def _row(question: dict[str, Any]) -> dict[str, str]:
    rest = dict(question)
    row = {
        PLACES[key]: str(rest.pop(key))
        for key in ("id", "type", "stem", "explanation", "hint")
        if key in rest
    }
    row["Loại"] = KINDS.get(row["Loại"], row["Loại"])
    if "points" in rest:
        row["Điểm"] = _shown(rest.pop("points"))
    if isinstance(rest.get("answer"), bool):
        row["Đáp án"] = "Đúng" if rest.pop("answer") else "Sai"
    elif isinstance(rest.get("answer"), int | Decimal):
        row["Đáp án"] = _shown(rest.pop("answer"))
    elif question["type"] == "short" and _fit_one_cell(rest.get("accepted")):
        row["Đáp án"] = "; ".join(rest.pop("accepted"))
    options = rest.get("options", [])
    if options and len(options) <= len(LETTERS) and question["type"] in ("single", "multiple"):
        del rest["options"]
        right = [letter for letter, option in zip(LETTERS, options, strict=False) if option.get("right")]
        row["Đáp án"] = ", ".join(right)
        pinned = [letter for letter, option in zip(LETTERS, options, strict=False) if option.get("pinned")]
        for letter, option in zip(LETTERS, options, strict=False):
            row[letter] = str(option["text"])
            row[f"Lời nhắn {letter}"] = str(option.get("feedback", ""))
        if pinned:
            rest["pinned"] = pinned
    row[REST] = yaml_lines(rest) if rest else ""
    return row


def _fit_one_cell(accepted: Any) -> bool:
    """Whether accepted answers can stand in one cell, parted by semicolons, and be read again as they are."""
    return bool(accepted) and all(
        isinstance(text, str) and text and ";" not in text and text == " ".join(text.split())
        for text in accepted
    )


def _is_number(text: str) -> bool:
    try:
        parse_number(text)
    except NumberError:
        return False
    return True


def _shown(number: Any) -> str:
    return f"{number:f}".replace(".", ",") if isinstance(number, Decimal) else str(number)


def read_sheet(data: bytes, notes: Notes) -> Source:
    """The quiz in a sheet with our headings; `value` is None where it is none, with faults noted."""
    try:
        rows = read(data, "sheet.xlsx").rows
    except SpreadsheetFault as fault:
        notes.fault(1, Sentence(fault.sentence, **fault.values))
        return Source(notes.file, None)
    places = {fold(name): place for place, name in reversed(list(enumerate(rows[0].cells)))}
    missing = [name for name in ("Loại", "Câu hỏi", "Đáp án") if fold(name) not in places]
    if missing:
        notes.fault(
            rows[0].number,
            Sentence("Thiếu cột %(names)s ở dòng đầu: dùng tệp mẫu.", names=", ".join(missing)),
        )
        return Source(notes.file, None)
    head: dict[str, Any] = {}
    title, head_line = "", rows[0].number
    columns: dict[Path, str] = {}
    questions: list[DraftQuestion] = []
    for row in rows[1:]:
        cells = {name: row.cell(places[fold(name)]).strip() for name in HEADINGS if fold(name) in places}
        reader = _RowReader(cells, row.number, notes)
        if fold(cells["Loại"]) == fold(QUIZ):
            title, head_line = cells["Câu hỏi"], row.number
            head = reader.head()
            columns |= reader.columns
        else:
            if notes.full or too_many(len(questions) + 1, row.number, notes):
                break
            questions.append(reader.question(len(questions) + 1))
            columns |= {
                ("questions", len(questions) - 1, *path): name for path, name in reader.columns.items()
            }
    if not questions:
        notes.fault(
            rows[0].number, Sentence("Bảng không có câu hỏi nào: viết mỗi câu một dòng dưới dòng tiêu đề.")
        )
        return Source(notes.file, None)
    made = as_source(head, questions, title, notes, _NO_PASS)
    return SheetSource(notes.file, made.value, made.lines | {(): head_line}, columns=columns)


class _RowReader:
    """One row. columns: where each value was written, by its path in the row's question; see SheetSource."""

    def __init__(self, cells: dict[str, str], line: int, notes: Notes) -> None:
        self.cells, self.line, self.notes = cells, line, notes
        self.columns: dict[Path, str] = {}

    def head(self) -> dict[str, Any]:
        head: dict[str, Any] = {"id": self.cells.get("Mã câu", ""), "title": self.cells["Câu hỏi"]}
        if self.cells.get("Điểm"):
            head["pass"] = self._number("Điểm")
        rest = self._rest()
        for key, column in (("id", "Mã câu"), ("title", "Câu hỏi"), ("pass", "Điểm")):
            if key not in rest:
                self.columns[key,] = column
        return {key: value for key, value in (head | rest).items() if value != ""}

    def question(self, place: int) -> DraftQuestion:
        cells, made = self.cells, DraftQuestion(self.line)
        kind = KIND_OF.get(fold(cells["Loại"]), cells["Loại"]) or "single"
        values: dict[str, Any] = {"id": cells.get("Mã câu") or f"cau-{place}", "type": kind}
        values |= {key: cells.get(PLACES[key], "") for key in ("stem", "explanation", "hint")}
        if cells.get("Điểm"):
            values["points"] = self._number("Điểm")
        rest = self._rest()
        pinned = rest.pop("pinned", [])
        self.columns |= {(key,): PLACES[key] for key in values if key not in rest}
        values |= rest
        lettered = kind in ("single", "multiple") and "options" not in values
        if lettered:
            values["options"] = self._options(pinned if isinstance(pinned, list) else [])
        else:
            values |= self._answer(kind, rest)
            self._unused(kind, (name for letter in LETTERS for name in (letter, f"Lời nhắn {letter}")))
        for key, value in values.items():
            if isinstance(value, list):
                made.put_list(key, [(item, self.line) for item in value])
            else:
                made.put(key, value, self.line)
        return made

    def _answer(self, kind: str, rest: dict[str, Any]) -> dict[str, Any]:
        """What the answer's column says of a question without lettered options."""
        written = self.cells["Đáp án"]
        key = "accepted" if kind == "short" else "answer"
        if kind not in _ANSWERED or key in rest:
            self._unused(kind, ("Đáp án",))
            return {}
        self.columns[key,] = "Đáp án"
        if kind == "truefalse":
            words = {"dung": True, "sai": False}
            if fold(written) not in words:
                self.notes.fault(
                    self.line,
                    Sentence(
                        "Cột %(column)s của câu loại %(kind)s phải là %(yes)s hoặc %(no)s.",
                        column="Đáp án",
                        kind=KINDS[kind],
                        yes="Đúng",
                        no="Sai",
                    ),
                )
            return {key: words.get(fold(written), False)}
        if not written:
            return {}
        if kind == "short":
            return {key: [text.strip() for text in written.split(";") if text.strip()]}
        if kind == "calculated" and not _is_number(written):
            return {key: written}
        return {key: self._number("Đáp án")}

    def _unused(self, kind: str, columns: Iterable[str]) -> None:
        """Name the columns that are filled, but say nothing in a question of this kind."""
        filled = [name for name in columns if self.cells.get(name)]
        if filled and kind in KINDS:
            self.notes.loss(
                self.line,
                Sentence(
                    "Bỏ cột %(columns)s: câu loại %(kind)s không dùng, hoặc cột %(rest)s đã nói.",
                    rest=REST,
                    columns=", ".join(filled),
                    kind=KINDS.get(kind, kind),
                ),
            )

    def _options(self, pinned: list[Any]) -> list[dict[str, Any]]:
        answer = self.cells["Đáp án"].upper()
        # "A, C", "A;C" and "AC" say the same.
        told = answer if _LETTERS_ALONE.fullmatch(answer) else answer.replace(";", ",").split(",")
        right = {letter.strip() for letter in told} - {"", ",", ";"}
        options: list[dict[str, Any]] = []
        self.columns["options",] = "Đáp án"
        for letter in LETTERS:
            text = self.cells.get(letter, "")
            if not text:
                self._unused_words(letter)
                if letter in right:
                    self.notes.fault(
                        self.line,
                        Sentence(
                            "Cột %(column)s là %(letter)s mà cột %(letter)s trống.",
                            column="Đáp án",
                            letter=letter,
                        ),
                    )
                continue
            self.columns["options", len(options)] = letter
            self.columns["options", len(options), "feedback"] = f"Lời nhắn {letter}"
            option: dict[str, Any] = {"text": text}
            option |= {"right": True} if letter in right else {}
            said = self.cells.get(f"Lời nhắn {letter}", "")
            option |= {"feedback": said} if said else {}
            options.append(option | ({"pinned": True} if letter in pinned else {}))
        for letter in sorted(right - set(LETTERS)):
            self.notes.fault(
                self.line,
                Sentence(
                    "Cột %(column)s có “%(letter)s”, không phải chữ của một cột phương án: viết A, B…",
                    column="Đáp án",
                    letter=letter[:20],
                ),
            )
        return options

    def _unused_words(self, letter: str) -> None:
        if self.cells.get(f"Lời nhắn {letter}"):
            self.notes.loss(
                self.line,
                Sentence(
                    "Bỏ cột %(column)s: cột %(letter)s trống.", column=f"Lời nhắn {letter}", letter=letter
                ),
            )

    def _rest(self) -> dict[str, Any]:
        text = self.cells.get(REST, "")
        if not text:
            return {}
        read_rest = load_yaml(text, self.notes.file, first_line=self.line)
        for fault in read_rest.faults:
            self.notes.fault(
                self.line, Sentence("Cột %(rest)s: %(message)s", rest=REST, message=fault.message)
            )
        if not isinstance(read_rest.value, dict):
            self.notes.fault(self.line, Sentence("Cột %(rest)s phải gồm các dòng “mục: giá trị”.", rest=REST))
            return {}
        return read_rest.value

    def _number(self, column: str) -> int | Decimal:
        try:
            number = parse_number(self.cells[column])
        except NumberError:
            self.notes.fault(
                self.line, Sentence("Cột %(column)s phải là số: viết 667 hoặc 34,74.", column=column)
            )
            return 0
        return int(number) if number == number.to_integral_value() else number
