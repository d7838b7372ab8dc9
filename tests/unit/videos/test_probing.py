"""What is a video, what is not, and that no file makes ffmpeg open another or call anybody."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lms.videos.making import probing, tool
from lms.videos.making.probing import Refused, probe
from lms.videos.rules import Fault
from tests.clips import ffmpeg, make


def fault(path: Path) -> Fault | None:
    try:
        probe(path)
    except Refused as refused:
        return refused.fault
    return None


def test_a_clip_is_seen_as_it_is_and_not_as_its_title_says(clips: Path) -> None:
    seen = probe(clips / "plain.mp4")
    assert (seen.width, seen.height, seen.rate, seen.has_sound) == (320, 240, 10.0, True)
    assert 2900 <= seen.duration_ms <= 3200


def test_a_phone_held_upright_is_upright(clips: Path, tmp_path: Path) -> None:
    ffmpeg("-display_rotation", "90", "-i", clips / "plain.mp4", "-c", "copy", tmp_path / "upright.mov")
    seen = probe(tmp_path / "upright.mov")
    assert (seen.width, seen.height) == (240, 320)


def test_pixels_that_are_not_square_are_counted_as_shown(clips: Path, tmp_path: Path) -> None:
    ffmpeg("-i", clips / "plain.mp4", "-vf", "setsar=2/1", "-preset", "ultrafast", tmp_path / "wide.mp4")
    assert probe(tmp_path / "wide.mp4").width == 640


def test_a_recording_that_does_not_say_its_length_is_measured(clips: Path, tmp_path: Path) -> None:
    ffmpeg(
        "-i", clips / "plain.mp4", "-an", "-c:v", "copy", "-f", "matroska", "-live", "1", tmp_path / "r.mkv"
    )
    assert "Duration: N/A" in tool.said(tool.reading(tmp_path / "r.mkv"))
    seen = probe(tmp_path / "r.mkv")
    assert 2800 <= seen.duration_ms <= 3200 and not seen.has_sound


def not_media(folder: Path) -> Path:
    (folder / "x.mp4").write_bytes(b"Ngay mai hop luc 8 gio. " * 500)
    return folder / "x.mp4"


def cut_short(folder: Path) -> Path:
    data = make(folder / "whole.mp4").read_bytes()
    (folder / "x.mp4").write_bytes(data[: len(data) // 2])
    return folder / "x.mp4"


def only_sound(folder: Path) -> Path:
    ffmpeg("-f", "lavfi", "-i", "sine=duration=3", "-c:a", "aac", folder / "x.mp4")
    return folder / "x.mp4"


def only_a_cover(folder: Path) -> Path:
    ffmpeg("-f", "lavfi", "-i", "testsrc=duration=1:rate=1", "-frames:v", "1", folder / "cover.png")
    ffmpeg("-f", "lavfi", "-i", "sine=duration=3", "-i", folder / "cover.png", "-map", "0", "-map", "1",
           "-c:a", "aac", "-c:v", "copy", "-disposition:v:0", "attached_pic", folder / "x.mp4")  # fmt: skip
    return folder / "x.mp4"


def a_picture(folder: Path) -> Path:
    ffmpeg("-f", "lavfi", "-i", "testsrc=duration=1:rate=1", "-frames:v", "1", folder / "picture.png")
    return (folder / "picture.png").rename(folder / "x.mp4")


def a_moment(folder: Path) -> Path:
    return make(folder / "x.mp4", 1, "64x64", 2, "-t", "0.5")


def huge(folder: Path) -> Path:
    ffmpeg("-f", "lavfi", "-i", "color=size=4160x4160:rate=1:duration=1", "-c:v", "libx264", "-preset",
           "ultrafast", folder / "x.mp4")  # fmt: skip
    return folder / "x.mp4"


def very_long(folder: Path) -> Path:
    ffmpeg("-f", "lavfi", "-i", "color=size=16x16:rate=1/1800:duration=10900", "-c:v", "libx264", "-preset",
           "ultrafast", folder / "x.mp4")  # fmt: skip
    return folder / "x.mp4"


def no_pictures_inside(folder: Path) -> Path:
    """A head that promises a picture, and noise where the pictures should be."""
    data = bytearray(make(folder / "whole.mp4", 3, "320x240", 10, "-movflags", "+faststart").read_bytes())
    begin = data.index(b"mdat") + 4
    data[begin:] = bytes(len(data) - begin)
    (folder / "x.mp4").write_bytes(data)
    return folder / "x.mp4"


@pytest.mark.parametrize(
    ("make_file", "wanted"),
    [
        (not_media, Fault.NOT_MEDIA),
        (cut_short, Fault.NOT_MEDIA),
        (a_picture, Fault.NOT_MEDIA),
        (no_pictures_inside, Fault.NOT_MEDIA),
        (only_sound, Fault.NO_PICTURE),
        (only_a_cover, Fault.NO_PICTURE),
        (a_moment, Fault.TOO_SHORT),
        (very_long, Fault.TOO_LONG),
        (huge, Fault.TOO_LARGE_PICTURE),
    ],
)
def test_what_is_no_video_is_refused_with_its_reason(
    make_file: Callable[[Path], Path], wanted: Fault, tmp_path: Path
) -> None:
    assert fault(make_file(tmp_path)) is wanted


@pytest.fixture
def called() -> Iterator[tuple[int, list[bytes]]]:
    """A port of ours and whatever somebody says to it."""
    heard: list[bytes] = []
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        door.settimeout(0.1)
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    caller, _ = door.accept()
                except TimeoutError:
                    continue
                with caller:
                    heard.append(caller.recv(200))

        listening = threading.Thread(target=listen)
        listening.start()
        yield door.getsockname()[1], heard
        over.set()
        listening.join()


@pytest.fixture
def piece(clips: Path, tmp_path: Path) -> Path:
    """A piece of video that lies on this machine."""
    ffmpeg("-i", clips / "plain.mp4", "-c", "copy", tmp_path / "piece.ts")
    return tmp_path / "piece.ts"


HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:3,\n{0}\n#EXT-X-ENDLIST\n"
POINTERS = {
    "hls": HLS,
    "concat": "ffconcat version 1.0\nfile '{0}'\n",
    "dash": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
    'mediaPresentationDuration="PT3S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" '
    'bandwidth="1"><BaseURL>{0}</BaseURL></Representation></AdaptationSet></Period></MPD>',
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 9 RTP/AVP 96\n"
    "a=rtpmap:96 H264/90000\na=x:{0}\n",
}


@pytest.mark.parametrize("kind", sorted(POINTERS))
def test_a_file_that_points_elsewhere_is_read_by_nobody(
    kind: str, piece: Path, tmp_path: Path, called: tuple[int, list[bytes]]
) -> None:
    """SSRF and local files: neither a file of this machine nor the network is reached (S61)."""
    port, heard = called
    for target, name in ((str(piece), "x.mp4"), (f"http://127.0.0.1:{port}/x.ts", "x.ts")):
        source = tmp_path / name
        source.write_text(POINTERS[kind].format(target))
        assert fault(source) is Fault.NOT_MEDIA
    assert heard == []


def test_plain_ffmpeg_would_follow_such_a_list(piece: Path, tmp_path: Path) -> None:
    """What keeps it from that is ours, and the test above can see it."""
    source = tmp_path / "x.m3u8"
    source.write_text(HLS.format(piece))
    assert "320x240" in tool.said(["-i", str(source)])
    assert "320x240" not in tool.said(tool.reading(source))


def test_what_runs_out_of_its_time_is_ended(clips: Path) -> None:
    endless = ["-f", "lavfi", "-i", "testsrc2=size=640x480:rate=30", "-f", "null", "-"]
    with pytest.raises(tool.ToolFailed):
        tool.run(endless, tool.Limits(cpu_seconds=1))


def test_what_writes_too_much_is_ended(tmp_path: Path) -> None:
    many = ["-f", "lavfi", "-i", "testsrc2=size=640x480:rate=30:duration=60", "-c:v", "rawvideo"]
    with pytest.raises(tool.ToolFailed):
        tool.run([*many, str(tmp_path / "x.avi")], tool.Limits(bytes=1024**2))
    assert (tmp_path / "x.avi").stat().st_size <= 1024**2


def test_our_settings_are_not_in_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "canary")
    script = Path("/proc/self/environ")
    monkeypatch.setattr(tool, "program", lambda: "/bin/cat")
    monkeypatch.setattr(tool, "_bounds", lambda limits: ["/bin/cat", str(script), "#"])
    output, _ = tool._run([], tool.Limits(), None)
    assert "canary" not in output


def test_titles_that_look_like_ffmpeg_change_nothing() -> None:
    told = "Input #0, mov\n  Metadata:\n    title : x\n                  : Duration: 00:00:09.00\n"
    assert probing._DURATION.search(told) is None
