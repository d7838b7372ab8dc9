"""A film made from content/: known by its inputs, with captions at once, the pictures by a job."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from lms import clock
from lms.db import db
from lms.jobs.models import Job
from lms.jobs.worker import Worker
from lms.storage.local import LocalStorage
from lms.videos import queries, service
from lms.videos.captions import queries as captions
from lms.videos.films import drawing, jobs
from lms.videos.films import service as films
from lms.videos.films.recipes import Recipe, recipes
from lms.videos.making.probing import probe
from lms.videos.queries import VideoRow
from lms.videos.rules import VideoState
from tests.factories import Factory


@pytest.fixture
def film(monkeypatch: pytest.MonkeyPatch) -> Recipe:
    """The film of content/, shortened to its first and its figure's slide."""
    (whole,) = recipes()
    short = tuple(replace(slide, seconds=1) for slide in (whole.slides[0], whole.slides[5]))
    made = replace(whole, slides=short, origin="a" * 64)
    monkeypatch.setattr(jobs, "recipes", lambda: [made])
    return made


@pytest.fixture
def work(app: Flask, tmp_path: Path) -> Iterator[Callable[[], bool]]:
    kept = app.extensions["storage"]
    app.extensions["storage"] = LocalStorage(tmp_path / "store", ["k" * 40])

    def once() -> bool:
        with app.app_context():
            return Worker(app).do_one()

    yield once
    app.extensions["storage"] = kept


def video(factory: Factory, film: Recipe) -> VideoRow:
    found: VideoRow = factory.read(queries.video, film.course_id, film.name)
    return found


def kinds(factory: Factory) -> list[str]:
    return factory.read(lambda: list(db.session.scalars(select(Job.kind).order_by(Job.created_at))))


def test_a_film_is_ordered_once_made_and_handed_on(
    factory: Factory, film: Recipe, work: Callable[[], bool]
) -> None:
    assert factory.write(films.order, film, clock.now())
    assert not factory.write(films.order, film, clock.now())
    ordered = video(factory, film)
    assert (ordered.state, ordered.origin) == (VideoState.AWAITING_UPLOAD, film.origin)
    assert "vi" in factory.read(captions.languages, [ordered.id])[ordered.id]
    assert work()
    made = video(factory, film)
    assert (made.state, made.run) == (VideoState.QUEUED, 1)
    assert kinds(factory) == [films.MAKE, service.PROCESS]
    # Asked again, by another ffmpeg or after a crash: the edition is there.
    factory.read(films.make, made.id, film, None, clock.now())
    assert not factory.write(films.order, film, clock.now())
    assert video(factory, film).run == 1


def test_other_inputs_are_another_edition_but_nobody_s_own_file_is_replaced(
    factory: Factory, film: Recipe, work: Callable[[], bool]
) -> None:
    factory.write(films.order, film, clock.now())
    changed = replace(film, origin="b" * 64)
    assert factory.write(films.order, changed, clock.now())
    ordered = video(factory, film)
    assert work()  # the first edition, which nobody wants any more
    assert video(factory, film).source_key == ""
    factory.write(service.source_arrived, ordered.id, "videos/x/source/mine", "etag", 9, clock.now())
    assert not factory.write(films.order, replace(film, origin="c" * 64), clock.now())
    assert video(factory, film).source_key == "videos/x/source/mine"


def test_the_slides_show_figure_and_words_and_make_a_video(film: Recipe, tmp_path: Path) -> None:
    seen = probe(drawing.make_film(film, tmp_path))
    assert (seen.width, seen.height, seen.has_sound) == (1280, 720, False)
    assert abs(seen.duration_ms - 2000) < 300
    with Image.open(tmp_path / "slide-001.png") as picture:
        middle = picture.convert("RGB").crop((400, 200, 880, 680))
        assert len(middle.getcolors(100_000) or range(99)) > 20, "the figure is not there"


def test_the_film_of_content_is_short_and_its_captions_follow_it() -> None:
    (whole,) = recipes()
    assert 60 <= whole.seconds <= 120
    said = drawing.cues(whole)
    assert [cue.start_ms for cue in said[1:]] == [cue.end_ms for cue in said[:-1]]
    assert said[-1].end_ms == whole.seconds * 1000
    assert whole.origin == recipes()[0].origin
