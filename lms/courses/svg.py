"""SVG judged without drawing it: refused when it carries anything that could run, load from outside, or grow.

Browsers show it through <img>, where scripts do not run; this is the second lock, for the day somebody opens
the picture by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.parsers import expat

from lms.sources import Fault

_SVG = "http://www.w3.org/2000/svg"
_XLINK_HREF = "http://www.w3.org/1999/xlink href"
_ELEMENTS = frozenset(
    """
    svg g path rect circle ellipse line polyline polygon text tspan textPath title desc defs linearGradient
    radialGradient stop clipPath mask pattern marker symbol use style
    """.split()
)
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+)\s*(?:px)?\s*")
_OUTSIDE = re.compile(r"url\(\s*['\"]?\s*(?!#)|@import|expression\s*\(|javascript:|\\", re.IGNORECASE)
_LARGEST_SIDE = 100_000

Size = tuple[int, int]


def read_svg(path: str, data: bytes) -> tuple[Size | None, list[Fault]]:
    """Judge an SVG file.

    path: its name in messages. Returns (width, height) in px, or None with every reason to refuse it, each
    with its line.
    """
    reader = _Reader(path)
    try:
        reader.parser.Parse(data, True)
    except _Refused as refused:
        reader.refuse(str(refused))
    except (expat.ExpatError, ValueError, LookupError) as broken:
        message = "SVG hỏng ở dòng này: không phải XML đúng. Hãy lưu lại từ phần mềm vẽ."
        return None, [*reader.faults, Fault(path, getattr(broken, "lineno", 1), message)]
    return (None if reader.faults else reader.size), reader.faults


class _Refused(Exception):
    """Stops the parser at something that must not be read further."""


class _Reader:
    """Walks an SVG once, collecting what refuses it and the size of its drawing."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.faults: list[Fault] = []
        self.size: Size | None = None
        self._depth = 0
        self._style: list[str] | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction

    def refuse(self, what: str) -> None:
        """Note a fault at the place the parser has reached."""
        self.faults.append(Fault(self.path, self.parser.CurrentLineNumber, what))

    def _doctype(self, *_: object) -> None:
        # An entity declared here could grow without bound: stop before the first one is read.
        raise _Refused("SVG có khai báo DOCTYPE: hãy xóa dòng <!DOCTYPE …>.")

    def _instruction(self, target: str, _: str) -> None:
        self.refuse(f"SVG có chỉ thị <?{target} …?>: hãy xóa dòng này.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if namespace != _SVG or local not in _ELEMENTS:
            self.refuse(f"SVG có phần <{local}> không được dùng: hãy lưu thành “Plain SVG” rồi xóa phần này.")
        if self._depth == 0:
            self._root(local, attributes)
        if local == "style":
            self._style = []
        for key, value in attributes.items():
            self._attribute(key, value)
        self._depth += 1

    def _root(self, local: str, attributes: Mapping[str, str]) -> None:
        self.size = _size(attributes)
        if local != "svg":
            self.refuse("Tệp này không phải SVG: thẻ đầu tiên phải là <svg>.")
        elif self.size is None:
            self.refuse('SVG chưa có kích thước: hãy thêm viewBox="0 0 rộng cao" vào thẻ <svg>.')

    def _attribute(self, key: str, value: str) -> None:
        bare = key.rpartition(" ")[2]
        if bare.lower().startswith("on"):
            self.refuse(f"SVG có thuộc tính chạy lệnh “{bare}”: hãy xóa thuộc tính này.")
        elif key in ("href", _XLINK_HREF):
            if not value.strip().startswith("#"):
                self.refuse("SVG gọi tới tệp hoặc địa chỉ bên ngoài (href): hãy vẽ phần đó ngay trong hình.")
        elif _OUTSIDE.search(value):
            self.refuse(f"SVG gọi ra bên ngoài trong thuộc tính “{bare}”: hãy xóa phần url(…) này.")

    def _text(self, data: str) -> None:
        if self._style is not None:
            self._style.append(data)

    def _end(self, _: str) -> None:
        self._depth -= 1
        if self._style is not None:
            if _OUTSIDE.search("".join(self._style)):
                self.refuse("SVG gọi ra bên ngoài trong <style>: hãy xóa @import và url(…).")
            self._style = None


def _size(attributes: Mapping[str, str]) -> Size | None:
    """Width and height in px: from the attributes where both are plain lengths, otherwise from viewBox."""
    lengths = [_LENGTH.fullmatch(attributes.get(side, "")) for side in ("width", "height")]
    if lengths[0] and lengths[1]:
        sides = [float(lengths[0][1]), float(lengths[1][1])]
    else:
        try:
            sides = [float(part) for part in re.split(r"[\s,]+", attributes.get("viewBox", "").strip())][2:4]
        except ValueError:
            return None
    if len(sides) != 2 or not all(0 < side < _LARGEST_SIDE for side in sides):
        return None
    return round(sides[0]) or 1, round(sides[1]) or 1
