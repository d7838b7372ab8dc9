"""F14: a store that takes twenty seconds for an answer slows nobody who reads a lesson."""

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory
from tests.faults.browser import Browser
from tests.faults.conftest import serving
from tests.faults.working import Site
from tests.films import LESSON

SLOW_SECONDS = 20
PHASE_SECONDS = 12
ROUNDS = 4
READERS, ASKERS = 2, 4


class Store(ThreadingHTTPServer):
    """Knows no object; says so at once, or after SLOW_SECONDS while `slow` is set."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.slow = threading.Event()
        self.asked_slowly = 0


class _Handler(BaseHTTPRequestHandler):
    server: Store

    def do_HEAD(self) -> None:
        if self.server.slow.is_set():
            self.server.asked_slowly += 1
            time.sleep(SLOW_SECONDS)
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def site(environment: dict[str, str], store: Store, tmp_path: Path) -> Iterator[Site]:
    far = {
        "STORAGE": "s3",
        "S3_ENDPOINT_URL": f"http://127.0.0.1:{store.server_port}",
        "S3_BUCKET": "lms-test",
        "AWS_ACCESS_KEY_ID": "a" * 20,
        "AWS_SECRET_ACCESS_KEY": "b" * 40,
    }
    made = serving(environment | far, tmp_path / "web.log")
    made.start()
    yield made
    made.stop()


def work(until: float, page: Callable[[], tuple[int, str]], pause: float, took: list[float]) -> None:
    while time.monotonic() < until:
        begun = time.perf_counter()
        status, _text = page()
        took.append(time.perf_counter() - begun)
        assert status == 200
        time.sleep(pause)


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


@pytest.mark.soak
def test_f14_a_slow_store_slows_no_other_page(
    site: Site, store: Store, factory: Factory, new_client: Callable[[], CheckingClient]
) -> None:
    """In turn quick and slow, in one run; a young certificate's page asks the store, a lesson does not."""
    factory.course()
    readers, askers = [], []
    for _ in range(READERS):
        client, person = new_client(), factory.person()
        factory.enrol(person)
        factory.sign_in(client, person)
        readers.append(Browser(client, site.port))
    for _ in range(ASKERS):
        client, person = new_client(), factory.person()
        factory.sign_in(client, person)
        askers.append((Browser(client, site.port), f"/certificates/{factory.certificate(person)}"))
    lesson = f"/courses/{COURSE_ID}/lessons/{LESSON}"
    took: dict[bool, list[float]] = {False: [], True: []}
    waited: list[float] = []
    for turn in range(2 * ROUNDS):
        slow = bool(turn % 2)
        (store.slow.set if slow else store.slow.clear)()
        until = time.monotonic() + PHASE_SECONDS
        threads = [
            threading.Thread(target=work, args=(until, lambda one=one: one.get(lesson), 0.02, took[slow]))
            for one in readers
        ]
        threads += [
            threading.Thread(
                target=work,
                args=(until, lambda one=one, at=at: one.get(at), 0.3, waited if slow else []),
            )
            for one, at in askers
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert store.asked_slowly >= ROUNDS, "nobody waited: the test tries nothing"
    assert max(waited) < 8, "two tries of three seconds at most"
    quick, held = p95(took[False]), p95(took[True])
    assert min(len(one) for one in took.values()) > 200
    assert held <= quick * 1.2, (
        f"p95 of a lesson: {quick * 1000:.0f} ms, {held * 1000:.0f} ms beside a slow store"
    )
