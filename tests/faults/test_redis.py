"""Redis absent at boot, dead, hanging, emptied: nothing fails, nothing of record is lost (F16, F17)."""

import http.cookiejar
import re
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.servers.platform import Platform
from tests.servers.redis import Redis

PASSWORD = "hạt gạo làng ta 36"
PHONE = "0912345678"
#: Seconds that a silent Redis may add to a page: one try of half a second, and an uneven machine.
PATIENCE = 1.5


class Visitor:
    """A browser with cookies; remembers its slowest request and the worst status."""

    def __init__(self, url: str) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._open = urllib.request.build_opener(jar)
        self._url = url
        self.slowest = 0.0
        self.worst = 0

    def send(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Open a page, or fill its form in; return status and text of where it led."""
        if form is not None:
            token = re.search(r'name="csrf_token" value="([^"]+)"', self.send(path)[1])
            assert token is not None
            form = {**form, "csrf_token": token[1]}
        started = time.monotonic()
        try:
            with self._open.open(self._url + path, urlencode(form).encode() if form else None) as answer:
                status, text = answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                status, text = refused.code, refused.read().decode()
        self.slowest = max(self.slowest, time.monotonic() - started)
        self.worst = max(self.worst, status)
        return status, text


@pytest.fixture
def redis() -> Iterator[Redis]:
    """A Redis of this test alone, which it may hurt."""
    server = Redis()
    yield server
    server.stop()


@pytest.fixture
def platform(redis: Redis) -> Iterator[Platform]:
    found = Platform({"REDIS_URL": redis.url}, workers=1)
    found.prepare(None)
    found.flask("accounts", "create", "Nguyễn Thị Sen", PHONE, "--password", PASSWORD)
    yield found
    found.stop()


def _walk(platform: Platform) -> Visitor:
    """What limits, the session and the job bell are part of: check a code, mistype, sign in, look around."""
    visitor = Visitor(platform.url)
    for path in ("/", "/verify/AAAA-BBBB-CCCC", "/register"):
        visitor.send(path)
    visitor.send("/register", {"full_name": ""})
    status, text = visitor.send("/sign-in", {"login": PHONE, "password": "sai rồi"})
    assert (status, "Chưa khớp" in text) == (422, True)
    assert visitor.send("/sign-in", {"login": PHONE, "password": PASSWORD})[0] == 200
    status, text = visitor.send("/account")
    assert "Nguyễn Thị Sen" in text
    assert visitor.worst < 500
    return visitor


def test_redis_absent_dead_hanging_and_emptied(redis: Redis, platform: Platform) -> None:
    """F16: the site boots and serves, says that it is degraded, and waits no second on a silent Redis.

    F17: FLUSHALL loses counters only; whoever is signed in stays so.
    """
    redis.server.stop()
    platform.start_web()
    _walk(platform)
    assert platform.ready()["parts"]["redis"] == "out of reach"
    assert platform.ready()["status"] == "degraded"

    redis.start()
    visitor = _walk(platform)
    assert platform.ready()["parts"]["redis"] == "ok"

    redis.server.send(signal.SIGSTOP)
    walked = _walk(platform)
    longer = walked.slowest - visitor.slowest
    assert longer < PATIENCE, f"a request waited {longer:.1f} s on a silent Redis"
    assert visitor.send("/account")[0] == 200
    started = time.monotonic()
    assert "redis" in platform.ready()["degraded"]
    assert time.monotonic() - started < PATIENCE
    redis.server.send(signal.SIGCONT)

    redis.flush()
    assert "Nguyễn Thị Sen" in visitor.send("/account")[1]
    _walk(platform)
    redis.server.stop()
    _walk(platform)


@pytest.mark.soak
def test_the_address_counter_outlives_redis_and_restarts(redis: Redis, platform: Platform) -> None:
    """S46, F17: the counters of sign-in lie in the database; emptying Redis and restarting resets nothing."""
    platform.start_web()
    visitor = Visitor(platform.url)
    for number in range(100):
        assert visitor.send("/sign-in", {"login": f"09{number:08d}", "password": "x"})[0] == 422
    assert visitor.send("/sign-in", {"login": PHONE, "password": PASSWORD})[0] == 429
    redis.flush()
    assert platform.web is not None
    platform.web.stop()
    platform.start_web()
    assert Visitor(platform.url).send("/sign-in", {"login": PHONE, "password": PASSWORD})[0] == 429
