"""The load: HTTP/1.1 over raw sockets, one connection a request.

`Connection: close`, because kept connections stay with the process that took them first, and all may land
on one. Written for little work per request, since client and server share the machine's cores; the share
is the same for the yardstick and for the pages.
"""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import quantiles

_HOST = "127.0.0.1"


class Unexpected(Exception):
    """An answer that the benchmark did not ask for: nothing is dropped silently."""


@dataclass(frozen=True)
class Sample:
    """One measurement: how many a second, and the times of one in milliseconds."""

    per_second: float
    p50_ms: float
    p99_ms: float
    count: int


async def fetch(port: int, request: bytes, wanted: int) -> bytes:
    """Send one request and return the whole answer; raises Unexpected for another status."""
    loop = asyncio.get_running_loop()
    connection = socket.socket()
    connection.setblocking(False)
    try:
        await loop.sock_connect(connection, (_HOST, port))
        await loop.sock_sendall(connection, request)
        parts = []
        while part := await loop.sock_recv(connection, 65536):
            parts.append(part)
    finally:
        connection.close()
    answer = b"".join(parts)
    if not answer.startswith(b"HTTP/1.1 %d " % wanted):
        line = request.split(b"\r\n", 1)[0].decode()
        raise Unexpected(f"{line}: {answer[:400].decode(errors='replace')}")
    return answer


async def _measure(
    work: Callable[[int], Awaitable[None]], concurrency: int, seconds: float, most: int | None
) -> Sample:
    times: list[float] = []
    started = time.perf_counter()
    end = started + seconds
    turn = 0

    async def worker() -> None:
        nonlocal turn
        while time.perf_counter() < end and (most is None or turn < most):
            mine, turn = turn, turn + 1
            begun = time.perf_counter()
            await work(mine)
            times.append((time.perf_counter() - begun) * 1000)

    await asyncio.gather(*(worker() for _ in range(concurrency)))
    cuts = quantiles(times, n=100) if len(times) > 1 else times * 99
    return Sample(len(times) / (time.perf_counter() - started), cuts[49], cuts[98], len(times))


def measure(
    work: Callable[[int], Awaitable[None]], concurrency: int, seconds: float, most: int | None = None
) -> Sample:
    """Call `work(turn)` from `concurrency` tasks for some seconds, or `most` times."""
    return asyncio.run(_measure(work, concurrency, seconds, most))
