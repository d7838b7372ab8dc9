"""Files on local disk, handed out by signed links.

Layout under the root: `objects/<key>` holds the bytes, `types/<key>` the content type, `partial/` what is
being written. A file appears under its key only when it is whole and on disk (write, fsync, rename).
"""

import hashlib
import hmac
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode

from lms import clock
from lms.storage.errors import ObjectMissing, StorageUnavailable
from lms.storage.rules import Stat, checked_key, checked_seconds, safe_name

_PURPOSE = b"lms.storage.link.v1"


class LocalStorage:
    """Store objects under `root`; sign links with the first of `secrets`, accept any of them."""

    def __init__(self, root: Path, secrets: Sequence[str], url_prefix: str = "/files") -> None:
        self._objects = root / "objects"
        self._types = root / "types"
        self._partial = root / "partial"
        self._keys = [hmac.digest(secret.encode(), _PURPOSE, "sha256") for secret in secrets]
        self._prefix = url_prefix

    def put(self, key: str, data: bytes, content_type: str) -> None:
        """Write `data` whole or not at all; raises StorageUnavailable when the disk refuses."""
        checked_key(key)
        try:
            self._write(self._types / key, content_type.encode("ascii"))
            self._write(self._objects / key, data)
        except OSError as error:
            raise StorageUnavailable from error

    def get(self, key: str) -> bytes:
        """Return the bytes; raises ObjectMissing."""
        try:
            return self.path(key).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise ObjectMissing from error
        except OSError as error:
            raise StorageUnavailable from error

    def head(self, key: str) -> Stat | None:
        """Return what is known of the object, or None when there is none."""
        try:
            path = self.path(key)
            found = path.stat()
            content_type = (self._types / key).read_text("ascii")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            raise StorageUnavailable from error
        return Stat(
            size=found.st_size,
            content_type=content_type,
            etag=f"{found.st_mtime_ns:x}-{found.st_size:x}",
            modified_at=datetime.fromtimestamp(found.st_mtime, UTC),
        )

    def delete(self, key: str) -> None:
        """Remove the object; removing what is not there is no error."""
        try:
            for folder in (self._objects, self._types):
                with suppress(FileNotFoundError, NotADirectoryError):
                    (folder / checked_key(key)).unlink()
        except OSError as error:
            raise StorageUnavailable from error

    def signed_url(
        self, key: str, seconds: int, download_name: str | None = None, content_type: str | None = None
    ) -> str:
        """Return a site-relative link to the object that works for `seconds` (at most 600), for GET only."""
        expires = int(clock.now().timestamp()) + checked_seconds(seconds)
        name = "" if download_name is None else safe_name(download_name)
        query = {"expires": str(expires), "name": name, "type": content_type or ""}
        query["signature"] = self._sign(self._keys[0], checked_key(key), query)
        return f"{self._prefix}/{quote(key)}?{urlencode(query)}"

    def verify(self, key: str, query: dict[str, str], at: datetime) -> bool:
        """Return whether `query` is one of our signatures for `key`, still good at time `at`."""
        given = query.get("signature", "").encode("utf-8", "replace")
        signed = [
            hmac.compare_digest(self._sign(secret, key, query).encode(), given) for secret in self._keys
        ]
        if not any(signed):
            return False
        return int(query["expires"]) >= at.timestamp()

    def path(self, key: str) -> Path:
        """Return where the bytes of `key` lie; ValueError for what is not a key."""
        return self._objects / checked_key(key)

    @staticmethod
    def _sign(secret: bytes, key: str, query: dict[str, str]) -> str:
        parts = ["GET", key, query.get("expires", ""), query.get("name", ""), query.get("type", "")]
        message = "\n".join(quote(part, safe="") for part in parts)
        return hmac.new(secret, message.encode(), hashlib.sha256).hexdigest()

    def _write(self, target: Path, data: bytes) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        self._partial.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._partial)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except OSError:
            with suppress(FileNotFoundError):
                Path(name).unlink()
            raise
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
