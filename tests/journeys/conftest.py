"""The application of a test, served to a browser, and a phone on which somebody is signed in."""

import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.client import CheckingClient
from tests.servers.chromium import Visit


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The application of this test, served to a browser."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def phone(visit: Callable[..., Visit], site: str) -> Callable[..., Visit]:
    """`phone(client, **options)`: a browser window with the session of the client."""

    def make(client: CheckingClient, **options: object) -> Visit:
        made = visit(**options)
        cookie = client.get_cookie("session")
        assert cookie is not None
        made.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
        return made

    return make
