"""What every store agrees on: which keys are allowed, how a download is named, how long a link may live.

Pure, so that local disk and S3 cannot drift apart.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

#: A signed link lives at most this long (seconds): security requirement S59.
MAX_LINK_SECONDS: Final = 600

_KEY = re.compile(r"[a-z0-9][a-z0-9_.-]{0,127}(?:/[a-z0-9][a-z0-9_.-]{0,127}){0,7}")

#: Shown in the page that asks for them; everything else is handed over as a download.
INLINE_TYPES: Final = frozenset(
    {
        "application/pdf",
        "application/vnd.apple.mpegurl",
        "audio/mp4",
        "audio/mpeg",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/webp",
        "text/vtt",
        "video/iso.segment",
        "video/mp4",
        "video/webm",
    }
)


@dataclass(frozen=True, slots=True)
class Stat:
    """What a store knows of an object: size in bytes, content type, entity tag, last write (UTC)."""

    size: int
    content_type: str
    etag: str
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """An object in a listing: its key and its last write (UTC)."""

    key: str
    modified_at: datetime


def checked_key(key: str) -> str:
    """Return `key` when it is one to eight lower-case ASCII segments joined by slashes.

    Raises ValueError otherwise: keys are made by our own code, so a bad one is a fault of ours, and no key
    can name a parent folder, a hidden file or a path from the root.
    """
    if not _KEY.fullmatch(key) or ".." in key:
        raise ValueError(f"not a storage key: {key!r}")
    return key


def checked_seconds(seconds: int) -> int:
    """Return `seconds` when a link may live that long, else raise ValueError."""
    if not 1 <= seconds <= MAX_LINK_SECONDS:
        raise ValueError(f"a link lives 1 to {MAX_LINK_SECONDS} seconds, not {seconds}")
    return seconds


def safe_name(name: str) -> str:
    """Return a file name without path separators, quotes, control or direction marks, at most 120 characters.

    Vietnamese letters stay. An empty result becomes "tep".
    """
    kept = "".join(
        "-" if char in '/\\"' else char
        for char in unicodedata.normalize("NFC", name)
        if unicodedata.category(char)[0] != "C"
    )
    return kept.strip(" .")[:120] or "tep"


def content_disposition(content_type: str, download_name: str | None) -> str:
    """Return the Content-Disposition value for an object (RFC 6266, RFC 8187).

    With a name it is always a download; without one, types outside INLINE_TYPES are downloads too, so that
    nothing uploaded ever runs on our origin.
    """
    if download_name is None:
        return "inline" if content_type in INLINE_TYPES else "attachment"
    name = safe_name(download_name)
    plain = unicodedata.normalize("NFKD", name.replace("đ", "d").replace("Đ", "D"))
    plain = plain.encode("ascii", "ignore").decode("ascii").strip(" .") or "tep"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
