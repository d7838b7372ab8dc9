"""Files on local disk, handed out by signed links.

Layout under the root: `objects/<key>` holds the bytes, `types/<key>` the content type, `partial/` what is
being written, `sending/` what browsers send in parts. A file appears under its key only when it is whole and
on disk (write, fsync, rename). Errors of the disk name paths, and with them keys, so none travels on (S60).
"""

import hashlib
import hmac
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from urllib.parse import quote, urlencode

from lms import clock
from lms.storage.errors import ObjectMissing, StorageUnavailable
from lms.storage.local_parts import Sendings
from lms.storage.parts import OpenUpload, Part, SentPart
from lms.storage.rules import Kept, Stat, checked_key, checked_seconds, safe_name

log = logging.getLogger(__name__)

_PURPOSE = b"lms.storage.link.v1"
_LINK = ("expires", "name", "type")
_PART = ("expires", "upload", "part", "offset", "size")


class LocalStorage:
    """Store objects under `root`; sign links with the first of `secrets`, accept any of them."""

    def __init__(self, root: Path, secrets: Sequence[str], url_prefix: str = "/files") -> None:
        self._objects = root / "objects"
        self._types = root / "types"
        self._partial = root / "partial"
        self._sendings = Sendings(root / "sending")
        self._keys = [hmac.digest(secret.encode(), _PURPOSE, "sha256") for secret in secrets]
        self._prefix = url_prefix

    def put(self, key: str, data: bytes, content_type: str) -> None:
        """Write `data` whole or not at all; raises StorageUnavailable when the disk refuses."""
        with _named_errors():
            self._store(checked_key(key), content_type, lambda file: file.write(data))

    def get(self, key: str) -> bytes:
        """Return the bytes; raises ObjectMissing."""
        with _named_errors():
            return self.path(key).read_bytes()

    def head(self, key: str) -> Stat | None:
        """Return what is known of the object, or None when there is none."""
        try:
            with _named_errors():
                path = self.path(key)
                found = path.stat()
                content_type = (self._types / key).read_text("ascii")
        except ObjectMissing:
            return None
        return Stat(
            size=found.st_size,
            content_type=content_type,
            etag=f"{found.st_mtime_ns:x}-{found.st_size:x}",
            modified_at=datetime.fromtimestamp(found.st_mtime, UTC),
        )

    def delete(self, key: str) -> None:
        """Remove the object; removing what is not there is no error."""
        with suppress(ObjectMissing), _named_errors():
            for folder in (self._objects, self._types):
                (folder / checked_key(key)).unlink(missing_ok=True)

    def put_file(self, key: str, path: Path, content_type: str) -> None:
        """Write the file at `path` under `key`."""

        def copy(file: IO[bytes]) -> None:
            with path.open("rb") as source:
                shutil.copyfileobj(source, file, 1024 * 1024)

        with _named_errors():
            self._store(checked_key(key), content_type, copy)

    def fetch_file(self, key: str, path: Path) -> None:
        """Write the object to the file at `path`; raises ObjectMissing."""
        with _named_errors():
            shutil.copyfile(self.path(key), path)

    def kept(self, prefix: str) -> Iterator[Kept]:
        """Yield every object under the folder `prefix`."""
        with _named_errors():
            for path in sorted((self._objects / checked_key(prefix)).rglob("*")):
                if path.is_file():
                    modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                    yield Kept(path.relative_to(self._objects).as_posix(), modified)

    def delete_folder(self, prefix: str) -> None:
        """Remove every object under the folder `prefix`."""
        with suppress(ObjectMissing), _named_errors():
            for folder in (self._objects, self._types):
                shutil.rmtree(folder / checked_key(prefix))

    def signed_url(
        self, key: str, seconds: int, download_name: str | None = None, content_type: str | None = None
    ) -> str:
        """Return a site-relative link to the object that works for `seconds` (at most 600), for GET only."""
        name = "" if download_name is None else safe_name(download_name)
        return self._signed("GET", _LINK, key, seconds, {"name": name, "type": content_type or ""})

    def verify(self, key: str, query: dict[str, str], at: datetime) -> bool:
        """Return whether `query` is one of our signatures for reading `key`, still good at time `at`."""
        return self._verified("GET", _LINK, key, query, at)

    def begin_parts(self, key: str, content_type: str) -> str:
        """Begin an object that is sent in parts."""
        with _named_errors():
            return self._sendings.begin(checked_key(key), content_type)

    def sign_part(self, key: str, ref: str, part: Part, seconds: int) -> str:
        """Return a site-relative address that takes exactly this part by PUT for `seconds`."""
        fields = {"upload": ref, "part": part.number, "offset": part.offset, "size": part.size}
        return self._signed("PUT", _PART, key, seconds, {name: str(value) for name, value in fields.items()})

    def verify_part(self, key: str, query: dict[str, str], at: datetime) -> Part | None:
        """Return the part that `query` lets somebody send at time `at`; None: it is no signature of ours."""
        if not self._verified("PUT", _PART, key, query, at):
            return None
        return Part(int(query["part"]), int(query["offset"]), int(query["size"]))

    def write_part(self, key: str, ref: str, part: Part, body: IO[bytes]) -> str:
        """Take the body of a part and return its entity tag; raises PartRefused, ObjectMissing."""
        with _named_errors():
            return self._sendings.write(checked_key(key), ref, part, body)

    def sent_parts(self, key: str, ref: str) -> tuple[SentPart, ...]:
        """Return the parts held so far; raises ObjectMissing when the sending is over."""
        with _named_errors():
            return self._sendings.parts(checked_key(key), ref)

    def finish_parts(self, key: str, ref: str, parts: Sequence[SentPart]) -> None:
        """Make the object of its parts, by a rename."""
        with _named_errors():
            data, content_type = self._sendings.finish(checked_key(key), ref, parts)
            self._write(self._types / key, lambda file: file.write(content_type.encode("ascii")))
            self._place(data, self._objects / key)
        self._sendings.give_up(key, ref)

    def give_up_parts(self, key: str, ref: str) -> None:
        """Forget a sending and its parts; one that is over is no error."""
        with _named_errors():
            self._sendings.give_up(checked_key(key), ref)

    def open_uploads(self) -> Iterator[OpenUpload]:
        """Yield every sending that is still open."""
        with _named_errors():
            yield from self._sendings.all()

    def set_up(self, origin: str) -> list[str]:
        """Nothing to prepare: pages and files share one origin."""
        return [f"files on local disk need no preparation; {origin} serves them"]

    def path(self, key: str) -> Path:
        """Return where the bytes of `key` lie; ValueError for what is not a key."""
        return self._objects / checked_key(key)

    def _signed(
        self, method: str, names: Sequence[str], key: str, seconds: int, fields: dict[str, str]
    ) -> str:
        expires = int(clock.now().timestamp()) + checked_seconds(seconds)
        query = {"expires": str(expires), **fields}
        query["signature"] = _sign(self._keys[0], method, names, checked_key(key), query)
        return f"{self._prefix}/{quote(key)}?{urlencode(query)}"

    def _verified(
        self, method: str, names: Sequence[str], key: str, query: dict[str, str], at: datetime
    ) -> bool:
        given = query.get("signature", "").encode("utf-8", "replace")
        signed = [
            hmac.compare_digest(_sign(secret, method, names, key, query).encode(), given)
            for secret in self._keys
        ]
        if not any(signed):
            return False
        return int(query["expires"]) >= at.timestamp()

    def _store(self, key: str, content_type: str, write: Callable[[IO[bytes]], object]) -> None:
        self._write(self._types / key, lambda file: file.write(content_type.encode("ascii")))
        self._write(self._objects / key, write)

    def _write(self, target: Path, write: Callable[[IO[bytes]], object]) -> None:
        self._partial.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._partial)
        try:
            with os.fdopen(descriptor, "wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            self._place(Path(name), target)
        except OSError:
            with suppress(FileNotFoundError):
                Path(name).unlink()
            raise

    @staticmethod
    def _place(whole: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        whole.replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _sign(secret: bytes, method: str, names: Sequence[str], key: str, query: dict[str, str]) -> str:
    parts = [method, key, *(query.get(name, "") for name in names)]
    message = "\n".join(quote(part, safe="") for part in parts)
    return hmac.new(secret, message.encode(), hashlib.sha256).hexdigest()


@contextmanager
def _named_errors() -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise ObjectMissing from None
    except OSError as error:
        log.warning("the disk of the file store refuses: %s", error.strerror)
        raise StorageUnavailable from None
