"""`make run`: set up the installation, start gunicorn and one job worker, stop them together.

With STORAGE=s3 and no server named, a small S3 server of our own runs beside them (s3_server.py).

Needs what deploy/prepare.py installs. Whatever ends this process ends what it started: Ctrl-C and SIGTERM
politely, kill -9 by the kernel's parent-death signal (Linux).
"""

import ctypes
import gc
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable

# What is imported below stays; looking through it for garbage meanwhile is a quarter of what importing costs.
gc.disable()

import flask.cli  # noqa: E402
import s3_server  # noqa: E402
import set_up  # noqa: E402
from gunicorn.app.wsgiapp import WSGIApplication  # noqa: E402

from lms.config import Settings, SettingsError  # noqa: E402
from lms.paths import ROOT  # noqa: E402

FORK = multiprocessing.get_context("fork")
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
START_SECONDS = 30
STOP_SECONDS = 12
DEATHS_ALLOWED = 3
_PR_SET_PDEATHSIG = 1

stopping = threading.Event()


class Child:
    """One process of ours, forked from this one, in a process group of its own.

    Forked, not started anew: making the application is most of what starting costs, and it is done here once.
    """

    def __init__(self, name: str, work: Callable[[], None]) -> None:
        self.name = name
        self._work = work
        self.deaths = 0
        self.start()

    def start(self) -> None:
        """Start the process."""
        self.process = FORK.Process(target=_alone, args=(self._work,))
        self.process.start()

    def send(self, number: int) -> None:
        """Send a signal to the whole group, if it is still there."""
        if self.process.pid is None:
            return
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return


def _alone(work: Callable[[], None]) -> None:
    """Do the work in a group of its own, which ends when the parent does."""
    os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    work()


def web() -> None:
    """Be gunicorn."""
    sys.argv = ["gunicorn", "--log-level", "warning", "-c", "deploy/gunicorn.conf.py"]
    WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]").run()


def worker() -> None:
    """Be `flask worker`."""
    sys.argv = ["flask", "--app", "wsgi", "worker"]
    flask.cli.main()


def set_up_with_s3() -> None:
    """Make the store ready, then the installation."""
    s3_server.set_up()
    set_up.main()


def needs_s3_server() -> bool:
    """Return whether files go to an S3 server that nobody named."""
    told = os.environ.get
    return told("STORAGE", "") == "s3" and not told("S3_ENDPOINT_URL") and not told("S3_BUCKET")


def start_s3_server() -> Child | None:
    """Start our own S3 server and point the settings at it; None when it does not answer or we are told to
    stop."""
    folder = Settings.from_env({**os.environ, "STORAGE": "local"}).instance / "s3"
    ports = s3_server.free_ports(s3_server.PORTS)
    chosen = s3_server.settings(folder, ports)
    os.environ.update(chosen)
    child = Child("the S3 server", lambda: s3_server.serve(folder, ports))
    end = time.monotonic() + s3_server.START_SECONDS
    while not stopping.is_set() and child.process.exitcode is None and time.monotonic() < end:
        if s3_server.answers(chosen["S3_ENDPOINT_URL"]):
            return child
        time.sleep(0.1)
    if not stopping.is_set():
        print(f"the S3 server did not start: see {folder / 'log'}", file=sys.stderr)
    stop([child])
    return None


def port_is_free(port: int) -> bool:
    """Return whether the port of 127.0.0.1 can be bound."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Return whether the platform answers on the port."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def stop(children: list[Child]) -> None:
    """End the children: politely first, by force when they take too long."""
    for child in children:
        child.send(signal.SIGTERM)
    end = time.monotonic() + STOP_SECONDS
    for child in children:
        child.process.join(max(0.1, end - time.monotonic()))
        if child.process.is_alive():
            child.send(signal.SIGKILL)
            child.process.join()


def watch(children: list[Child]) -> int:
    """Wait until told to stop; start again what dies, give up when it keeps dying. Return the exit code."""
    while not stopping.wait(0.5):
        for child in children:
            code = child.process.exitcode
            if code is None:
                continue
            child.deaths += 1
            print(f"{child.name} ended by itself (exit code {code})", file=sys.stderr, flush=True)
            if child.deaths >= DEATHS_ALLOWED:
                print(f"{child.name} ended {child.deaths} times: stopping", file=sys.stderr)
                return 1
            child.start()
    return 0


def wait_until_ready(server: Child, port: int) -> bool:
    """Wait for the first answer; False when gunicorn died, time is up, or we are told to stop."""
    end = time.monotonic() + START_SECONDS
    while not stopping.is_set() and server.process.exitcode is None and time.monotonic() < end:
        if answers(port):
            return True
        time.sleep(0.05)
    return False


def main() -> int:
    """Run the platform on 127.0.0.1 until Ctrl-C or SIGTERM."""
    for number in SIGNALS:
        signal.signal(number, lambda *_: stopping.set())
    store: list[Child] = []
    try:
        if needs_s3_server():
            started = start_s3_server()
            if started is None:
                return 0 if stopping.is_set() else 1
            store.append(started)
        return serve(Settings.from_env(), store)
    except SettingsError as fault:
        print(fault, file=sys.stderr)
        return 1
    finally:
        # Last, so that whoever writes to it has ended.
        stop(store)


def serve(chosen: Settings, store: list[Child]) -> int:
    """Set up and run the platform; `store` is watched with it. Return the exit code."""
    port = int(chosen.port)
    if not port_is_free(port):
        print(f"port {port} is taken by another program: PORT=8001 make run", file=sys.stderr)
        return 1
    os.chdir(ROOT)
    # Before the first fork, so that setting up, gunicorn and the worker need not each make it again.
    set_up.application()
    gc.freeze()
    gc.enable()
    preparing = Child("setting up", set_up_with_s3 if store else set_up.main)
    while preparing.process.exitcode is None and not stopping.wait(0.05):
        pass
    if preparing.process.exitcode != 0 or stopping.is_set():
        stop([preparing])
        return preparing.process.exitcode or 0
    server = Child("gunicorn", web)
    children = [server, Child("the worker", worker)]
    try:
        if not wait_until_ready(server, port):
            if not stopping.is_set():
                print("gunicorn did not start: see the lines above", file=sys.stderr)
            return 0 if stopping.is_set() else 1
        print(f"\n  {chosen.site_url}   (Ctrl-C stops it)\n", flush=True)
        return watch([*children, *store])
    finally:
        stop(children)


if __name__ == "__main__":
    sys.exit(main())
