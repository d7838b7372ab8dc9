"""A PostgreSQL cluster of our own: a fresh folder, a free port, nothing of the machine's own clusters."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import psycopg

from tests.servers.processes import Server, free_ports

_OPTIONS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
    "timezone": "UTC",
}


def programs() -> Path | None:
    """Return the folder that holds initdb and postgres, the newest where there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    on_path = shutil.which("postgres")
    return Path(on_path).parent if on_path else None


#: Mounts a small file system that only the server sees and that goes with it; no right of root is needed.
_ON_A_SMALL_DISK = (
    'mount -t tmpfs -o "size=$1,uid=$(stat -c %u "$2"),mode=700" tmpfs "$2"; shift 2; exec "$@"'
)


class Postgres:
    """A running cluster. PostgreSQL refuses to run as root, so there it runs as the `postgres` user.

    small_disk: bytes of a disk of its own beside the usual one, for databases that are to fill it.
    waits: a commit waits until it is in the log, as it does where nobody sets otherwise.
    """

    def __init__(self, small_disk: int = 0, *, waits: bool = False) -> None:
        folder = programs()
        if folder is None:
            raise RuntimeError("postgresql is missing")
        self.root = Path(tempfile.mkdtemp(prefix="lms-postgres-"))
        self.port = free_ports(1)[0]
        user: list[str] = []
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.root, owner.pw_uid, owner.pw_gid)
            user = ["runuser", "-u", "postgres", "--"]
        data = self.root / "data"
        subprocess.run(
            [*user, str(folder / "initdb"), "-D", str(data), "-U", "lms", "-A", "trust", "-E", "UTF8"]
            + ["--locale=C.UTF-8", "--no-sync"],
            check=True,
            capture_output=True,
            cwd="/",
        )
        self.small = self.root / "small"
        disk: list[str] = []
        if small_disk:
            self.small.mkdir()
            os.chown(self.small, self.root.stat().st_uid, self.root.stat().st_gid)
            disk = ["unshare", "--mount"]
            if not user:
                disk += ["--user", "--map-current-user", "--keep-caps"]
            disk += ["sh", "-c", _ON_A_SMALL_DISK, "sh", str(small_disk), str(self.small)]
        chosen = _OPTIONS | ({"synchronous_commit": "on"} if waits else {})
        options = [item for name, value in chosen.items() for item in ("-c", f"{name}={value}")]
        self._command = [*disk, *user, str(folder / "postgres"), "-D", str(data), "-p", str(self.port)]
        self._command += options
        self.start()

    def start(self) -> None:
        """Start the server; after a fall it first plays its log."""
        self.server = Server("postgresql", self._command, self.root / "log", cwd="/")
        self.server.wait_until(self._ready)

    def fall(self) -> None:
        """End the server at once, as a fault would: no last write, no word to whoever is connected."""
        self.server.stop(signal.SIGQUIT)

    def create(self, name: str) -> str:
        """Create a database, fresh, and return its address."""
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def create_on_small_disk(self, name: str) -> str:
        """Create a database whose tables lie on the small disk, and return its address."""
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE TABLESPACE small LOCATION '{self.small}'")
            connection.execute(f'CREATE DATABASE "{name}" TABLESPACE small')
        return self.url(name)

    def url(self, name: str) -> str:
        """Return the address of a database for DATABASE_URL."""
        return f"postgresql://lms@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        """End the cluster and remove its folder."""
        self.server.stop(signal.SIGINT)
        shutil.rmtree(self.root, ignore_errors=True)

    def _address(self, name: str) -> str:
        return f"host=127.0.0.1 port={self.port} user=lms dbname={name} connect_timeout=2"

    def _ready(self) -> bool:
        try:
            psycopg.connect(self._address("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True
