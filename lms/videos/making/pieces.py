"""Reading what was packed: lengths of the pieces, the peak they need, the codec words for playlists."""

from dataclasses import dataclass
from math import ceil
from pathlib import Path

from lms.videos.making.tool import ToolFailed

SOUND = "mp4a.40.2"


@dataclass(frozen=True, slots=True)
class Pieces:
    """Files of one HLS version: the head, the pieces in order, their seconds; bytes of all; peak in bit/s."""

    init: Path
    files: tuple[Path, ...]
    seconds: tuple[float, ...]
    bytes: int
    bandwidth: int
    codecs: str


def read_pieces(folder: Path, has_picture: bool, has_sound: bool) -> Pieces:
    """Look at what picture.pack wrote; raises ToolFailed when something is missing."""
    lines = (folder / "list.m3u8").read_text("ascii").splitlines()
    seconds = tuple(
        float(line[len("#EXTINF:") :].rstrip(",")) for line in lines if line.startswith("#EXTINF:")
    )
    files = tuple(folder / f"{number}.m4s" for number in range(len(seconds)))
    init = folder / "init.mp4"
    if not files or not all(file.exists() for file in (init, *files)):
        raise ToolFailed("pieces are missing")
    weights = [file.stat().st_size for file in files]
    words = ([_picture_codec(init.read_bytes())] if has_picture else []) + ([SOUND] if has_sound else [])
    return Pieces(
        init=init,
        files=files,
        seconds=seconds,
        bytes=init.stat().st_size + sum(weights),
        bandwidth=ceil(max(w * 8 / max(s, 0.1) for w, s in zip(weights, seconds, strict=True))),
        codecs=",".join(words),
    )


def _picture_codec(init: bytes) -> str:
    """ "avc1.4d401e": profile, compatibility and level as the head has them (RFC 6381, ISO 14496-15)."""
    place = init.find(b"avcC")
    if place < 0:
        raise ToolFailed("the head names no H.264")
    return f"avc1.{init[place + 5 : place + 8].hex()}"
