"""A real film of twelve seconds in every version players meet, made once a run; and videos that have it."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import imageio_ffmpeg
import pytest

from lms import clock
from lms.courses.folder import read_folder
from lms.storage import Storage
from lms.videos import service
from lms.videos.captions import service as captions
from lms.videos.captions.models import CaptionOrigin
from lms.videos.captions.rules import Cue
from lms.videos.rules import STILLS, Fault, Probe, RenditionKind, made_folder, still_times
from tests.factories import COURSE_ID, SAMPLE_COURSE, Factory, Person

SECONDS = 12
SEGMENT = 2
NAME = "bon-o"
TITLE = "Bốn ô của sổ bán"
LESSON = "so-ban"
LESSON_FILE = "01-ghi/01-so-ban.md"
SAID = (
    Cue(0, 2500, "Sổ bán có bốn ô."),
    Cue(5000, 7500, "Ghi ngay lúc giao hàng."),
    Cue(10_000, 11_500, "Cuối ngày cộng lại."),
)
_SIZES = {"144p": (256, 144, 90_000), "240p": (426, 240, 200_000)}
_CODECS = "avc1.42c01e,mp4a.40.2"


@dataclass(frozen=True)
class Film:
    """The folder with `<version>.mp4`, `<version>/init.mp4`, `<version>/<n>.m4s` and `<picture>.jpg`."""

    folder: Path

    def bytes(self, name: str) -> bytes:
        """One file."""
        return (self.folder / name).read_bytes()


def _run(*arguments: str) -> None:
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y", *arguments], check=True)


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    """Twelve seconds of a test picture with a tone."""
    folder = tmp_path_factory.mktemp("film")
    source = str(folder / "source.mkv")
    picture = f"testsrc=size=426x240:rate=10:duration={SECONDS}"
    tone = f"sine=frequency=300:sample_rate=24000:duration={SECONDS}"
    _run("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone,
         "-c:v", "libx264", "-preset", "ultrafast", "-profile:v", "baseline", "-pix_fmt", "yuv420p",
         "-g", "20", "-c:a", "aac", "-b:a", "32k", source)  # fmt: skip
    for name, (width, height, _rate) in _SIZES.items():
        _run("-i", source, "-vf", f"scale={width}:{height}", "-c:v", "libx264", "-preset", "ultrafast",
             "-profile:v", "baseline", "-g", "20", "-keyint_min", "20", "-sc_threshold", "0", "-c:a", "copy",
             "-movflags", "+faststart", str(folder / f"{name}.mp4"))  # fmt: skip
    _run("-i", source, "-vn", "-c:a", "copy", "-movflags", "+faststart", str(folder / "audio.mp4"))
    for name in (*_SIZES, "audio"):
        (folder / name).mkdir()
        _run("-i", str(folder / f"{name}.mp4"), "-c", "copy", "-f", "hls", "-hls_time", str(SEGMENT),
             "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", "init.mp4",
             "-hls_segment_filename", str(folder / name / "%d.m4s"),
             str(folder / name / "list.m3u8"))  # fmt: skip
    for number in range(STILLS):
        _run("-ss", str(number), "-i", source, "-frames:v", "1", str(folder / f"still-{number + 1}.jpg"))
    (folder / "poster.jpg").write_bytes((folder / "still-1.jpg").read_bytes())
    return Film(folder)


def _segments(film: Film, name: str) -> tuple[float, ...]:
    lines = film.bytes(f"{name}/list.m3u8").decode().splitlines()
    return tuple(float(line.removeprefix("#EXTINF:").rstrip(",")) for line in lines if "#EXTINF" in line)


def versions(film: Film | None, folder: str) -> list[service.Made]:
    """What is made of the film, with keys in `folder`; without a film, what could have been made of one."""

    def weight(name: str) -> int:
        return len(film.bytes(name)) if film else 1_000_000

    found = []
    for name in (*_SIZES, "audio"):
        width, height, rate = _SIZES.get(name, (0, 0, 40_000))
        segments = _segments(film, name) if film else (2.0,) * 6
        found.append(
            service.Made(
                RenditionKind.RUNG if width else RenditionKind.AUDIO,
                name,
                f"{folder}/{name}.mp4",
                "video/mp4" if width else "audio/mp4",
                weight(f"{name}.mp4"),
                width,
                height,
                SECONDS * 1000,
                folder=f"{folder}/{name}",
                hls_bytes=sum(weight(f"{name}/{number}.m4s") for number in range(len(segments))),
                bandwidth=rate,
                codecs=_CODECS if width else "mp4a.40.2",
                segments=segments,
            )
        )
    moments = {f"still-{number + 1}": at for number, at in enumerate(still_times(SECONDS * 1000))}
    for name, at_ms in {"poster": 0, **moments}.items():
        kind = RenditionKind.POSTER if name == "poster" else RenditionKind.STILL
        found.append(
            service.Made(
                kind, name, f"{folder}/{name}.jpg", "image/jpeg", weight(f"{name}.jpg"), 426, 240, at_ms=at_ms
            )
        )
    return found


def put(film: Film | None, storage: Storage, folder: str) -> None:
    """Put every file of the film where `versions` says it lies; without a film, a byte in its place."""

    def data(name: str) -> bytes:
        return film.bytes(name) if film else b"x"

    for one in versions(film, folder):
        storage.put(one.key, data(one.key.removeprefix(f"{folder}/")), one.content_type)
        for number in range(len(one.segments)):
            storage.put(f"{one.folder}/{number}.m4s", data(f"{one.name}/{number}.m4s"), "video/iso.segment")
        if one.segments:
            storage.put(f"{one.folder}/init.mp4", data(f"{one.name}/init.mp4"), "video/mp4")


def with_video(*heads: str, name: str = NAME) -> dict[str, bytes]:
    """The sample course, its first lesson showing a video; heads: further lines of the lesson's head."""
    return showing(read_folder(SAMPLE_COURSE)[0], *heads, name=name)


def showing(files: Mapping[str, bytes], *heads: str, name: str = NAME) -> dict[str, bytes]:
    """These files of the sample course, the first lesson showing a video."""
    begin, _newline, rest = files[LESSON_FILE].decode().partition("\n")
    head = "\n".join((begin, *heads))
    return {**files, LESSON_FILE: f"{head}\n{rest}\n\n::video{{{name}}}\n".encode()}


def make_video(
    factory: Factory,
    film: Film | None = None,
    storage: Storage | None = None,
    *,
    name: str = NAME,
    course_id: str = COURSE_ID,
    ready: bool = True,
    fault: Fault | None = None,
    said: tuple[Cue, ...] = SAID,
    actor: Person | None = None,
) -> UUID:
    """Make a video of the film, ready unless told otherwise; with `storage` its files are put there."""
    at = clock.now()
    folders: list[str] = []

    def write() -> UUID:
        made = service.add(course_id, name, TITLE, "quay.mp4", actor.id if actor else None, at)
        service.source_arrived(made.id, f"videos/{made.id.hex}/source/x", "etag", 5_200_000, at)
        folders.append(made_folder(made.id, made.secret, "etag"))
        if fault:
            service.fail_run(made.id, 1, fault, at)
        elif ready:
            service.begin_run(made.id, 1, at)
            for one in versions(film, folders[0]):
                service.add_rendition(made.id, 1, "etag", one, at)
            service.finish_run(made.id, 1, "etag", Probe(SECONDS * 1000, 426, 240, 10.0, True), at)
        return made.id

    video_id: UUID = factory.write(write)
    if said:
        factory.write(captions.save, video_id, "vi", said, None, CaptionOrigin.EDITOR, None, at)
    if storage is not None:
        put(film, storage, folders[0])
    return video_id
