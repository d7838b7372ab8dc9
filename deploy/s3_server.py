"""A small S3 server beside the platform, for `make run STORAGE=s3`: SeaweedFS from its wheel, on 127.0.0.1.

Its data lie in instance/s3/, its keys beside them. Ports are chosen anew at each start.
"""

import json
import os
import secrets
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

BUCKET = "lms"
START_SECONDS = 60
_PARTS = ("master", "volume", "filer", "s3", "admin")
_NAMES = [f"{part}.port{kind}" for part in _PARTS for kind in ("", ".grpc")]
_NAMES += ["s3.port.iceberg", "s3.port.lance"]
PORTS = len(_NAMES)


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that were free a moment ago, from 28000 on. Outgoing connections take high ones."""
    held: list[socket.socket] = []
    candidate = 28000 + secrets.randbelow(4000)
    while len(held) < count:
        candidate = candidate + 1 if candidate < 32000 else 28000
        holder = socket.socket()
        try:
            holder.bind(("127.0.0.1", candidate))
        except OSError:
            holder.close()
        else:
            held.append(holder)
    found = [holder.getsockname()[1] for holder in held]
    for holder in held:
        holder.close()
    return found


def keys(folder: Path) -> dict[str, str]:
    """The key pair of this installation's server, made once, readable by its owner only."""
    path = folder / "keys.json"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        made = {"AWS_ACCESS_KEY_ID": secrets.token_hex(10), "AWS_SECRET_ACCESS_KEY": secrets.token_hex(20)}
        half = folder / "keys.json.new"
        half.touch(0o600)
        half.write_text(json.dumps(made), "utf-8")
        half.replace(path)
    found: dict[str, str] = json.loads(path.read_text("utf-8"))
    return found


def settings(folder: Path, ports: list[int]) -> dict[str, str]:
    """The environment with which the platform uses the server."""
    port = dict(zip(_NAMES, ports, strict=True))["s3.port"]
    return {
        **keys(folder),
        "STORAGE": "s3",
        "S3_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "S3_BUCKET": BUCKET,
        "S3_REGION": "us-east-1",
    }


def serve(folder: Path, ports: list[int]) -> None:
    """Become the server; its log is `log` in its folder."""
    program = Path(sys.executable).parent / "weed"
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.chdir(folder)
    os.environ.update(keys(folder))
    arguments = ["-logtostderr", "mini", f"-dir={data}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
    arguments += ["-webdav=false", "-admin.ui=false", "-master.telemetry=false"]
    arguments += [f"-{name}={port}" for name, port in zip(_NAMES, ports, strict=True)]
    os.execv(program, [str(program), *arguments])  # noqa: S606


def answers(endpoint: str) -> bool:
    """Whether it refuses the unsigned, which it does once it is up."""
    try:
        urllib.request.urlopen(endpoint, timeout=2).close()
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code == 403
    except OSError:
        return False
    return False


def set_up() -> None:
    """Make the bucket private and ready; the server may refuse for a moment after it answers."""
    import set_up as installation

    from lms import create_app
    from lms.storage import StorageUnavailable, get_storage

    app = create_app()
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            with app.app_context():
                get_storage().put("setup/first", b"", "text/plain")
        except StorageUnavailable:
            if time.monotonic() > end:
                raise
            time.sleep(0.3)
            continue
        break
    installation.run(app, "storage", "setup")
