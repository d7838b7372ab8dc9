"""The one Protocol that features see, and which store this installation uses."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from flask import current_app

from lms.config import Settings
from lms.storage.local import LocalStorage
from lms.storage.parts import OpenUpload, Part, SentPart
from lms.storage.rules import Kept, Stat


class Storage(Protocol):
    """A flat store of objects under keys such as `certificates/0193/paper.pdf`.

    Keys are one to eight segments of lower-case ASCII (ValueError otherwise). Every method may raise
    StorageUnavailable within seconds; none waits longer.
    """

    def put(self, key: str, data: bytes, content_type: str) -> None:
        """Store `data` whole or not at all, replacing what was there."""

    def get(self, key: str) -> bytes:
        """Return the bytes; raises ObjectMissing."""

    def head(self, key: str) -> Stat | None:
        """Return size, type, entity tag and time, or None when there is no such object."""

    def delete(self, key: str) -> None:
        """Remove the object; removing what is not there is no error."""

    def signed_url(
        self, key: str, seconds: int, download_name: str | None = None, content_type: str | None = None
    ) -> str:
        """Return a link that serves this one object by GET for `seconds` (1 to 600).

        Ask only after the reader has been authorised. With `download_name` the browser saves the file under
        that name; `content_type` replaces the stored type.
        """

    # Whole files, for jobs: these may take as long as the bytes take, and are not for pages.

    def put_file(self, key: str, path: Path, content_type: str) -> None:
        """Store the file at `path` as `put` does, without holding it in memory."""

    def fetch_file(self, key: str, path: Path) -> None:
        """Write the object to the file at `path`; raises ObjectMissing."""

    def kept(self, prefix: str) -> Iterator[Kept]:
        """Yield every object under the folder `prefix` (a key without the last slash)."""

    def delete_folder(self, prefix: str) -> None:
        """Remove every object under the folder `prefix`; an empty folder is no error."""

    # Files sent in parts, straight from the browser.

    def begin_parts(self, key: str, content_type: str) -> str:
        """Begin an object that is sent in parts; return the store's name for this sending."""

    def sign_part(self, key: str, ref: str, part: Part, seconds: int) -> str:
        """Return an address that takes exactly this part (number and size) by PUT for `seconds`.

        The answer's ETag header says that the part is held. Signing calls nobody.
        """

    def sent_parts(self, key: str, ref: str) -> tuple[SentPart, ...]:
        """Return the parts held so far; raises ObjectMissing when the sending is over or was given up."""

    def finish_parts(self, key: str, ref: str, parts: Sequence[SentPart]) -> None:
        """Make the object of its parts; raises ObjectMissing when the sending is over or was given up."""

    def give_up_parts(self, key: str, ref: str) -> None:
        """Forget a sending and its parts; one that is over is no error."""

    def open_uploads(self) -> Iterator[OpenUpload]:
        """Yield every sending that is neither finished nor given up."""

    def set_up(self, origin: str) -> list[str]:
        """Prepare the store for pages of `origin`; return what was done, a sentence each."""


def from_settings(settings: Settings) -> Storage:
    """Return the store that the settings name."""
    if settings.storage == "s3":
        from lms.storage.s3 import S3Storage  # boto3 costs 25 MB a process: only where it is used

        return S3Storage(
            settings.s3_bucket,
            endpoint_url=settings.s3_endpoint_url or None,
            region=settings.s3_region,
            addressing=settings.s3_addressing,
            prefix=settings.s3_prefix,
            access_key_id=settings.aws_access_key_id or None,
            secret_access_key=settings.aws_secret_access_key or None,
        )
    old = [key.strip() for key in settings.secret_key_old.split(",") if key.strip()]
    return LocalStorage(settings.instance / "storage", [settings.secret_key, *old])


def get_storage() -> Storage:
    """Return the store of the running application."""
    storage: Storage = current_app.extensions["storage"]
    return storage
