"""Which commune a list means: today's names and old ones, with whatever stands after the comma.

Nothing is guessed: one answer is taken, several are shown. Pure.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from lms.names import fold, tokens

_PARTS = re.compile(r"\s*[,;/|()]\s*|\s+[-–]\s+")
_KIND = re.compile(r"(?:(x|p|tt)\.\s*|(xa|phuong|thi tran|dac khu)\s+)")
_KINDS = {"x": "xa", "p": "phuong", "tt": "thi tran"}
# Words that say what a place is, not which.
_NO_NAMES = {"tinh", "thanh", "pho", "tp", "t", "huyen", "h", "quan", "q", "thi", "xa", "tx"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A name by which a commune of today may be meant; `former` is that name where it is an old one."""

    code: str
    label: str
    province_code: str
    kind: str
    words: str
    former: str = ""


class Gazetteer:
    """All communes of today and their old names, found by folded name."""

    def __init__(self, entries: Iterable[tuple[str, Entry]]) -> None:
        self._by_name: dict[str, list[Entry]] = defaultdict(list)
        for name, entry in entries:
            self._by_name[name].append(entry)

    def find(self, text: str, province_code: str | None = None) -> list[Entry]:
        """The communes that `text` may mean, each once, today's names before old ones.

        text: "Xã Mê Linh", "Tráng Việt, Mê Linh, Hà Nội", "P. Ba Đình - Hà Nội"; province_code: where the
        list is from, if that is known.
        """
        first, *rest = [part for part in _PARTS.split(fold(text)) if part] or [""]
        kind = ""
        named = _KIND.match(first)
        if named:
            kind, first = _KINDS.get(named[1] or "", named[2] or ""), first[named.end() :]
        wanted = [word for word in tokens(" ".join(rest)) if word not in _NO_NAMES]
        found = [
            entry
            for entry in self._by_name.get(" ".join(tokens(first)), ())
            if all(f" {word} " in entry.words for word in wanted)
        ]
        found = [entry for entry in found if entry.kind == kind] or found
        if province_code:
            found = [entry for entry in found if entry.province_code == province_code] or found
        return list({entry.code: entry for entry in reversed(found)}.values())[::-1]
