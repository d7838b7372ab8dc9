"""A real S3 server of our own: SeaweedFS, from the wheel that the lock names."""

import os
import secrets
import shutil
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.servers.processes import Server, free_ports

_PORTS = (
    "master.port",
    "master.port.grpc",
    "volume.port",
    "volume.port.grpc",
    "filer.port",
    "filer.port.grpc",
    "s3.port",
    "s3.port.grpc",
    "s3.port.iceberg",
    "s3.port.lance",
    "admin.port",
    "admin.port.grpc",
)


class S3:
    """A running S3 server with one bucket."""

    bucket = "lms-test"

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="lms-s3-"))
        self.access_key_id = secrets.token_hex(10)
        self.secret_access_key = secrets.token_hex(20)
        ports = dict(zip(_PORTS, free_ports(len(_PORTS)), strict=True))
        self.port = ports["s3.port"]
        self.endpoint_url = f"http://127.0.0.1:{self.port}"
        program = Path(sys.executable).parent / "weed"
        self.server = Server(
            "seaweedfs",
            [str(program), "-logtostderr", "mini", f"-dir={self.root}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
            + ["-webdav=false", "-admin.ui=false", "-master.telemetry=false"]
            + [f"-{name}={port}" for name, port in ports.items()],
            self.root / "log",
            env={
                **os.environ,
                "AWS_ACCESS_KEY_ID": self.access_key_id,
                "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
            },
            cwd=str(self.root),
        )
        self.server.wait_until(self._ready, 60)

    def client(self) -> Any:
        """Return a boto3 client with the server's keys."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint_url,
            region_name="us-east-1",
            aws_access_key_id=self.access_key_id,
            aws_secret_access_key=self.secret_access_key,
            config=Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=5),
        )

    def environment(self) -> dict[str, str]:
        """Return the settings that make the platform use this server."""
        return {
            "STORAGE": "s3",
            "S3_ENDPOINT_URL": self.endpoint_url,
            "S3_BUCKET": self.bucket,
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
        }

    def stop(self) -> None:
        """End the server and remove its folder."""
        self.server.stop()
        shutil.rmtree(self.root, ignore_errors=True)

    def _ready(self) -> bool:
        """Ready is: it refuses the unsigned (403), and a first object can be put."""
        try:
            urllib.request.urlopen(self.endpoint_url, timeout=2).close()
        except urllib.error.HTTPError as refused:
            refused.close()
            if refused.code != 403:
                return False
        except OSError:
            return False
        try:
            client = self.client()
            if self.bucket not in {found["Name"] for found in client.list_buckets()["Buckets"]}:
                client.create_bucket(Bucket=self.bucket)
            client.put_object(Bucket=self.bucket, Key="ready", Body=b"ready")
        except (BotoCoreError, ClientError):
            return False
        return True
