"""A video in its lesson: choices that say what they cost, players without script, every state."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from lms import clock
from lms.learning import queries as learning
from lms.storage import get_storage
from lms.videos import service
from lms.videos.rules import Fault
from lms.web.assets import asset_weight
from tests.client import CheckingClient, statements
from tests.factories import COURSE_ID, Factory, Person
from tests.films import LESSON, LESSON_FILE, NAME, TITLE, Film, make_video, versions, with_video
from tests.markup_check import parse, text
from tests.servers.processes import free_ports

PAGE = f"/courses/{COURSE_ID}/lessons/{LESSON}"
PIECES = f"{PAGE}/videos/{NAME}"


@pytest.fixture
def learner(factory: Factory, client: CheckingClient) -> Person:
    """Somebody enrolled in the course whose first lesson shows a video, signed in."""
    factory.course(with_video())
    person = factory.person()
    factory.enrol(person)
    factory.sign_in(client, person)
    client.get("/")
    return person


def choices(client: CheckingClient, address: str = PAGE, **headers: str) -> dict[str, str]:
    """The words of each choice by its name."""
    tree = parse(client.get(address, status=200, headers=headers).text)
    links = [link for link in tree.iter("a") if link.get("data-choice")]
    return {str(link.get("data-choice")): text(link) for link in links}


def mb(count: int) -> str:
    return f"{count / 1000:.0f} kB" if count < 100_000 else f"{count / 1e6:.1f} MB".replace(".", ",")


def test_every_choice_says_what_it_costs_and_nothing_is_loaded_before(
    client: CheckingClient, factory: Factory, learner: Person, film: Film
) -> None:
    make_video(factory, film)
    found = choices(client)
    vtt = len(client.get(f"{PIECES}/captions/vi.vtt", status=200).data.decode())
    extra = len(film.bytes("poster.jpg")) + vtt
    stills = sum(len(film.bytes(f"still-{number}.jpg")) for number in range(1, 9))
    streams = [
        sum(len(one.read_bytes()) for one in (film.folder / rung).glob("*.m4s")) for rung in ("144p", "240p")
    ]
    most = max(streams) + extra + asset_weight("stream.js")
    assert found == {
        "144p": f"144p · {mb(len(film.bytes('144p.mp4')) + extra)}",
        "240p": f"240p · {mb(len(film.bytes('240p.mp4')) + extra)} (nên chọn)",
        "auto": f"Tự chọn theo mạng · {mb(min(streams) + extra)} đến {mb(most)}",
        "audio": f"Chỉ nghe · {mb(len(film.bytes('audio.mp4')) + vtt)}",
        "stills": f"Hình và chữ · {mb(stills + vtt)}",
    }
    page = client.get(PAGE).text
    assert "/file" not in page
    assert ".m3u8" not in page
    assert not re.search(r"<(video|audio|source|track)\b", page)


def test_who_saves_data_is_offered_the_lightest_first(
    client: CheckingClient, factory: Factory, learner: Person, film: Film
) -> None:
    make_video(factory, film)
    saving = choices(client, **{"Save-Data": "on"})
    assert saving["144p"].endswith("(nên chọn)")
    assert "nên chọn" not in saving["240p"]


def test_a_rung_is_a_player_of_the_browser_with_captions_and_transcript(
    client: CheckingClient, factory: Factory, learner: Person, film: Film
) -> None:
    make_video(factory, film)
    tree = parse(client.get(f"{PAGE}?xem={NAME}:240p", status=200).text)
    (player,) = tree.iter("video")
    assert (player.get("preload"), player.get("controls")) == ("none", "")
    assert player.get("autoplay") is None
    assert [source.get("src") for source in player.iter("source")] == [f"{PIECES}/240p/file"]
    (track,) = player.iter("track")
    assert (track.get("src"), track.get("srclang"), track.get("kind")) == (
        f"{PIECES}/captions/vi.vtt",
        "vi",
        "captions",
    )
    (details,) = (one for one in tree.iter("details") if one.get("class") == "transcript")
    links = [link for link in details.iter("a") if link.get("data-at")]
    assert [(link.get("data-at"), link.get("href")) for link in links][1] == (
        "5",
        f"{PAGE}?xem={NAME}:240p&t=5#video-{NAME}",
    )
    assert "Ghi ngay lúc giao hàng." in text(details)
    jumped = parse(client.get(f"{PAGE}?xem={NAME}:240p&t=5", status=200).text)
    assert next(jumped.iter("source")).get("src") == f"{PIECES}/240p/file#t=5"


def test_automatic_quality_falls_back_to_the_lightest_file(
    client: CheckingClient, factory: Factory, learner: Person, film: Film
) -> None:
    make_video(factory, film)
    answer = client.get(f"{PAGE}?xem={NAME}:auto", status=200)
    (player,) = parse(answer.text).iter("video")
    assert [source.get("src") for source in player.iter("source")] == [
        f"{PIECES}/master.m3u8",
        f"{PIECES}/144p/file",
    ]
    assert "media-src 'self' blob:;" in answer.headers["Content-Security-Policy"]
    other = client.get(f"{PAGE}?xem={NAME}:240p", status=200)
    assert "blob:" not in other.headers["Content-Security-Policy"]


def test_it_can_be_listened_to_or_read(
    client: CheckingClient, factory: Factory, learner: Person, film: Film
) -> None:
    make_video(factory, film)
    tree = parse(client.get(f"{PAGE}?xem={NAME}:audio", status=200).text)
    assert next(next(tree.iter("audio")).iter("source")).get("src") == f"{PIECES}/audio/file"
    assert not list(tree.iter("video"))
    tree = parse(client.get(f"{PAGE}?xem={NAME}:stills", status=200).text)
    (scenes,) = (one for one in tree.iter("div") if one.get("class") == "scenes")
    images = list(scenes.iter("img"))
    assert [image.get("src") for image in images] == [f"{PIECES}/still-{n}/file" for n in range(1, 9)]
    assert all(image.get("loading") == "lazy" for image in images)
    assert images[0].get("alt") == "Hình trong video lúc 0:01"
    said = [text(one) for one in scenes.iter("p")]
    assert said == ["Sổ bán có bốn ô.", "Ghi ngay lúc giao hàng.", "Cuối ngày cộng lại."]


@pytest.mark.parametrize(
    "asked", ["", "khac:240p", f"{NAME}:9p", f"{NAME}:poster", f"{NAME}", f"{NAME}:240p'\"<"]
)
def test_whatever_is_asked_that_is_no_choice_shows_the_choices(
    client: CheckingClient, factory: Factory, learner: Person, film: Film, asked: str
) -> None:
    make_video(factory, film)
    tree = parse(client.get(PAGE, query_string={"xem": asked, "t": "-5"}, status=200).text)
    assert not list(tree.iter("video"))
    assert len([link for link in tree.iter("a") if link.get("data-choice")]) == 5


PREPARING = "Video đang được chuẩn bị."
FAILED = "Video này chưa xem được."


@pytest.mark.parametrize(
    ("state", "words"),
    [({"ready": False}, PREPARING), ({"fault": Fault.NOT_MEDIA}, FAILED), (None, PREPARING)],
)
def test_a_video_that_cannot_be_seen_says_so(
    client: CheckingClient,
    factory: Factory,
    learner: Person,
    film: Film,
    state: dict[str, Any] | None,
    words: str,
) -> None:
    if state is not None:
        make_video(factory, film, **state)
    page = client.get(f"{PAGE}?xem={NAME}:240p", status=200).text
    assert words in page
    assert "data-choice" not in page
    assert "Một dòng, bốn ô" in page
    assert client.get(f"{PIECES}/240p/file").status_code == 404
    assert client.get(f"{PIECES}/master.m3u8").status_code == 404


def test_a_video_that_gets_a_new_file_is_watched_as_it_was(
    client: CheckingClient, factory: Factory, learner: Person, film: Film, app: Flask
) -> None:
    """Queued, at work with half of it made, failed: choices, player, segments and beats stay."""
    with app.app_context():
        storage = get_storage()
    video_id = make_video(factory, film, storage)
    before, at = choices(client), clock.now()
    half = replace(versions(None, "videos/new")[1], width=64, bytes=5)
    for run, step in (
        (1, (service.source_arrived, video_id, "videos/x/source/new", "another etag", 9, at)),
        (2, (service.begin_run, video_id, 2, at)),
        (2, (service.add_rendition, video_id, 2, "another etag", half, at)),
        (2, (service.fail_run, video_id, 2, Fault.GAVE_UP, at)),
    ):
        factory.write(*step)
        assert choices(client) == before, run
        page = client.get(f"{PAGE}?xem={NAME}:240p", status=200).text
        client.get(f"{PIECES}/master.m3u8", status=200)
        led = client.get(f"{PIECES}/240p/1.m4s", status=302)
        assert client.get(led.location, status=200).data == film.bytes("240p/1.m4s")
        mark = re.search(r'data-mark="([^"]+)"', page)
        assert mark
        beat = {"mark": mark[1], "spans": "0-10", "position": "10", "age": "0"}
        client.post(f"{PIECES}/watched", data=beat, status=200)


def test_a_video_without_captions_says_so(
    client: CheckingClient, factory: Factory, learner: Person, film: Film
) -> None:
    make_video(factory, film, said=())
    assert "Video này chưa có phụ đề." in client.get(f"{PAGE}?xem={NAME}:240p", status=200).text
    assert "chỉ có hình" in client.get(f"{PAGE}?xem={NAME}:stills", status=200).text
    assert client.get(f"{PIECES}/captions/vi.vtt").status_code == 404


def test_a_video_that_stands_twice_is_shown_once(
    client: CheckingClient, factory: Factory, film: Film
) -> None:
    files = with_video()
    files[LESSON_FILE] += f"\nNhắc lại.\n\n::video{{{NAME}}}\n".encode()
    factory.course(files)
    person = factory.person()
    factory.enrol(person)
    factory.sign_in(client, person)
    make_video(factory, film)
    page = client.get(PAGE, status=200).text
    assert page.count(f'id="video-{NAME}"') == 1
    assert f'<a href="#video-{NAME}">Xem lại video ở trên</a>' in page


def test_queries_of_the_page_and_of_a_segment(
    client: CheckingClient, factory: Factory, learner: Person, film: Film
) -> None:
    """A lesson with a video costs at most six statements, a segment three: who, may they, which."""
    make_video(factory, film)
    counts = {}
    for name, address in {
        "page": PAGE,
        "playing": f"{PAGE}?xem={NAME}:240p",
        "segment": f"{PIECES}/240p/1.m4s",
        "head": f"{PIECES}/240p/init.mp4",
        "file": f"{PIECES}/240p/file",
        "playlist": f"{PIECES}/240p.m3u8",
    }.items():
        client.get(address)
        with statements() as seen:
            client.get(address)
        counts[name] = len(seen)
    assert counts == {"page": 4, "playing": 5, "segment": 3, "head": 3, "file": 3, "playlist": 3}


def test_a_store_that_is_down_leaves_the_lesson_as_it_is(
    another_app: Callable[..., Flask], factory: Factory, learner: Person, film: Film
) -> None:
    """F13: no page asks the store for anything; what leads to it is only signed."""
    make_video(factory, film)
    gone = f"http://127.0.0.1:{free_ports(1)[0]}"
    app = another_app(
        storage="s3",
        s3_endpoint_url=gone,
        s3_bucket="lms-test",
        aws_access_key_id="a" * 20,
        aws_secret_access_key="b" * 40,
    )
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    factory.sign_in(client, learner)
    for address in (PAGE, f"{PAGE}?xem={NAME}:240p", f"{PAGE}?xem={NAME}:stills", f"{PIECES}/master.m3u8"):
        client.get(address, status=200)
    led = client.get(f"{PIECES}/240p/file", status=302)
    assert led.location.startswith(gone)
    (player,) = parse(client.get(f"{PAGE}?xem={NAME}:240p").text).iter("video")
    words = json.loads(str(player.get("data-words")))
    assert "Kho video đang không trả lời" in words["failed"], "the script has the words for it"


def test_resuming_begins_where_the_person_stood(
    client: CheckingClient, factory: Factory, learner: Person, film: Film
) -> None:
    make_video(factory, film)
    page = client.get(f"{PAGE}?xem={NAME}:240p").text
    mark = re.search(r'data-mark="([^"]+)"', page)
    assert mark
    beat = {"mark": mark[1], "spans": "0-10", "position": "6000", "age": "0"}
    client.post(f"{PIECES}/watched", data=beat, status=200)
    tree = parse(client.get(f"{PAGE}?xem={NAME}:144p").text)
    (player,) = tree.iter("video")
    assert (player.get("data-start"), player.get("data-resumed")) == ("6000", "1")
    assert next(player.iter("source")).get("src") == f"{PIECES}/144p/file#t=6"


def test_a_trainer_watches_without_being_counted(
    client: CheckingClient,
    factory: Factory,
    learner: Person,
    film: Film,
    new_client: Callable[[], CheckingClient],
) -> None:
    make_video(factory, film)
    trainer = factory.person("Trần Văn Giáo", teaches=COURSE_ID)
    other = new_client()
    factory.sign_in(other, trainer)
    page = other.get(f"{PAGE}?xem={NAME}:240p", status=200).text
    assert 'data-mark=""' in page
    assert TITLE in page
    assert factory.read(learning.enrolled_course_ids, trainer.id) == []


@pytest.mark.parametrize("version", ["240p/file", "audio/file", "poster/file", "240p/init.mp4", "240p/0.m4s"])
def test_pieces_come_from_the_store_whole_and_by_range(
    client: CheckingClient, factory: Factory, learner: Person, film: Film, app: Flask, version: str
) -> None:
    with app.app_context():
        storage = get_storage()
    make_video(factory, film, storage)
    name = {"240p/file": "240p.mp4", "audio/file": "audio.mp4", "poster/file": "poster.jpg"}.get(
        version, version
    )
    led = client.get(f"{PIECES}/{version}", status=302)
    assert led.data == b""
    whole = client.get(led.location, status=200)
    assert whole.data == film.bytes(name)
    part = client.get(led.location, headers={"Range": "bytes=10-19"}, status=206)
    assert part.data == film.bytes(name)[10:20]


def test_playlists_name_addresses_of_ours(
    client: CheckingClient, factory: Factory, learner: Person, film: Film
) -> None:
    make_video(factory, film)
    master = client.get(f"{PIECES}/master.m3u8", status=200)
    assert master.mimetype == "application/vnd.apple.mpegurl"
    names = [line for line in master.text.splitlines() if line and not line.startswith("#")]
    assert names == ["240p.m3u8", "144p.m3u8", "audio.m3u8"]
    media = client.get(f"{PIECES}/{names[0]}", status=200).text
    assert '#EXT-X-MAP:URI="240p/init.mp4"' in media
    segments = [line for line in media.splitlines() if line.endswith(".m4s")]
    assert segments[0] == "240p/0.m4s"
    for piece in (*segments, "240p/init.mp4"):
        client.get(f"{PIECES}/{piece}", status=302)
    for wrong in (f"240p/{len(segments)}.m4s", "poster.m3u8", "poster/init.mp4", "9p.m3u8", "poster/0.m4s"):
        client.get(f"{PIECES}/{wrong}", status=404)
