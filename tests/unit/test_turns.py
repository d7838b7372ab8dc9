"""Turns to write to a SQLite file: among threads, among processes, and when a process dies."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from lms.paths import ROOT
from lms.turns import Turn

HOLD = """
import sys, time
from lms.turns import Turn
assert Turn(sys.argv[1]).take(5)
print("held", flush=True)
time.sleep(60)
"""

FORK = """
import os, sys, time
from threading import Event, Thread
from lms.turns import Turn
turn = Turn(sys.argv[1])
assert turn.take(1)
turn.give_back()
reading, writing = os.pipe()
child = os.fork()
if child == 0:
    assert turn.take(1)
    os.write(writing, b"1")
    time.sleep(60)
os.read(reading, 1)
print("child")
got = Event()
def wait():
    assert turn.take(5)
    got.set()
Thread(target=wait).start()
print("got" if got.wait(0.3) else "waits")
os.kill(child, 9)
os.waitpid(child, 0)
print("got" if got.wait(10) else "waits")
"""


@pytest.fixture
def held_elsewhere(tmp_path: Path) -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    """A file whose turn another process holds."""
    path = tmp_path / "lms.sqlite3.turn"
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    yield path, other
    other.kill()
    other.wait()
    other.stdout.close()


def test_one_thread_at_a_time(tmp_path: Path) -> None:
    turn = Turn(str(tmp_path / "turn"))
    assert turn.take(1)
    assert not turn.take(0.01)
    turn.give_back()
    assert turn.take(1)
    turn.give_back()


def test_a_process_waits_for_another_and_gets_the_turn_when_that_one_dies(
    held_elsewhere: tuple[Path, subprocess.Popen[str]],
) -> None:
    path, other = held_elsewhere
    turn, got = Turn(str(path)), Event()

    def wait() -> None:
        assert turn.take(5)
        got.set()

    waiting = Thread(target=wait)
    waiting.start()
    assert not got.wait(0.3)
    other.kill()
    assert got.wait(10)
    waiting.join()
    turn.give_back()


def test_a_forked_process_does_not_hold_its_parent_s_turn(tmp_path: Path) -> None:
    """Web processes are forked from one that may have written before."""
    done = subprocess.run(
        [sys.executable, "-c", FORK, str(tmp_path / "turn")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert done.stdout.split() == ["child", "waits", "got"]


def test_without_a_place_for_the_file_threads_still_take_turns(tmp_path: Path) -> None:
    turn = Turn(str(tmp_path / "nowhere" / "turn"))
    assert turn.take(1)
    assert not turn.take(0.01)
    turn.give_back()
    assert turn.take(1)
    turn.give_back()
