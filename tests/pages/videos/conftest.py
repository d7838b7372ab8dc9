"""A course whose first lesson shows a video, its trainer, and files to send."""

from collections.abc import Callable
from uuid import UUID

import pytest

from lms import clock
from lms.videos import queries, service
from lms.videos.models import Video
from lms.videos.queries import VideoRow
from lms.videos.rules import Fault, Probe, RenditionKind
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory, Person
from tests.pages.security.world import sample_files

LESSON_FILE = "01-ghi/01-so-ban.md"


def with_video(name: str = "ghi-so") -> dict[str, bytes]:
    """The sample course, its first lesson showing a video."""
    files = sample_files()
    files[LESSON_FILE] += f"\n\n::video{{{name}}}\n".encode()
    return files


@pytest.fixture
def trainer(factory: Factory) -> Person:
    return factory.person("Trần Văn Giáo", teaches=COURSE_ID)


@pytest.fixture
def teaching(client: CheckingClient, factory: Factory, trainer: Person) -> CheckingClient:
    """The trainer's browser; the course is published and names no video."""
    factory.course()
    factory.sign_in(client, trainer)
    client.get("/")
    return client


@pytest.fixture
def video(factory: Factory, trainer: Person) -> Callable[..., VideoRow]:
    """Make a video that has arrived, in whatever state."""

    def make(name: str = "ghi-so", *, ready: bool = False, fault: Fault | None = None) -> VideoRow:
        def write() -> UUID:
            at = clock.now()
            made: Video = service.add(COURSE_ID, name, "Cách ghi sổ", "quay.mp4", trainer.id, at)
            service.source_arrived(made.id, f"videos/{made.id.hex}/source/x", "etag", 5_200_000, at)
            if ready:
                service.begin_run(made.id, 1, at)
                for kind, rung, height in (
                    (RenditionKind.RUNG, "240p", 240),
                    (RenditionKind.AUDIO, "audio", 0),
                    (RenditionKind.POSTER, "poster", 240),
                ):
                    key = f"videos/{made.id.hex}/made/{rung}"
                    one = service.Made(kind, rung, key, "video/mp4", 4_100_000, height * 2, height)
                    service.add_rendition(made.id, 1, "etag", one, at)
                service.finish_run(made.id, 1, "etag", Probe(95_000, 1280, 720, 30.0, True), at)
            if fault:
                service.fail_run(made.id, 1, fault, at)
            return made.id

        found = factory.read(queries.by_id, factory.write(write))
        assert found is not None
        row: VideoRow = found
        return row

    return make
