"""Find the figures and the sums written in a lesson or quiz.

A figure is a number with a unit, with decimals, or of three digits and more. A sum is a line like
``1.220 × 96.000 = 117.120.000 đồng``: it is worked out again, and its result counts as proved when every
figure that goes into it is.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from lms.calculators.rules import round_half_up

SCALES = {"nghìn": 3, "ngàn": 3, "triệu": 6, "tr": 6, "tỷ": 9}
UNITS = ("đồng", "%", "túi", "hộp", "gói", "kg", "tấn", "g", "mẻ", "vòng", "ngày", "đơn", "hộ", "lần", "điểm")
_NUMBER = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?)"
_SCALE = r"(?:nghìn|ngàn|triệu|tr|tỷ)"
_UNIT = "(?:" + "|".join(UNITS) + ")"
_END = r"(?![\wÀ-ỹ])"
_AMOUNT = (
    rf"(?P<sign>−?)(?P<figure>{_NUMBER})(?:\s*(?P<percent>%)|\s+(?P<scale>{_SCALE}){_END})?"
    rf"(?:\s+(?P<unit>{_UNIT}){_END})?"
)
FIGURE = re.compile(rf"(?<![\w./,\-À-ỹ−]){_AMOUNT}(?![\d/]|[.,]\d|\w)")
# Not figures: dates, legal texts, numbers of lessons, points and steps, addresses, ids, pictures.
NOT_FIGURES = re.compile(
    r"\d{1,2}/\d{1,2}/\d{4}|\d+/\d{4}/[A-ZĐ-]+|\d+/[A-ZĐ]+[\w-]*|\b(?:ngày|tháng|năm)\s+\d+(?:/\d+)*"
    r"|\b[Qq]uyết định\s+(?:số\s+)?\d+|\b[Tt]iêu chí\s+[\d.]+|\b[Bb]ản\s+\d{3,4}|\bNĐ\s+[\d/]+"
    r"|\b(?:Bài|bài|Phần|phần|Câu|câu|Mục|mục|Lớp|Bước|bước|Dòng|dòng)\s+\d+(?:\.\d+)?"
    r"|\]\([^)\s]*|\{[:.][^}]*\}|!!! dated [\d-]+|(?<=giờ )\d+|\d+\s*(?:phút|giờ)\b"
)
# Keys of questions are plain YAML numbers; they are proved on their own, by question.
KEYS = re.compile(r"^([ -]*(?:answer|value|tolerance): *)([\d.\-]+) *$", re.MULTILINE)
# Numbers drawn anew for each attempt, and the formulas over them: recomputed by test_drawn_figures.
DRAWN = re.compile(
    r"^(?P<key> +(?:- )?(?:values|formula|from|to|step): *|    require: *|    answer: *(?=.*[a-z]))"
    r"(?P<rest>.*)$",
    re.MULTILINE,
)
_LABEL = r"(?:\s+[^\W\d_]+){0,4}?"
_TERM = rf"[−(]?\s*\(?\s*{_NUMBER}\s*%?(?:\s+{_SCALE}{_END})?{_LABEL}\s*\)?"
# Division is a colon between spaces; a colon after a word leads to what follows.
_MARK = r"(?:\s*[×+−]\s*|\s+:\s+)"
SUM = re.compile(rf"(?<![\d.,×+−=])\s*(?P<left>{_TERM}(?:{_MARK}{_TERM})+)\s*[=≈]\s*{_AMOUNT}")
_PIECE = re.compile(
    rf"(?P<number>{_NUMBER})(?P<percent>\s*%)?(?:\s+(?P<scale>{_SCALE}){_END})?|(?P<mark>[×:+−()])"
)


@dataclass(frozen=True)
class Written:
    """A figure as written: ``amount`` in plain units (triệu multiplied out), rounded to ``step``."""

    text: str
    line: int
    at: int
    amount: Decimal
    step: Decimal
    unit: str
    exponent: int

    @property
    def checked(self) -> bool:
        """Whether this number must be proved: it has a unit, decimals, or at least three digits."""
        return bool(self.unit or self.exponent) or "," in self.text or self.amount >= 100

    def shows(self, value: Decimal) -> bool:
        """Whether ``value``, rounded half up to what is written, is this figure; signs are not compared."""
        return round_half_up(abs(value) / self.step, 0) * self.step == abs(self.amount)


@dataclass(frozen=True)
class Sum:
    """A sum as written: the exact result of its left side, the figure on its right, what goes into it."""

    text: str
    line: int
    result: Decimal
    percent: bool
    right: Written
    operands: tuple[Written, ...]

    @property
    def exact(self) -> Decimal | None:
        """The exact result in the unit of the right side; None where the sum does not hold.

        The scale may be written once, at the end (44,4 − 4,8 = 39,6 triệu) or inside (… − 20 triệu = 19,6),
        and a share as a percentage.
        """
        choices = [self.result, self.result.scaleb(self.right.exponent)]
        choices += [self.result.scaleb(-each.exponent) for each in self.operands if each.exponent]
        if self.percent:
            choices.append(self.result * 100)
        step = self.right.step
        return next(
            (each for each in choices if round_half_up(each / step, 0) * step == self.right.amount), None
        )


def plain_text(source: str) -> str:
    """The text with emphasis, LaTeX spacing and everything that is not a figure blanked; offsets are kept."""
    text = source.replace("**", "  ").replace("\u00a0", " ").replace("\u202f", " ")
    text = re.sub(r"(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)", " ", text)
    text = NOT_FIGURES.sub(lambda found: re.sub(r"[^\n]", "\u00b7", found.group()), text)
    text = KEYS.sub(lambda found: found.group(1) + "\u00b7" * len(found.group(2)), text)
    text = DRAWN.sub(lambda found: found.group("key") + "\u00b7" * len(found.group("rest")), text)
    # A paragraph's end ends every sum; the mark stands for the newline when lines are counted.
    return re.sub(r"\n(?=[ \t]*\n)", "\u00b6", text)


def figures(text: str) -> list[Written]:
    """Every number in ``text`` (already plain)."""
    return [_written(found, text) for found in FIGURE.finditer(text)]


def sums(text: str) -> list[Sum]:
    """Every sum in ``text`` (already plain)."""
    found_sums = []
    for found in SUM.finditer(text):
        left = found.group("left")
        result = _work_out(left)
        if result is None:
            continue
        offset = found.start("left")
        operands = tuple(each for each in figures(text) if offset <= each.at < found.end("left"))
        right = _written(found, text)
        found_sums.append(
            Sum(
                found.group().strip(),
                right.line,
                result,
                "%" in found.group("left") or right.unit == "%",
                right,
                operands,
            )
        )
    return found_sums


def _written(found: re.Match[str], text: str) -> Written:
    figure = found.group("figure")
    exponent = SCALES.get(found.group("scale") or "", 0)
    amount = Decimal(figure.replace(".", "").replace(",", "."))
    decimals = len(figure.partition(",")[2])
    start = found.start("sign")
    return Written(
        " ".join(text[start : found.end()].split()),
        text.count("\n", 0, start) + text.count("\u00b6", 0, start) + 1,
        found.start("figure"),
        (-amount if found.group("sign") else amount).scaleb(exponent),
        Decimal(1).scaleb(exponent - decimals),
        "%" if found.group("percent") else (found.group("unit") or ""),
        exponent,
    )


def _work_out(left: str) -> Decimal | None:
    """The result of the left side of a sum, × and : before + and −; None where it is no sum."""
    parts = []
    for piece in _PIECE.finditer(left):
        if piece.group("mark"):
            parts.append({"×": "*", ":": "/", "−": "-"}.get(piece.group("mark"), piece.group("mark")))
            continue
        plain = piece.group("number").replace(".", "").replace(",", ".")
        exponent = SCALES.get(piece.group("scale") or "", 0)
        parts.append(f'(Decimal("{plain}e{exponent}"){" / 100" if piece.group("percent") else ""})')
    try:
        return Decimal(eval(" ".join(parts), {"__builtins__": {}}, {"Decimal": Decimal}))
    except (SyntaxError, ZeroDivisionError, TypeError):
        return None
