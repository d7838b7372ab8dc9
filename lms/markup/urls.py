"""Which addresses may stand in a link, judged as a browser reads them (WHATWG URL, not RFC 3986).

bleach's own check lets `javascript:1` through, so this one decides. It returns the address it judged, with
what a browser would ignore taken out, so that the two cannot differ.
"""

import re
import unicodedata

from lms.markup.allowed import SCHEMES

# A browser strips C0 controls and space at both ends and drops tab and line ends anywhere.
_EDGES = "".join(map(chr, range(0x21)))
_IGNORED = str.maketrans("", "", "\t\n\r")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.\-]*):")
_PATH_END = re.compile(r"[?#]")
_WEB = re.compile(r"//([^/?#]+)")
_MAX = 2000


def clean_url(address: str) -> str | None:
    """Return the address as it may be written into the page, or None when it is refused.

    Refused: schemes outside the table, `//host` and its spellings with backslashes, web addresses without a
    host or with a user name in it (`https://bank@evil`), control and direction characters, over 2,000
    characters. Backslashes in the path become slashes, as a browser makes them.
    """
    url = address.strip(_EDGES).translate(_IGNORED)
    if len(url) > _MAX or any(unicodedata.category(letter) in {"Cc", "Cf", "Cs"} for letter in url):
        return None
    scheme = _SCHEME.match(url)
    if scheme is None:
        relative = _forward(url)
        return None if relative.startswith("//") else relative
    name, rest = scheme[1].lower(), url[scheme.end() :]
    if name not in SCHEMES:
        return None
    if name in {"http", "https"}:
        rest = _forward(rest)
        host = _WEB.match(rest)
        if host is None or "@" in host[1]:
            return None
    return f"{name}:{rest}"


def is_external(url: str) -> bool:
    """Whether a cleaned address leaves this site."""
    return url.startswith(("http:", "https:"))


def has_scheme(url: str) -> bool:
    """Whether a cleaned address names its scheme (so it is neither a path nor an id of this course)."""
    return _SCHEME.match(url) is not None


def _forward(url: str) -> str:
    end = _PATH_END.search(url)
    cut = end.start() if end else len(url)
    return url[:cut].replace("\\", "/") + url[cut:]
