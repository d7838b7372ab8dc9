"""Files sent to local disk in parts, with the manners of S3's multipart uploads.

Layout: `sending/<ref>/` holds `what.json` (key, content type), `data` (the file as far as it is there: each
part is written at its own place) and `parts/<number>` (bytes and entity tag of a part that is there whole).
Finishing is one rename, however large the file.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

from lms.ids import random_token
from lms.storage.errors import ObjectMissing
from lms.storage.parts import OpenUpload, Part, SentPart

_REF = re.compile(r"[A-Za-z0-9_-]{20,64}")
_CHUNK: Final = 256 * 1024


class PartRefused(Exception):
    """The body is not the part that was announced; nothing of it counts."""


class Sendings:
    """The uploads in parts under one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def begin(self, key: str, content_type: str) -> str:
        """Begin one and return its name."""
        ref = random_token(24)
        folder = self._root / ref
        (folder / "parts").mkdir(parents=True)
        (folder / "data").touch()
        _write(folder / "what.json", json.dumps({"key": key, "type": content_type}))
        return ref

    def write(self, key: str, ref: str, part: Part, body: IO[bytes]) -> str:
        """Write one part at its place and return its entity tag.

        Raises PartRefused when the body is shorter or longer than the part, ObjectMissing when the upload is
        over. What was held of the part before no longer counts once writing begins.
        """
        folder = self._folder(key, ref)
        mark = folder / "parts" / str(part.number)
        mark.unlink(missing_ok=True)
        digest = hashlib.md5(usedforsecurity=False)
        left = part.size
        with (folder / "data").open("r+b") as file:
            file.seek(part.offset)
            while left and (chunk := body.read(min(_CHUNK, left))):
                file.write(chunk)
                digest.update(chunk)
                left -= len(chunk)
            if left or body.read(1):
                raise PartRefused
            file.flush()
            os.fsync(file.fileno())
        _write(mark, json.dumps({"size": part.size, "etag": digest.hexdigest()}))
        return digest.hexdigest()

    def parts(self, key: str, ref: str) -> tuple[SentPart, ...]:
        """The parts that are there whole, by number; raises ObjectMissing."""
        found = []
        for mark in (self._folder(key, ref) / "parts").iterdir():
            if mark.name.isdigit():
                told = json.loads(mark.read_text("utf-8"))
                found.append(SentPart(int(mark.name), told["size"], told["etag"]))
        return tuple(sorted(found, key=lambda part: part.number))

    def finish(self, key: str, ref: str, parts: Sequence[SentPart]) -> tuple[Path, str]:
        """The whole file, ready to be renamed, and its content type; raises ObjectMissing."""
        folder = self._folder(key, ref)
        data = folder / "data"
        if data.stat().st_size != sum(part.size for part in parts):
            raise ObjectMissing
        return data, self._what(folder)["type"]

    def give_up(self, key: str, ref: str) -> None:
        """Forget an upload; one that is over is no error."""
        try:
            folder = self._folder(key, ref)
        except ObjectMissing:
            return
        shutil.rmtree(folder, ignore_errors=True)

    def all(self) -> Iterator[OpenUpload]:
        """Every upload that is still open."""
        for folder in sorted(self._root.glob("*")):
            if (folder / "what.json").exists():
                begun = datetime.fromtimestamp((folder / "what.json").stat().st_mtime, UTC)
                yield OpenUpload(self._what(folder)["key"], folder.name, begun)

    def _folder(self, key: str, ref: str) -> Path:
        folder = self._root / ref
        if not _REF.fullmatch(ref) or not (folder / "what.json").exists():
            raise ObjectMissing
        if self._what(folder)["key"] != key:
            raise ObjectMissing
        return folder

    @staticmethod
    def _what(folder: Path) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((folder / "what.json").read_text("utf-8"))
        return found


def _write(path: Path, text: str) -> None:
    """Write a small file that is there whole or not at all."""
    half = path.with_name(f".{path.name}-{random_token(6)}")
    half.write_text(text, "utf-8")
    half.replace(path)
