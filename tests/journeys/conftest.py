"""The application of a test, served to a browser, and a phone on which somebody is signed in."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.client import CheckingClient
from tests.servers.chromium import Visit
from tests.servers.served import served


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The application of this test, served to a browser."""
    with served(app) as address:
        yield address


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
