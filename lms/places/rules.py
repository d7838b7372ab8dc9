"""How places are named, matched and ranked. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lms.names import fold, nfc, tokens

_KINDS = ("xa ", "phuong ", "dac khu ", "thi tran ")
_PROVINCE_KINDS = ("thanh pho ", "tinh ")
HITS = 20


def bare(name: str) -> str:
    """The folded name of a commune without its kind: "me linh" of "Xã Mê Linh"."""
    folded = fold(name)
    for kind in _KINDS:
        folded = folded.removeprefix(kind)
    return folded


def bare_province(name: str) -> str:
    """The folded name of a province without its kind: one list writes "Khánh Hòa", one "Tỉnh Khánh Hòa"."""
    folded = fold(name)
    for kind in _PROVINCE_KINDS:
        folded = folded.removeprefix(kind)
    return folded


def words(*names: str) -> str:
    """What a place is found by: the folded words of all these names, a space before and after each."""
    return " ".join(["", *tokens(" ".join(names)), ""])


def inside(name: str) -> str:
    """A place's name in the middle of a sentence: "xã Tráng Việt"."""
    return name[:1].lower() + name[1:]


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A commune that holds every word typed; `former` is its old name, "" when today's name holds them."""

    code: str
    name: str
    province: str
    folded: str
    former: str = ""
    former_folded: str = ""
    former_district: str = ""
    former_province: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer: a commune of today; `formers` are the old names that led here."""

    code: str
    name: str
    province: str
    formers: tuple[str, ...] = field(default=())

    @property
    def label(self) -> str:
        """Always with the province: 243 names are shared by several communes."""
        return f"{self.name}, {self.province}"


def _was(row: PlaceRow) -> str:
    parts = [inside(row.former), inside(row.former_district)]
    if bare_province(row.former_province) != bare_province(row.province):
        parts.append(inside(row.former_province))
    return ", ".join(parts)


def _closeness(row: PlaceRow, typed: str, folded: str) -> tuple[int, int, str, str]:
    """Smaller is better: the very name with its marks, the name without, its beginning, anything else."""
    name, plain = (row.former, row.former_folded) if row.former else (row.name, row.folded)
    full = fold(name)
    if folded in (plain, full):
        shown = nfc(name).casefold()
        marked = shown == typed or shown.endswith(f" {typed}")
        level = 0 if marked else 1
    elif plain.startswith(folded) or full.startswith(folded):
        level = 2
    else:
        level = 3
    return level, int(bool(row.former)), row.folded, row.code


def rank(rows: Sequence[PlaceRow], typed: str) -> list[Hit]:
    """The communes meant, best first, each once, however many old names lead to it.

    typed: what was written. Nothing is guessed: who asks shows them all.
    """
    written, folded = " ".join(nfc(typed).casefold().split()), fold(" ".join(typed.split()))
    found: dict[str, tuple[PlaceRow, list[str]]] = {}
    for row in sorted(rows, key=lambda row: _closeness(row, written, folded)):
        best = found.setdefault(row.code, (row, []))
        # Found by the name it has now: its old names explain nothing.
        if row.former and best[0].former:
            best[1].append(_was(row))
    return [Hit(row.code, row.name, row.province, tuple(formers)) for row, formers in found.values()]
