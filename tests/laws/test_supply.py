"""What the platform is built from: every package pinned by hashes, none of the direct ones given up (S64)."""

import configparser
import re
import socket
from importlib.metadata import distribution

import pytest
from pytest_socket import SocketBlockedError, SocketConnectBlockedError

from lms.paths import ROOT

#: It reads the locks.
pytestmark = pytest.mark.once

LOCKS = ("run.txt", "test.txt", "node.txt", "s3.txt", "uv.txt")
#: Its maintainers ended support in June 2026; nh3, fed from the same table, is the last gate behind it.
GIVEN_UP = {"bleach"}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def direct() -> dict[str, str]:
    """The packages that setup.cfg names -> the lock that must hold each."""
    found = configparser.ConfigParser()
    found.read(ROOT / "setup.cfg", "utf-8")
    run = found["options"]["install_requires"]
    test = found["options.extras_require"]["test"]
    return dict.fromkeys(_names(run), "run.txt") | dict.fromkeys(_names(test), "test.txt")


def _names(lines: str) -> list[str]:
    return [
        match[0].lower().replace("_", "-").replace(".", "-")
        for line in lines.splitlines()
        if not line.strip().startswith("#") and (match := _NAME.match(line.strip()))
    ]


def locked(lock: str) -> dict[str, str]:
    """Package -> its line, with the lines that go on joined."""
    text = (ROOT / "requirements" / lock).read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return {_NAME.match(line.strip())[0].lower(): line for line in lines}  # type: ignore[index]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_one_version_known_by_its_hash(lock: str) -> None:
    rows = locked(lock)
    assert rows
    loose = [name for name, line in rows.items() if "==" not in line or "--hash=sha256:" not in line]
    assert not loose, f"requirements/{lock}: without version or hash: {loose} (make lock writes both)"


def test_every_direct_package_is_locked() -> None:
    missing = [f"{name} in {lock}" for name, lock in direct().items() if name not in locked(lock)]
    assert not missing, f"named in setup.cfg, not in requirements/: {missing} (make lock)"


def test_no_direct_package_has_been_given_up() -> None:
    inactive = {
        name
        for name in direct()
        if "Development Status :: 7 - Inactive" in (distribution(name).metadata.get_all("Classifier") or [])
    }
    assert inactive <= GIVEN_UP, f"given up by its makers: {sorted(inactive - GIVEN_UP)}"


def test_tests_reach_this_machine_only() -> None:
    # Warnings are errors here, and the refusal warns first.
    with pytest.raises((SocketBlockedError, SocketConnectBlockedError, UserWarning), match="tried to use"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
