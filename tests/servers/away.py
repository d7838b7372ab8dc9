"""Stores that do not do their work: refusing, answering 503, silent, or out of reach."""

import contextlib
import socket
import threading
from collections.abc import Iterator

_BUSY = b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Away:
    """An address on 127.0.0.1 at which something is wrong; `asked` counts the connections it took."""

    def __init__(self, answer: bytes | None, backlog: int = 64) -> None:
        self.asked = 0
        self._answer = answer
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=backlog)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread: threading.Thread | None = None

    def take(self) -> None:
        """Take connections: answer each, or hold it without a word."""
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def fill(self) -> None:
        """Fill the queue of connections that nobody takes, so that the kernel drops whatever comes next."""
        for _ in range(4):
            one = socket.socket()
            one.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                one.connect(("127.0.0.1", self.port))
            self._open.append(one)

    def stop(self) -> None:
        """Close everything."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        if self._thread is not None:
            self._thread.join()
        for one in self._open:
            one.close()

    def _work(self) -> None:
        while True:
            try:
                one = self._listener.accept()[0]
            except OSError:
                return
            self.asked += 1
            if self._answer is None:
                self._open.append(one)
                continue
            with one:
                one.recv(65536)
                one.sendall(self._answer)


KINDS = ("refused", "busy", "silent", "dropped")


@contextlib.contextmanager
def away(kind: str) -> Iterator[Away]:
    """A store that is away in one of the KINDS."""
    made = Away(_BUSY if kind == "busy" else None, backlog=0 if kind == "dropped" else 64)
    if kind == "refused":
        made.stop()
    elif kind == "dropped":
        made.fill()
    else:
        made.take()
    try:
        yield made
    finally:
        if kind != "refused":
            made.stop()
