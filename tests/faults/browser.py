"""A learner's browser over real HTTP, signed in by a cookie; it knows when a request got no answer."""

import http.client
import json
from typing import Any
from urllib.parse import urlencode

from tests.client import CheckingClient


class Browser:
    """Sends requests to a server on `port` as the person of a test client's session."""

    def __init__(self, client: CheckingClient, port: int) -> None:
        cookie = client.get_cookie("session")
        assert cookie is not None
        self._headers = {"Cookie": f"session={cookie.value}", "X-CSRFToken": client.token()}
        self._port = port

    def post(self, path: str, form: dict[str, Any] | None = None, body: Any = None) -> tuple[int, str]:
        """Send a form or JSON and return status and body; (0, "") where no answer came."""
        if body is not None:
            data, kind = json.dumps(body), "application/json"
        else:
            data, kind = urlencode(form or {}, doseq=True), "application/x-www-form-urlencoded"
        return self._send("POST", path, data, {"Content-Type": kind})

    def get(self, path: str) -> tuple[int, str]:
        """Open a page; (0, "") where no answer came."""
        return self._send("GET", path, None, {})

    def _send(self, method: str, path: str, data: str | None, headers: dict[str, str]) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.request(method, path, data, {**self._headers, **headers, "Connection": "close"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()
