"""Shapes of YAML values: each reads a value, names every fault at once, and describes itself as JSON Schema.

One table of shapes is therefore both the validator and the schema that editors use. Messages are written for
the author: what is wrong and what to write instead.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from lms.names import nfc
from lms.sources import Fault, Path, Sentence, Source

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"


@dataclass(frozen=True)
class Node:
    """One value inside a text; faults found below it are collected in `faults`."""

    source: Source
    path: Path
    value: Any
    faults: list[Fault]

    def child(self, step: str | int, value: Any) -> Node:
        """The value one step below."""
        return Node(self.source, (*self.path, step), value, self.faults)

    def fault(self, message: Sentence, *below: str | int) -> None:
        """Note a fault at this value, or at the value `below` it."""
        self.faults.append(self.source.fault(message, *self.path, *below))

    @property
    def name(self) -> str:
        """The nearest key above this value, for messages."""
        return next((str(step) for step in reversed(self.path) if isinstance(step, str)), "")


class Shape(Protocol):
    """Reads one value. Returns None where a fault was noted."""

    def read(self, node: Node) -> Any:
        """The value as the definitions want it."""

    def schema(self) -> dict[str, Any]:
        """The shape as JSON Schema."""


@dataclass(frozen=True)
class Text:
    """Non-empty text, NFC. A bare number is its digits as written; dates and true/false must be quoted."""

    longest: int = 4000

    def read(self, node: Node) -> str | None:
        """Text, trimmed."""
        value = node.value
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str):
            text = nfc(value).strip()
            if not text:
                node.fault(
                    Sentence(
                        "Mục “%(name)s” đang trống: viết nội dung, hoặc bỏ mục này nếu không cần.",
                        name=node.name,
                    )
                )
                return None
            if len(text) > self.longest:
                node.fault(
                    Sentence(
                        "Mục “%(name)s” dài %(count)s chữ: rút còn nhiều nhất %(longest)s.",
                        name=node.name,
                        count=len(text),
                        longest=self.longest,
                    )
                )
                return None
            return text
        if value is None:
            node.fault(
                Sentence(
                    "Mục “%(name)s” đang trống: viết nội dung, hoặc bỏ mục này nếu không cần.", name=node.name
                )
            )
        elif isinstance(value, dict | list):
            node.fault(
                Sentence(
                    "Mục “%(name)s” phải là chữ; nếu có dấu hai chấm, đặt cả câu trong dấu ngoặc kép.",
                    name=node.name,
                )
            )
        else:
            shown = {True: "true", False: "false"}.get(value, value)
            node.fault(
                Sentence(
                    'Mục “%(name)s” phải là chữ: đặt trong dấu ngoặc kép, ví dụ "%(shown)s".',
                    name=node.name,
                    shown=shown,
                )
            )
        return None

    def schema(self) -> dict[str, Any]:
        """A non-empty string."""
        return {"type": "string", "minLength": 1, "maxLength": self.longest}


@dataclass(frozen=True)
class Id:
    """A stable id: small letters, digits and hyphens."""

    longest: int = 64

    def read(self, node: Node) -> str | None:
        """The id."""
        value = node.value
        if isinstance(value, str) and len(value) <= self.longest and re.fullmatch(ID_PATTERN, value):
            return value
        node.fault(
            Sentence(
                "Mã “%(name)s” chỉ gồm chữ thường không dấu, chữ số và gạch nối, dài nhất "
                "%(longest)s, ví dụ diem-hoa-von.",
                name=node.name,
                longest=self.longest,
            )
        )
        return None

    def schema(self) -> dict[str, Any]:
        """A string of the id pattern."""
        return {"type": "string", "pattern": ID_PATTERN, "maxLength": self.longest}


@dataclass(frozen=True)
class Code:
    """A short label such as O2."""

    pattern: str
    example: str

    def read(self, node: Node) -> str | None:
        """The label."""
        if isinstance(node.value, str) and re.fullmatch(self.pattern, node.value):
            return node.value
        node.fault(
            Sentence("Mục “%(name)s” phải viết như %(example)s.", name=node.name, example=self.example)
        )
        return None

    def schema(self) -> dict[str, Any]:
        """A string of the pattern."""
        return {"type": "string", "pattern": f"^{self.pattern}$"}


@dataclass(frozen=True)
class Flag:
    """true or false."""

    def read(self, node: Node) -> bool | None:
        """The flag."""
        if isinstance(node.value, bool):
            return node.value
        node.fault(Sentence("Mục “%(name)s” phải là true (đúng) hoặc false (sai).", name=node.name))
        return None

    def schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class Whole:
    """A whole number between bounds."""

    least: int
    most: int

    def read(self, node: Node) -> int | None:
        """The number."""
        value = node.value
        if isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most:
            return value
        node.fault(
            Sentence(
                "Mục “%(name)s” phải là số nguyên từ %(least)s đến %(most)s.",
                name=node.name,
                least=self.least,
                most=self.most,
            )
        )
        return None

    def schema(self) -> dict[str, Any]:
        """An integer between bounds."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Exact:
    """A number, kept exactly as written: 34.74 is 34.74."""

    least: Decimal
    most: Decimal
    places: int = 6

    def read(self, node: Node) -> Decimal | None:
        """The number as Decimal."""
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            node.fault(
                Sentence(
                    "Mục “%(name)s” phải là số viết liền, dấu chấm cho phần lẻ, ví dụ 667 hoặc 34.74.",
                    name=node.name,
                )
            )
            return None
        number = Decimal(value)
        if not self.least <= number <= self.most:
            node.fault(
                Sentence(
                    "Mục “%(name)s” phải từ %(least)s đến %(most)s.",
                    name=node.name,
                    least=f"{self.least:f}",
                    most=f"{self.most:f}",
                )
            )
            return None
        if -int(number.as_tuple().exponent) > self.places:
            node.fault(
                Sentence(
                    "Mục “%(name)s” có nhiều nhất %(places)s chữ số sau dấu chấm.",
                    name=node.name,
                    places=self.places,
                )
            )
            return None
        return number

    def schema(self) -> dict[str, Any]:
        """A number between bounds."""
        return {"type": "number", "minimum": float(self.least), "maximum": float(self.most)}


@dataclass(frozen=True)
class OneOf:
    """One member of an enum, by value; of `only` some members where it names them."""

    members: type[StrEnum]
    only: tuple[StrEnum, ...] = ()

    @property
    def allowed(self) -> list[str]:
        """The words to choose from."""
        return [member.value for member in self.only or self.members]

    def read(self, node: Node) -> StrEnum | None:
        """The member."""
        if isinstance(node.value, str) and node.value in self.allowed:
            return self.members(node.value)
        node.fault(
            Sentence(
                "Mục “%(name)s” phải là một trong: %(names)s.", name=node.name, names=", ".join(self.allowed)
            )
        )
        return None

    def schema(self) -> dict[str, Any]:
        """An enumeration."""
        return {"enum": self.allowed}


@dataclass(frozen=True)
class Built:
    """A shape whose value is turned into something else, such as text into Rich."""

    shape: Shape
    build: Callable[[Any], Any]

    def read(self, node: Node) -> Any:
        """The built value."""
        value = self.shape.read(node)
        return None if value is None else self.build(value)

    def schema(self) -> dict[str, Any]:
        """That of the shape within."""
        return self.shape.schema()


@dataclass(frozen=True)
class ListOf:
    """A list of one shape, as a tuple."""

    shape: Shape
    least: int = 0
    most: int = 200

    def read(self, node: Node) -> tuple[Any, ...] | None:
        """The items that could be read."""
        if not isinstance(node.value, list):
            node.fault(
                Sentence(
                    "Mục “%(name)s” phải là danh sách: mỗi dòng một mục, mở đầu bằng dấu gạch “- ”.",
                    name=node.name,
                )
            )
            return None
        count = len(node.value)
        if count < self.least:
            node.fault(
                Sentence(
                    "Mục “%(name)s” có %(count)s dòng: cần ít nhất %(least)s.",
                    name=node.name,
                    count=count,
                    least=self.least,
                )
            )
        if count > self.most:
            node.fault(
                Sentence(
                    "Mục “%(name)s” có %(count)s dòng: chỉ được nhiều nhất %(most)s.",
                    name=node.name,
                    count=count,
                    most=self.most,
                )
            )
            return None
        items = [self.shape.read(node.child(index, value)) for index, value in enumerate(node.value)]
        return tuple(item for item in items if item is not None)

    def schema(self) -> dict[str, Any]:
        """An array."""
        return {"type": "array", "items": self.shape.schema(), "minItems": self.least, "maxItems": self.most}


@dataclass(frozen=True)
class Key:
    """One key of a mapping: its shape, what it is for, and whether it must stand there."""

    name: str
    shape: Shape
    about: str
    required: bool = False


@dataclass(frozen=True)
class Keys:
    """A mapping with known keys only."""

    keys: tuple[Key, ...]
    what: str

    def read(self, node: Node) -> dict[str, Any] | None:
        """The values that could be read, by key. Keys left out are left out here too."""
        if not isinstance(node.value, dict):
            node.fault(
                Sentence("Đây là chỗ của %(what)s: viết các dòng “mục: giá trị”.", what=self.what),
            )
            return None
        known = {key.name: key for key in self.keys}
        for name in node.value:
            if name not in known:
                node.fault(self._unknown(name), name)
        for key in self.keys:
            if key.required and key.name not in node.value:
                node.fault(
                    Sentence(
                        "Thiếu mục “%(key)s” trong %(what)s: thêm dòng “%(key)s: …” (%(about)s).",
                        key=key.name,
                        what=self.what,
                        about=key.about,
                    )
                )
        read = {
            name: known[name].shape.read(node.child(name, value))
            for name, value in node.value.items()
            if name in known
        }
        return {name: value for name, value in read.items() if value is not None}

    def _unknown(self, name: str) -> Sentence:
        names = [key.name for key in self.keys]
        close = difflib.get_close_matches(str(name), names, n=1)
        if close:
            return Sentence(
                "Không có mục “%(name)s” trong %(what)s. Ý anh/chị là “%(close)s”?",
                name=name,
                what=self.what,
                close=close[0],
            )
        return Sentence(
            "Không có mục “%(name)s” trong %(what)s. Các mục dùng được: %(names)s.",
            name=name,
            what=self.what,
            names=", ".join(names),
        )

    def schema(self) -> dict[str, Any]:
        """An object without further keys."""
        return {
            "type": "object",
            "additionalProperties": False,
            "required": [key.name for key in self.keys if key.required],
            "properties": {key.name: {**key.shape.schema(), "description": key.about} for key in self.keys},
        }


@dataclass(frozen=True)
class Record:
    """A mapping that becomes one value; None where a key is missing or could not be read."""

    keys: Keys
    build: Callable[..., Any]

    def read(self, node: Node) -> Any:
        """The built value."""
        before = len(node.faults)
        values = self.keys.read(node)
        return None if values is None or len(node.faults) > before else self.build(**values)

    def schema(self) -> dict[str, Any]:
        """That of the keys."""
        return self.keys.schema()


def repeated(names: Iterable[str]) -> list[int]:
    """Positions of names that stood before."""
    seen: set[str] = set()
    again: list[int] = []
    for position, name in enumerate(names):
        if name in seen:
            again.append(position)
        seen.add(name)
    return again


def as_mapping(value: object) -> Mapping[str, Any]:
    """`value` where it is a mapping, else an empty one: for checks beside values that may be faulty."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> Sequence[Any]:
    """`value` where it is a list, else an empty one."""
    return value if isinstance(value, list) else ()
