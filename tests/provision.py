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


def missing() -> list[str]:
    """Return the packages whose programs are not here."""
    return [name for name, is_here in WANTED.items() if not is_here()]


def main() -> int:
    """Install what is missing, or say so; return the exit code."""
    names = missing()
    if not names:
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"installing {', '.join(names)}", flush=True)
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *names]):
            subprocess.run(["apt-get", *command], env=env, check=False, stdout=subprocess.DEVNULL)
        names = missing()
    if names:
        print(f"missing: {', '.join(names)} (apt-get install {' '.join(names)})", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
