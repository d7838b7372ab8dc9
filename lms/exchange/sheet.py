"""The Excel sheet of questions: one row a question, options side by side, the rest in columns with a heading.

What has no column of its own stands in the last one as lines of our YAML, so that a sheet keeps everything.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from lms.exchange.draft import DraftQuestion, as_source, too_many
from lms.exchange.ours import ordered_question
from lms.exchange.sheet_words import COLUMNS, KINDS, QUIZ_ROW, REST
from lms.exchange.yaml_writer import yaml_lines
from lms.names import NumberError, fold, parse_number
from lms.sources import Sentence, Source, load_yaml
from lms.sources.notes import Notes
from lms.spreadsheets import SpreadsheetFault, read, write_xlsx

LETTERS = "ABCDEFGH"
HEADINGS = (
    *(list(COLUMNS.values())[:3]),
    *LETTERS,
    *(list(COLUMNS.values())[3:]),
    *(f"Lời nhắn {letter}" for letter in LETTERS),
    REST,
)
_KIND_OF = {fold(words): kind for kind, words in KINDS.items()}
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
    first = {
        "Mã câu": quiz["id"],
        "Loại": QUIZ_ROW,
        "Câu hỏi": str(quiz["title"]),
        "Điểm": _shown(quiz["pass"]),
    }
    first[REST] = yaml_lines(head) if head else ""
    rows = [first, *(_row(ordered_question(question)) for question in quiz["questions"])]
    return write_xlsx(HEADINGS, ([row.get(name, "") for name in HEADINGS] for row in rows), sheet="Câu hỏi")


def _row(question: dict[str, Any]) -> dict[str, str]:
    rest = dict(question)
    row = {
        COLUMNS[key]: str(rest.pop(key))
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
    title = ""
    questions: list[DraftQuestion] = []
    for row in rows[1:]:
        cells = {name: row.cell(places[fold(name)]).strip() for name in HEADINGS if fold(name) in places}
        reader = _RowReader(cells, row.number, notes)
        if fold(cells["Loại"]) == fold(QUIZ_ROW):
            title = cells["Câu hỏi"]
            head = reader.head()
        else:
            if notes.full or too_many(len(questions) + 1, row.number, notes):
                break
            questions.append(reader.question(len(questions) + 1))
    if not questions:
        notes.fault(
            rows[0].number, Sentence("Bảng không có câu hỏi nào: viết mỗi câu một dòng dưới dòng tiêu đề.")
        )
        return Source(notes.file, None)
    return as_source(head, questions, title, notes)


class _RowReader:
    def __init__(self, cells: dict[str, str], line: int, notes: Notes) -> None:
        self.cells, self.line, self.notes = cells, line, notes

    def head(self) -> dict[str, Any]:
        head = {"id": self.cells.get("Mã câu", ""), "title": self.cells["Câu hỏi"], **self._rest()}
        if self.cells.get("Điểm"):
            head["pass"] = self._number("Điểm")
        return {key: value for key, value in head.items() if value != ""}

    def question(self, place: int) -> DraftQuestion:
        cells, made = self.cells, DraftQuestion(self.line)
        kind = _KIND_OF.get(fold(cells["Loại"]), cells["Loại"]) or "single"
        values: dict[str, Any] = {"id": cells.get("Mã câu") or f"cau-{place}", "type": kind}
        values |= {key: cells.get(COLUMNS[key], "") for key in ("stem", "explanation", "hint")}
        values |= self._rest()
        if cells.get("Điểm"):
            values["points"] = self._number("Điểm")
        pinned = values.pop("pinned", [])
        self._answer(kind, values, pinned if isinstance(pinned, list) else [])
        for key, value in values.items():
            if isinstance(value, list):
                made.put_list(key, [(item, self.line) for item in value])
            else:
                made.put(key, value, self.line)
        return made

    def _answer(self, kind: str, values: dict[str, Any], pinned: list[Any]) -> None:
        """Put into `values` what the answer's column says, or note that it says nothing of this kind."""
        told = self.cells["Đáp án"]
        if kind in ("single", "multiple"):
            if "options" not in values:
                values["options"] = self._options(pinned)
        elif kind == "truefalse":
            values["answer"] = self._true_or_false()
        elif not told:
            return
        elif kind == "short":
            values.setdefault("accepted", [text.strip() for text in told.split(";") if text.strip()])
        elif kind == "numeric":
            values["answer"] = self._number("Đáp án")
        elif kind == "calculated":
            values.setdefault("answer", told)
        elif kind in KINDS:
            self.notes.fault(
                self.line,
                Sentence(
                    "Câu %(kind)s không dùng cột %(column)s: để trống, viết ở cột %(rest)s như tệp mẫu.",
                    kind=KINDS[kind],
                    column="Đáp án",
                    rest=REST,
                ),
            )

    def _true_or_false(self) -> bool:
        words = {"dung": True, "sai": False}
        answer = fold(self.cells["Đáp án"])
        if answer not in words:
            self.notes.fault(
                self.line,
                Sentence(
                    "Cột %(column)s của câu đúng sai phải là %(yes)s hoặc %(no)s.",
                    column="Đáp án",
                    yes="Đúng",
                    no="Sai",
                ),
            )
        return words.get(answer, False)

    def _options(self, pinned: list[Any]) -> list[dict[str, Any]]:
        answer = self.cells["Đáp án"].upper()
        # "A, C", "A;C" and "AC" say the same.
        told = answer if _LETTERS_ALONE.fullmatch(answer) else answer.replace(";", ",").split(",")
        right = {letter.strip() for letter in told} - {"", ",", ";"}
        options = []
        for letter in LETTERS:
            text = self.cells.get(letter, "")
            if not text:
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
            option: dict[str, Any] = {"text": text}
            option |= {"right": True} if letter in right else {}
            said = self.cells.get(f"Lời nhắn {letter}", "")
            option |= {"feedback": said} if said else {}
            options.append(option | ({"pinned": True} if letter in pinned else {}))
        for letter in sorted(right - set(LETTERS)):
            self.notes.fault(
                self.line,
                Sentence("Đáp án “%(letter)s” không phải chữ của một cột: viết A, B…", letter=letter[:20]),
            )
        return options

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
