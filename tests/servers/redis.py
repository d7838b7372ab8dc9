"""A Redis server of our own, without persistence."""

import shutil
import tempfile
from pathlib import Path

from redis import Redis as Connection

from tests.servers.processes import Server, answers, free_ports


class Redis:
    """A running server at `url`."""

    def __init__(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise RuntimeError("redis-server is missing")
        self.root = Path(tempfile.mkdtemp(prefix="lms-redis-"))
        self.port = free_ports(1)[0]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._command = [
            program,
            "--bind",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--save",
            "",
            "--dir",
            str(self.root),
        ]
        self.start()

    def start(self) -> None:
        """Start the server, on the same port each time."""
        self.server = Server("redis", self._command, self.root / "log")
        self.server.wait_until(lambda: answers(self.port))

    def flush(self) -> None:
        """Forget everything that is stored."""
        with Connection.from_url(self.url) as connection:
            connection.flushall()

    def stop(self) -> None:
        """End the server and remove its folder."""
        self.server.stop()
        shutil.rmtree(self.root, ignore_errors=True)
