"""Which files may be sent in, and who is told: features register their kinds, as they do their jobs.

    kinds.register(Kind("video", types={"video/mp4": ("mp4",)}, limit=2 * 1024**3, received=…, dropped=…))

`received` and `dropped` run inside the transaction that closes the upload; they write rows and job rows and
do nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.errors import Invalid
from lms.web.i18n import _l


class FileTooLarge(Invalid):
    """The file has more bytes than its kind may have."""

    message = _l("Tệp lớn quá mức cho phép. Chọn tệp nhỏ hơn.")


class FileEmpty(Invalid):
    """The file has no bytes."""

    message = _l("Tệp này trống. Chọn tệp khác.")


class FileTypeRefused(Invalid):
    """The type is not one that this kind takes."""

    message = _l("Loại tệp này không nhận được. Chọn tệp khác.")


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has arrived whole. etag: the store's tag for exactly these bytes."""

    upload_id: UUID
    target: str
    key: str
    size: int
    content_type: str
    file_name: str
    etag: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of upload.

    types: the content types it takes, each with its file name endings (lower case, no dot). limit: bytes.
    received(file, at): the file is there. dropped(target, at): it was cancelled or left alone.
    """

    name: str
    types: Mapping[str, tuple[str, ...]]
    limit: int
    received: Callable[[Received, datetime], None]
    dropped: Callable[[str, datetime], None]

    def accept(self) -> str:
        """The value of a file field's `accept`."""
        return ",".join([*self.types, *(f".{end}" for ends in self.types.values() for end in ends)])

    def type_of(self, file_name: str, size: int, content_type: str = "") -> str:
        """The content type to store such a file under; raises FileEmpty, FileTooLarge, FileTypeRefused.

        A browser that knows the type must name one of ours; one that does not (many phones) is judged by the
        end of the name. The result is always a word of our own table.
        """
        if size < 1:
            raise FileEmpty
        if size > self.limit:
            raise FileTooLarge
        ending = file_name.rsplit(".", 1)[-1].lower() if "." in file_name else ""
        by_name = next((name for name, ends in self.types.items() if ending in ends), None)
        if by_name is None:
            raise FileTypeRefused
        told = content_type.split(";")[0].strip().lower()
        if told in ("", "application/octet-stream"):
            return by_name
        if told not in self.types:
            raise FileTypeRefused
        return told


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make the kind known; registering again replaces it (a second application in one process)."""
    _KINDS[kind.name] = kind
    return kind


def kind_of(name: str) -> Kind:
    """The kind of that name; KeyError for one that no feature registered."""
    return _KINDS[name]
