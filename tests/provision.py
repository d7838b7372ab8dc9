"""Make sure that the real servers the tests need are on this machine.

As root on Debian or Ubuntu what is missing is installed; otherwise it is named in one line and the run
stops. No test is ever skipped for want of a server.
"""

import os
import shutil
import subprocess
import sys

from tests.servers import chromium, postgres

WANTED = {
    "postgresql": lambda: postgres.programs() is not None,
    "redis-server": lambda: shutil.which("redis-server") is not None,
    "chromium": lambda: chromium.program() is not None,
}
_QUIET = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}


def missing() -> list[str]:
    """Return the packages whose programs are not here."""
    return [name for name, is_here in WANTED.items() if not is_here()]


def lighter() -> list[str]:
    """Return the package of the browser without windows, where it is known and not here."""
    if shutil.which(chromium.LIGHTEST):
        return []
    known = subprocess.run(["apt-cache", "show", chromium.LIGHTEST], **_QUIET, stderr=subprocess.DEVNULL)
    return [chromium.LIGHTEST] if known.returncode == 0 else []


def install() -> None:
    """Install with apt-get what is missing, the lighter browser instead of the other where it can be had."""
    if missing():
        subprocess.run(["apt-get", "update", "-qq"], **_QUIET, check=False)
    light = lighter()
    fetch([name for name in missing() if not light or name != "chromium"] + light)
    fetch(missing())


def fetch(names: list[str]) -> None:
    """Install these packages; what could not be had is told by `missing` afterwards."""
    if names:
        print(f"installing {', '.join(names)}", flush=True)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names]
        subprocess.run(command, **_QUIET, check=False)


def main() -> int:
    """Install what is missing, or say so; return the exit code."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install()
    names = missing()
    if names:
        print(f"missing: {', '.join(names)} (apt-get install {' '.join(names)})", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
