"""What is made of a source; a run may be cut off, repeated and overtaken anywhere (F13, F15, F18, F19)."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from lms import clock
from lms.db import atomic, db
from lms.ids import new_id
from lms.jobs import service as jobs
from lms.jobs.models import Job, JobState
from lms.jobs.rules import LEASE, MAX_ATTEMPTS
from lms.jobs.worker import Worker
from lms.storage import Storage, StorageUnavailable, sweeping
from lms.storage.local import LocalStorage
from lms.storage.s3 import S3Storage
from lms.videos import jobs as video_jobs
from lms.videos import processing, queries, service
from lms.videos.making import tool
from lms.videos.making.probing import probe
from lms.videos.making.tool import ToolFailed
from lms.videos.queries import RenditionRow, VideoRow
from lms.videos.rules import Fault, RenditionKind, VideoState, made_folder, source_key
from lms.videos.words import FAULT_WORDS
from tests.clips import ffmpeg, make
from tests.factories import COURSE_ID, Factory
from tests.servers.s3 import S3

SECRET_WORDS = (b"+10.1234", b"Canary", b"99:00:00")
Order = Callable[..., UUID]

pytestmark = pytest.mark.both


@pytest.fixture
def storage(request: pytest.FixtureRequest, app: Flask, tmp_path: Path) -> Iterator[Storage]:
    kept: Storage = app.extensions["storage"]
    if getattr(request, "param", "local") == "s3":
        server: S3 = request.getfixturevalue("s3_server")
        app.extensions["storage"] = S3Storage(
            server.bucket,
            endpoint_url=server.endpoint_url,
            prefix=f"tests/{new_id().hex}",
            access_key_id=server.access_key_id,
            secret_access_key=server.secret_access_key,
        )
    else:
        app.extensions["storage"] = LocalStorage(tmp_path / "store", ["k" * 40])
    yield app.extensions["storage"]
    app.extensions["storage"] = kept


@pytest.fixture
def order(factory: Factory, storage: Storage) -> Order:
    """Store a file as the source of a video (a new one, or the one named) and order its processing."""
    numbers = count(1)

    def put(path: Path, video_id: UUID | None = None) -> UUID:
        at = clock.now()

        def write() -> tuple[UUID, str]:
            if video_id is None:
                made = service.add(COURSE_ID, f"clip-{next(numbers)}", "Bốn ô", path.name, None, at)
            else:
                made = db.session.get_one(service.Video, video_id)
            return made.id, source_key(made.id, made.secret, new_id().hex)

        found, key = factory.write(write)
        storage.put_file(key, path, "video/mp4")
        stat = storage.head(key)
        assert stat is not None
        factory.write(service.source_arrived, found, key, stat.etag, stat.size, at)
        return UUID(str(found))

    return put


@pytest.fixture
def work(app: Flask) -> Callable[[], bool]:
    """Let a worker do the job that waits longest, whenever it is due."""

    def once() -> bool:
        with app.app_context():
            with atomic():
                db.session.execute(
                    update(Job).where(Job.state == JobState.QUEUED).values(due_at=clock.now() - LEASE)
                )
            return Worker(app).do_one()

    return once


def row(factory: Factory, video_id: UUID) -> VideoRow:
    found: VideoRow = factory.read(queries.by_id, video_id)
    return found


def made(factory: Factory, video_id: UUID) -> dict[str, RenditionRow]:
    return {one.name: one for one in factory.read(queries.renditions, video_id)}


def job_states(factory: Factory) -> list[JobState]:
    return factory.read(lambda: list(db.session.scalars(select(Job.state).order_by(Job.created_at))))


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Let ffmpeg do each piece of work once in this run of tests; returns how often each was asked for."""
    asked: Counter[str] = Counter()

    def remember(name: str) -> None:
        real = getattr(processing, name)

        def call(*arguments: Any) -> Any:
            asked[name] += 1
            plain = [one for one in arguments if not callable(one)]
            read = [one.read_bytes() for one in flat(plain) if one.is_file() and "run-" in str(one.parent)]
            key = (name, *read, *(str(one) for one in plain if not isinstance(one, Path | list)))
            folder = next(one.parent for one in flat(plain) if "run-" in str(one.parent))
            if key not in KEPT:
                before = set(folder.rglob("*"))
                result = real(*arguments)
                files = {one.relative_to(folder): one for one in set(folder.rglob("*")) - before}
                kept = {name: one.read_bytes() for name, one in files.items() if one.is_file()}
                KEPT[key] = (result, folder, kept)
            result, made_in, files = KEPT[key]
            for file, data in files.items():
                (folder / file).parent.mkdir(exist_ok=True)
                (folder / file).write_bytes(data)
            for progress in (one for one in arguments if callable(one)):
                progress(1500)
            if isinstance(result, dict):
                return {what: folder / path.relative_to(made_in) for what, path in result.items()}
            return folder / result.relative_to(made_in) if isinstance(result, Path) else result

        monkeypatch.setattr(processing, name, call)

    for name in ("probe", "make_sound", "make_stills", "make_picture", "pack"):
        remember(name)
    return asked


def flat(arguments: list[Any]) -> list[Path]:
    """The paths among the arguments, and in the lists among them."""
    groups = [one if isinstance(one, list) else [one] for one in arguments]
    return [one for group in groups for one in group if isinstance(one, Path)]


KEPT: dict[str, dict[Any, Any]] = {}


@pytest.mark.once
@pytest.mark.parametrize("storage", ["local", "s3"], indirect=True)
def test_everything_is_made_stored_and_weighed(
    clips: Path, factory: Factory, storage: Storage, order: Order, work: Callable[[], bool], tmp_path: Path
) -> None:
    video_id = order(clips / "plain.mp4")
    assert work()
    found, versions = row(factory, video_id), made(factory, video_id)
    assert (found.state, found.progress, found.fault) == (VideoState.READY, 100, None)
    assert (found.width, found.height, found.has_sound) == (320, 240, True)
    stills = [f"still-{number}" for number in range(1, 9)]
    assert set(versions) == {"144p", "240p", "audio", "poster", *stills}
    folder = made_folder(video_id, found.secret, found.source_etag)
    stored = {one.key for one in storage.kept("videos")} - {found.source_key}
    named = set()
    for one in versions.values():
        stat = storage.head(one.key)
        assert stat is not None and (stat.size, stat.content_type) == (one.bytes, one.content_type)
        assert one.key.startswith(f"{folder}/")
        named.add(one.key)
        if one.plays:
            pieces = [one.init_key, *(str(one.segment_key(number)) for number in range(len(one.segments)))]
            named.update(pieces)
            assert sum(len(storage.get(key)) for key in pieces) == one.hls_bytes
            assert 2900 <= one.duration_ms <= 3200
            (tmp_path / "joined.mp4").write_bytes(b"".join(storage.get(key) for key in pieces))
            whole = storage.get(one.key)
            (tmp_path / "whole.mp4").write_bytes(whole)
            assert whole.index(b"moov") < whole.index(b"mdat")
            for name in ("joined.mp4", "whole.mp4"):
                told = tool.said(["-i", str(tmp_path / name), "-f", "null", "-"])
                assert "Audio: aac" in told and "rror" not in told
        else:
            assert one.bytes < 33_000 and storage.get(one.key)[:2] == b"\xff\xd8"
    assert stored == named
    assert (versions["144p"].width, versions["144p"].height) == (192, 144)
    assert re.fullmatch(r"avc1\.4d40[0-9a-f]{2},mp4a\.40\.2", versions["240p"].codecs)
    assert versions["audio"].codecs == "mp4a.40.2"
    assert versions["audio"].bytes < versions["144p"].bytes
    # Nothing of the phone's labels is taken along (S61), and the sound is as loud as everywhere.
    for key in named:
        data = storage.get(key)
        assert not any(word in data for word in SECRET_WORDS), key
    (tmp_path / "audio.mp4").write_bytes(storage.get(versions["audio"].key))
    assert abs(loudness(tmp_path / "audio.mp4") + 16) < 1 < abs(loudness(clips / "plain.mp4") + 16)
    assert list(processing_folder(factory).glob("run-*")) == []


def loudness(path: Path) -> float:
    told = tool.said(["-i", str(path), "-af", "loudnorm=print_format=json", "-vn", "-f", "null", "-"])
    report = re.findall(r"\{[^{}]*\}", told)[-1]
    return float(json.loads(report)["input_i"])


def processing_folder(factory: Factory) -> Path:
    return factory.read(processing.workshops)


@pytest.mark.once
def test_the_ladder_of_a_phone_held_upright(
    factory: Factory, storage: Storage, order: Order, work: Callable[[], bool], tmp_path: Path
) -> None:
    make(tmp_path / "lying.mp4", 1, "1280x720", 4)
    ffmpeg("-display_rotation", "-90", "-i", tmp_path / "lying.mp4", "-c", "copy", "-an", tmp_path / "up.mp4")
    video_id = order(tmp_path / "up.mp4")
    assert work()
    versions = made(factory, video_id)
    rungs = [one for one in versions.values() if one.kind is RenditionKind.RUNG]
    sizes = {one.name: (one.width, one.height) for one in rungs}
    assert sizes == {
        "144p": (144, 256), "240p": (240, 426), "360p": (360, 640), "480p": (480, 854), "720p": (720, 1280),
    }  # fmt: skip
    assert "audio" not in versions and all("mp4a" not in one.codecs for one in rungs)
    for one in rungs:
        storage.fetch_file(one.key, tmp_path / "made.mp4")
        seen = probe(tmp_path / "made.mp4")
        assert (seen.width, seen.height) == (one.width, one.height)
        assert "rotation" not in tool.said(["-i", str(tmp_path / "made.mp4")])


def test_what_is_no_video_fails_with_a_reason_and_is_not_tried_again(
    factory: Factory, order: Order, work: Callable[[], bool], tmp_path: Path
) -> None:
    (tmp_path / "x.mp4").write_text("#EXTM3U\n#EXTINF:3,\n/etc/hostname\n")
    video_id = order(tmp_path / "x.mp4")
    assert work()
    found = row(factory, video_id)
    assert (found.state, found.fault) == (VideoState.FAILED, Fault.NOT_MEDIA)
    assert found.fault in FAULT_WORDS and made(factory, video_id) == {}
    assert job_states(factory) == [JobState.DONE]


def test_a_source_that_is_gone(
    clips: Path, factory: Factory, storage: Storage, order: Order, work: Callable[[], bool]
) -> None:
    video_id = order(clips / "plain.mp4")
    storage.delete(row(factory, video_id).source_key)
    assert work()
    assert row(factory, video_id).fault is Fault.SOURCE_GONE


@pytest.mark.parametrize("lost", ["fetch_file", "put_file"])
def test_a_store_that_is_away_is_tried_five_times_then_a_person_may(
    lost: str,
    clips: Path,
    app: Flask,
    factory: Factory,
    storage: Storage,
    order: Order,
    work: Callable[[], bool],
    quickly: Counter[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    video_id = order(clips / "plain.mp4")

    def refuse(*_: Any) -> None:
        raise StorageUnavailable

    with monkeypatch.context() as away:
        away.setattr(storage, lost, refuse)
        for number in range(MAX_ATTEMPTS):
            tend(app)
            assert row(factory, video_id).state is VideoState.PROCESSING or number == 0
            assert work()
    assert not work()
    tend(app)
    assert (row(factory, video_id).state, row(factory, video_id).fault) == (VideoState.FAILED, Fault.GAVE_UP)
    person = factory.person("Trần Văn Minh")
    factory.write(service.retry, video_id, person.id, clock.now())
    assert work()
    assert row(factory, video_id).state is VideoState.READY


def tend(app: Flask) -> None:
    with app.app_context():
        video_jobs.tend(clock.now())


def test_poison_ends_as_failed_and_the_others_go_on(
    clips: Path,
    app: Flask,
    factory: Factory,
    order: Order,
    work: Callable[[], bool],
    quickly: Counter[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """F19."""
    poison = make(tmp_path / "poison.mp4", 2, "64x64", 5)
    bad, good = order(poison), order(clips / "plain.mp4")
    usual = processing.make_picture

    def fails(source: Path, *rest: Any) -> Path:
        if source.stat().st_size == poison.stat().st_size:
            raise ToolFailed("exit code 139")
        return usual(source, *rest)

    monkeypatch.setattr(processing, "make_picture", fails)
    while work():
        pass
    tend(app)
    assert (row(factory, bad).state, row(factory, bad).fault) == (VideoState.FAILED, Fault.GAVE_UP)
    assert row(factory, good).state is VideoState.READY
    reasons = factory.read(lambda: list(db.session.scalars(select(Job.reason).where(Job.state == "failed"))))
    assert reasons == ["ToolFailed: exit code 139"]


def test_a_job_whose_workers_all_died_is_told_to_the_trainer(
    clips: Path, app: Flask, factory: Factory, order: Order
) -> None:
    video_id = order(clips / "plain.mp4")
    for _ in range(MAX_ATTEMPTS):
        factory.write(jobs.claim, new_id(), clock.now())
        factory.write(jobs.sweep, clock.now() + LEASE * 2)
        with app.app_context(), atomic():
            db.session.execute(update(Job).values(due_at=clock.now()))
    tend(app)
    assert row(factory, video_id).fault is Fault.GAVE_UP


class Killed(BaseException):
    """The process ended here."""


@pytest.mark.parametrize("moment", [0, 3, 7])
def test_a_run_cut_off_anywhere_goes_on_and_makes_the_same(
    moment: int,
    clips: Path,
    app: Flask,
    factory: Factory,
    storage: Storage,
    order: Order,
    work: Callable[[], bool],
    quickly: Counter[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """F18: dead before the n-th file is stored; three files a version, each version's row after them."""
    video_id = order(clips / "plain.mp4")
    usual, calls = storage.put_file, count()

    def dies(*arguments: Any) -> None:
        if next(calls) == moment:
            raise Killed
        usual(*arguments)

    with monkeypatch.context() as short:
        short.setattr(storage, "put_file", dies)
        with pytest.raises(Killed):
            work()
    assert row(factory, video_id).state is VideoState.PROCESSING
    assert factory.write(jobs.sweep, clock.now() + LEASE * 2) == 1
    quickly.clear()
    assert work()
    assert row(factory, video_id).state is VideoState.READY
    assert len(made(factory, video_id)) == 12
    # What was stored whole is not made again.
    assert quickly["make_picture"] == (2 if moment < 6 else 1)
    assert quickly["make_stills"] == (1 if moment < 3 else 0)
    before = made(factory, video_id)
    with app.app_context():
        processing.process(video_id, 1, storage)
    assert made(factory, video_id) == before


@pytest.mark.parametrize("place", ["make_sound", "make_stills", "make_picture"])
def test_a_run_that_was_overtaken_changes_nothing(
    place: str,
    clips: Path,
    app: Flask,
    factory: Factory,
    storage: Storage,
    order: Order,
    work: Callable[[], bool],
    quickly: Counter[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """A new file arrives while the old one is at work: the old run ends by itself, the new one stands."""
    video_id = order(clips / "plain.mp4")
    old = row(factory, video_id)
    newer = make(tmp_path / "newer.mp4", 2, "64x64", 5)
    usual = getattr(processing, place)

    def overtaken(*arguments: Any) -> Any:
        if row(factory, video_id).run == old.run:
            order(newer, video_id)
        return usual(*arguments)

    monkeypatch.setattr(processing, place, overtaken)
    assert work()
    assert row(factory, video_id).state is VideoState.QUEUED
    stored = {one.key for one in storage.kept("videos") if "/source/" not in one.key}
    assert work()
    now = row(factory, video_id)
    assert (now.state, now.run, now.width) == (VideoState.READY, old.run + 1, 64)
    folder = made_folder(video_id, now.secret, now.source_etag)
    assert all(one.key.startswith(f"{folder}/") for one in made(factory, video_id).values())
    assert not any(key.startswith(f"{folder}/") for key in stored)


def test_a_new_file_takes_over_when_everything_is_made_of_it_and_not_before(
    clips: Path,
    app: Flask,
    factory: Factory,
    storage: Storage,
    order: Order,
    work: Callable[[], bool],
    quickly: Counter[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """While the new one is at work, and when its worker dies, the old one plays: rows, files, length."""
    video_id = order(clips / "plain.mp4")
    assert work()
    old, before = row(factory, video_id), made(factory, video_id)
    keys = {one.key for one in storage.kept("videos")}
    order(make(tmp_path / "newer.mp4", 2, "64x64", 5), video_id)
    usual = processing.make_picture

    def old_still_plays() -> bool:
        now = row(factory, video_id)
        with app.app_context():
            sweeping.sweep(storage, clock.now() + timedelta(minutes=1))
        plays = made(factory, video_id) == before and now.duration_ms == old.duration_ms and now.watchable
        return plays and {one.key for one in storage.kept("videos")} >= keys

    def dies(*_: Any) -> Path:
        assert old_still_plays()
        raise Killed

    with monkeypatch.context() as short:
        short.setattr(processing, "make_picture", dies)
        with pytest.raises(Killed):
            work()
    assert row(factory, video_id).state is VideoState.PROCESSING and old_still_plays()
    factory.write(jobs.sweep, clock.now() + LEASE * 2)
    monkeypatch.setattr(
        processing, "make_picture", lambda *given: usual(*given) if old_still_plays() else None
    )
    assert work()
    now, after = row(factory, video_id), made(factory, video_id)
    assert (now.state, now.width, now.playing) == (VideoState.READY, 64, now.source_etag)
    assert set(after) & set(before) and not {one.key for one in after.values()} & keys
    # A day later nothing of the old file is left, and everything of the new one.
    with app.app_context():
        sweeping.sweep(storage, clock.now() + timedelta(days=1, minutes=1))
    left = {one.key for one in storage.kept("videos")}
    assert not left & keys and now.source_key in left
    assert {one.key for one in after.values()} < left


def test_a_bad_new_file_does_not_take_the_old_one_away(
    clips: Path,
    factory: Factory,
    storage: Storage,
    order: Order,
    work: Callable[[], bool],
    quickly: Counter[str],
    tmp_path: Path,
) -> None:
    video_id = order(clips / "plain.mp4")
    assert work()
    before = made(factory, video_id)
    (tmp_path / "x.mp4").write_text("no video at all")
    order(tmp_path / "x.mp4", video_id)
    person = factory.person("Trần Văn Minh")
    for _again in range(2):
        assert work()
        now = row(factory, video_id)
        assert (now.state, now.fault, now.duration_ms) == (VideoState.READY, Fault.NOT_MEDIA, 3000)
        assert made(factory, video_id) == before
        assert all(storage.head(one.key) for one in before.values())
        factory.write(service.retry, video_id, person.id, clock.now())
    assert work()
    order(make(tmp_path / "good.mp4", 2, "64x64", 5), video_id)
    assert work()
    now = row(factory, video_id)
    assert (now.state, now.fault, now.width) == (VideoState.READY, None, 64)


def test_the_store_is_swept_of_what_belongs_to_nothing(
    clips: Path,
    app: Flask,
    factory: Factory,
    storage: Storage,
    order: Order,
    work: Callable[[], bool],
    quickly: Counter[str],
) -> None:
    """F15: sources of lost uploads, versions of earlier sources; only once they are a day old."""
    video_id = order(clips / "plain.mp4")
    assert work()
    found = row(factory, video_id)
    kept = {one.key for one in storage.kept("videos")}
    folder = found.source_key.rsplit("/source/", 1)[0]
    orphans = [f"{folder}/source/other", f"{folder}/0123abcd/144p.mp4", f"videos/{new_id().hex}-ab/source/x"]
    for key in orphans:
        storage.put(key, b"x", "video/mp4")
    with app.app_context():
        assert sweeping.sweep(storage, clock.now()) == (0, 0)
        assert sweeping.sweep(storage, clock.now() + timedelta(days=1, minutes=1)) == (0, len(orphans))
        assert {one.key for one in storage.kept("videos")} == kept
    person = factory.person("Trần Văn Minh")
    factory.write(service.remove, video_id, person.id, clock.now())
    assert work()
    assert list(storage.kept("videos")) == []
