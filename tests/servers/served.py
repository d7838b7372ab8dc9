"""The application of a test served to a browser, by threads of the test's own process."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from werkzeug.serving import make_server

REST_SECONDS = 10


class _Door:
    """Counts the requests inside; once shut it lets nobody in.

    A page that closes sends its last words (beats, answers). Its request must not still hold the database of
    this test when the next test puts another in its place.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.inside = 0
        self.shut = False
        self.changed = threading.Condition()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with self.changed:
            if self.shut:
                start_response("503 Service Unavailable", [("Content-Length", "0")])
                return []
            self.inside += 1
        try:
            return self.app(environ, start_response)
        finally:
            with self.changed:
                self.inside -= 1
                self.changed.notify_all()

    def close(self) -> None:
        with self.changed:
            self.shut = True
            done = self.changed.wait_for(lambda: self.inside == 0, REST_SECONDS)
        assert done, "a request of the browser did not end"


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve the application on a free port of 127.0.0.1; gives its address.

    At the end no request is under way. Raises AssertionError where one does not end.
    """
    door = _Door(app)
    server = make_server("127.0.0.1", 0, door, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        door.close()
        server.server_close()
