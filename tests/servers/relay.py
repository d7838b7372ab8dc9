"""A stretch of network between a browser and a server: slow on the way up, and it can be cut.

Browsers' own throttling does not slow the bodies of uploads, so the bytes go through here.
"""

import contextlib
import select
import socket
import threading
import time
from types import TracebackType
from typing import Self

_CHUNK = 16 * 1024


class Relay:
    """Carries bytes from a port of its own to `port` on 127.0.0.1, at most `speed` bytes a second upward."""

    def __init__(self, port: int, speed: int) -> None:
        self._target, self.speed = port, speed
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        # Small buffers, so that what a browser has handed over is near to what has arrived.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * _CHUNK)
        self.port: int = self._listener.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._there = threading.Event()
        self._there.set()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._next = 0.0
        self._threads: list[threading.Thread] = []
        self._start(self._listen)

    def cut(self) -> None:
        """Break every connection and let no new one through."""
        self._there.clear()
        with self._lock:
            for one in self._open:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def back(self) -> None:
        """Carry again."""
        self._there.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cut()
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _start(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        while True:
            try:
                near = self._listener.accept()[0]
            except OSError:
                return
            if not self._there.is_set():
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                near.close()
                continue
            with self._lock:
                self._open |= {near, far}
            self._start(self._carry, near, far)

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        try:
            while True:
                for one in select.select([near, far], [], [])[0]:
                    data = one.recv(_CHUNK)
                    if not data:
                        return
                    if one is near:
                        self._wait(len(data))
                    (far if one is near else near).sendall(data)
        except OSError:
            return
        finally:
            with self._lock:
                self._open -= {near, far}
            near.close()
            far.close()

    def _wait(self, count: int) -> None:
        """All connections share the one narrow way."""
        with self._lock:
            now = time.monotonic()
            self._next = max(self._next, now) + count / self.speed
            pause = self._next - now
        time.sleep(pause)
