"""One run of a video: fetch the source, look at it, make every version, store it, say so.

Each version is stored whole before its row is written, under keys that come from the source; a run that was
cut off is done again from the first version that has no row. A run that was overtaken notices at its next
word to the database and leaves everything as it is.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final
from uuid import UUID

from lms import clock
from lms.config import settings
from lms.db import atomic
from lms.jobs import queries as jobs
from lms.storage import ObjectMissing, Storage
from lms.videos import queries, service
from lms.videos.making.picture import make_picture, pack
from lms.videos.making.pieces import read_pieces
from lms.videos.making.probing import Refused, probe
from lms.videos.making.sound import make_sound
from lms.videos.making.stills import make_stills, poster_of, size_of
from lms.videos.making.workshop import workshop
from lms.videos.queries import VideoRow
from lms.videos.rules import Fault, Probe, RenditionKind, Rung, made_folder, rungs, size_at
from lms.videos.service import Made, Overtaken

AUDIO: Final = "audio"
#: Name in rules.SOUNDS of the version for listening only.
AUDIO_SOUND: Final = "low"
#: A version shorter than this share of what the source promised, less two seconds, means a broken source.
_WHOLE: Final = 0.8
#: What sound and pictures cost of the whole work, in percent; the rungs share the rest.
_LOOKED, _HEARD, _SEEN = 2, 8, 12


def workshops() -> Path:
    """Where work in progress lies."""
    return settings().instance / "making"


def process(video_id: UUID, run: int, storage: Storage) -> None:
    """Do one run of a video; opens its own transactions.

    Returns when the video is READY, was refused with a reason, or was overtaken. Raises what may be better
    next time: StorageUnavailable, NoRoom, ToolFailed.
    """
    try:
        with atomic():
            service.begin_run(video_id, run, clock.now())
            row = queries.by_id(video_id)
        if row is not None:
            _Run(row, run, storage).make()
    except Overtaken:
        return


class _Run:
    """The run at hand. Says how far it is; Overtaken ends it from wherever that is noticed."""

    def __init__(self, row: VideoRow, run: int, storage: Storage) -> None:
        self.row, self.number, self.storage = row, run, storage
        self.folder = made_folder(row.id, row.secret, row.source_etag)
        self.percent = -1

    def make(self) -> None:
        """Make everything, or note why it cannot be made."""
        try:
            with workshop(workshops(), self.row.source_bytes * 3) as folder:
                seen = self._make_in(folder)
        except ObjectMissing:
            self._refuse(Fault.SOURCE_GONE)
        except Refused as refused:
            self._refuse(refused.fault)
        else:
            with atomic():
                service.finish_run(self.row.id, self.number, self.row.source_etag, seen, clock.now())

    def _make_in(self, folder: Path) -> Probe:
        """Make what is not there yet of every version; return what the source is."""
        source = folder / "source"
        self.storage.fetch_file(self.row.source_key, source)
        seen = probe(source)
        self._note(_LOOKED)
        there = queries.made_of(self.row.id, self.row.source_etag)
        wanted = rungs(seen)
        sounds: dict[str, Path] = {}
        if seen.has_sound and not {AUDIO, *(rung.name for rung in wanted)} <= there:
            sounds = make_sound(source, folder, seen, self._stretch(_LOOKED, _HEARD, seen))
            if AUDIO not in there:
                self._store_pieces(folder, AUDIO, [sounds[AUDIO_SOUND]], seen, None)
        self._note(_HEARD)
        if "poster" not in there:
            self._store_pictures(source, folder, seen)
        self._note(_SEEN)
        begun, weights = float(_SEEN), [rung.side**2 * rung.rate for rung in wanted]
        for rung, weight in zip(wanted, weights, strict=True):
            ended = begun + (100 - _SEEN) * weight / sum(weights)
            if rung.name not in there:
                picture = make_picture(source, folder, rung, seen, self._stretch(begun, ended, seen))
                tracks = [picture, sounds[rung.sound]] if sounds else [picture]
                self._store_pieces(folder, rung.name, tracks, seen, rung)
                picture.unlink()
            begun = ended
        return seen

    def _store_pieces(
        self, folder: Path, name: str, tracks: Sequence[Path], seen: Probe, rung: Rung | None
    ) -> None:
        """Pack one version, store its files, write its row."""
        whole, folder_of_pieces = folder / f"{name}.mp4", folder / name
        pack(tracks, whole, folder_of_pieces)
        pieces = read_pieces(folder_of_pieces, rung is not None, seen.has_sound)
        if sum(pieces.seconds) * 1000 < seen.duration_ms * _WHOLE - 2000:
            raise Refused(Fault.NOT_MEDIA)
        self._note(self.percent)
        base, content_type = f"{self.folder}/{name}", "video/mp4" if rung else "audio/mp4"
        self.storage.put_file(f"{base}/init.mp4", pieces.init, content_type)
        for file in pieces.files:
            self.storage.put_file(f"{base}/{file.name}", file, "video/iso.segment")
        self.storage.put_file(f"{base}.mp4", whole, content_type)
        width, height = size_at(rung, seen.width, seen.height) if rung else (0, 0)
        self._add(
            Made(
                kind=RenditionKind.RUNG if rung else RenditionKind.AUDIO,
                name=name,
                key=f"{base}.mp4",
                content_type=content_type,
                bytes=whole.stat().st_size,
                width=width,
                height=height,
                duration_ms=round(sum(pieces.seconds) * 1000),
                folder=base,
                hls_bytes=pieces.bytes,
                bandwidth=pieces.bandwidth,
                codecs=pieces.codecs,
                segments=pieces.seconds,
            )
        )
        for file in (whole, pieces.init, *pieces.files):
            file.unlink()

    def _store_pictures(self, source: Path, folder: Path, seen: Probe) -> None:
        """Make and store the stills, and last the poster, whose row says that all of them are there."""
        stills = make_stills(source, folder, seen)
        pictures = [(RenditionKind.STILL, f"still-{number}", one) for number, one in enumerate(stills, 1)]
        for kind, name, (at_ms, data) in [*pictures, (RenditionKind.POSTER, "poster", poster_of(stills))]:
            key = f"{self.folder}/{name}.jpg"
            self.storage.put(key, data, "image/jpeg")
            width, height = size_of(data)
            self._add(Made(kind, name, key, "image/jpeg", len(data), width, height, at_ms=at_ms))

    def _add(self, made: Made) -> None:
        with atomic():
            service.add_rendition(self.row.id, self.number, self.row.source_etag, made, clock.now())

    def _refuse(self, fault: Fault) -> None:
        with atomic():
            service.fail_run(self.row.id, self.number, fault, clock.now())

    def _stretch(self, begun: float, ended: float, seen: Probe) -> Callable[[int], None]:
        """What ffmpeg calls with the milliseconds it has made, as a stretch of the whole."""

        def note(made_ms: int) -> None:
            share = min(1.0, made_ms / max(1, seen.duration_ms))
            percent = int(begun + (ended - begun) * share)
            if percent != self.percent:
                self._note(percent)

        return note

    def _note(self, percent: int) -> None:
        """Say how far the run is, and hear whether it is still wanted."""
        self.percent = percent
        with atomic():
            service.note_progress(self.row.id, self.number, percent, clock.now())


def give_up_lost() -> int:
    """Note the videos whose job was given up, by errors or by workers that died; return how many."""
    waiting = queries.under_way()
    lost = jobs.given_up([service.job_key(video_id, run) for video_id, run in waiting]) if waiting else set()
    for video_id, run in waiting:
        if service.job_key(video_id, run) in lost:
            with atomic():
                service.fail_run(video_id, run, Fault.GAVE_UP, clock.now())
    return len(lost)
