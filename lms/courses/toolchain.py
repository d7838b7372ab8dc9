"""What turned a text into pages: one digest of the code and libraries whose change could change a rendering.

Rendering a course takes seconds and `make run` must not. With this digest it can tell, without rendering,
that the same text would give the same pages.
"""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib.metadata import version

from lms.paths import ROOT

_ROOMS = ("courses", "markup", "names", "questions", "sources")
_LIBRARIES = ("bleach", "html5lib", "latex2mathml", "markdown", "nh3", "pillow", "pyyaml", "tinycss2")


@cache
def fingerprint() -> str:
    """The sha256 of the rooms that read, render and prepare a course, and of their libraries' versions."""
    made = hashlib.sha256(sys.version.encode())
    for library in _LIBRARIES:
        made.update(f"{library} {version(library)}\n".encode())
    for room in _ROOMS:
        for path in sorted((ROOT / "lms" / room).rglob("*.py")):
            made.update(f"{path.relative_to(ROOT)}\n".encode())
            made.update(path.read_bytes())
    return made.hexdigest()
