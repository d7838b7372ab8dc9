"""Settings from the environment, read once, in this file and nowhere else.

`flask settings` lists them. What the office may change while the platform runs (name, help line, signer,
number pattern) lives in the database (lms/site); the environment only seeds it.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from flask import current_app

from lms.paths import ROOT
from lms.site.rules import seed_faults

MINIMUM_SECRET = 32
_WEAK = ("change", "secret", "default", "example", "password", "dev")


_SCHEMES = {
    "database_url": ("sqlite", "postgresql+psycopg"),
    "redis_url": ("redis", "rediss", "unix"),
    "s3_endpoint_url": ("http", "https"),
    "mail_url": ("smtp", "smtps"),
}


class SettingsError(Exception):
    """Settings are missing or wrong; the message lists all of them, one a line."""


def _setting(env: str, default: str, about: str) -> str:
    return field(default=default, metadata={"env": env, "about": about})


def _parts(address: str) -> SplitResult:
    """The parts of an address; all empty for one that cannot be read, such as http://[::1."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", "", "", "")


@cache
def _is_loopback(address: str) -> bool:
    """Whether an address leads to this machine; kept, since it is asked at every request."""
    host = _parts(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _kept_secret(instance: Path) -> str:
    """The secret of a loopback site: made once, kept beside its data, readable by its owner only."""
    path = instance / "secret-key"
    try:
        instance.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("utf-8").strip()
    with os.fdopen(handle, "w") as file:
        made = secrets.token_urlsafe(48)
        file.write(made)
    return made


@dataclass(frozen=True, slots=True)
class Settings:
    """What the machine decides. Every field names its environment variable in its metadata."""

    secret_key: str = _setting(
        "SECRET_KEY", "", "signs cookies and forms; at least 32 random bytes (a loopback site makes its own)"
    )
    secret_key_old: str = _setting("SECRET_KEY_OLD", "", "earlier keys, comma-separated, still accepted")
    site_url: str = _setting("SITE_URL", "", "public address; loopback means development (default by PORT)")
    database_url: str = _setting("DATABASE_URL", "", "SQLAlchemy address; default SQLite in INSTANCE_DIR")
    redis_url: str = _setting("REDIS_URL", "", "shared limits and job bell; empty: in process and SQLite")
    storage: str = _setting("STORAGE", "local", "local or s3")
    s3_endpoint_url: str = _setting("S3_ENDPOINT_URL", "", "address of the S3 server; empty: AWS")
    s3_bucket: str = _setting("S3_BUCKET", "", "bucket, needed when STORAGE is s3")
    s3_region: str = _setting("S3_REGION", "us-east-1", "region that S3 requests are signed for")
    s3_prefix: str = _setting("S3_PREFIX", "", "folder inside the bucket; empty: its root")
    s3_addressing: str = _setting(
        "S3_ADDRESSING", "", "path or virtual; empty: path where S3_ENDPOINT_URL is set, else virtual"
    )
    aws_access_key_id: str = _setting("AWS_ACCESS_KEY_ID", "", "read by boto3")
    aws_secret_access_key: str = _setting("AWS_SECRET_ACCESS_KEY", "", "read by boto3")
    mail_url: str = _setting(
        "MAIL_URL",
        "",
        "smtp://user:password@host:port?starttls, or smtps://; empty: files in INSTANCE_DIR/mail",
    )
    mail_from: str = _setting("MAIL_FROM", "", "address that mail comes from; empty: hoc@ the site's host")
    proxies: str = _setting(
        "PROXIES", "", "proxies in front whose X-Forwarded-For is believed; default 1, on loopback 0"
    )
    port: str = _setting("PORT", "8000", "port of `make run` on 127.0.0.1")
    workers: str = _setting("WORKERS", "2", "web processes")
    threads: str = _setting("THREADS", "4", "threads in each web process")
    instance_dir: str = _setting("INSTANCE_DIR", "", "database, files and keys of this installation")
    site_name: str = _setting("SITE_NAME", "", "seed: the site's name")
    site_mark: str = _setting("SITE_MARK", "", "seed: up to four letters in place of the leaf")
    site_colour: str = _setting("SITE_COLOUR", "", "seed: main colour, #rrggbb")
    site_help_name: str = _setting("SITE_HELP_NAME", "", "seed: who answers the help line")
    site_help_phone: str = _setting("SITE_HELP_PHONE", "", "seed: number of the help line")
    site_help_hours: str = _setting("SITE_HELP_HOURS", "", "seed: when it is answered")
    site_parent_body: str = _setting(
        "SITE_PARENT_BODY", "", "seed: body above the one that issues certificates"
    )
    site_issuing_body: str = _setting("SITE_ISSUING_BODY", "", "seed: body that issues certificates")
    site_unit_code: str = _setting("SITE_UNIT_CODE", "", "seed: its sign in certificate numbers")
    site_place: str = _setting("SITE_PLACE", "", "seed: place of issue")
    site_signer_title: str = _setting("SITE_SIGNER_TITLE", "", "seed: title of who signs")
    site_signer_name: str = _setting("SITE_SIGNER_NAME", "", "seed: name of who signs")
    site_number_pattern: str = _setting("SITE_NUMBER_PATTERN", "", "seed: pattern of certificate numbers")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read, complete and check the settings.

        Raises SettingsError that lists every missing or wrong value at once.
        """
        source = os.environ if environ is None else environ
        values = {
            item.name: source.get(item.metadata["env"], "").strip() or item.default for item in fields(cls)
        }
        instance = Path(str(values["instance_dir"]) or ROOT / "instance").resolve()
        values["instance_dir"] = str(instance)
        values["site_url"] = str(values["site_url"]).rstrip("/") or f"http://127.0.0.1:{values['port']}"
        values["database_url"] = values["database_url"] or f"sqlite:///{instance / 'lms.sqlite3'}"
        if str(values["database_url"]).startswith(("postgresql://", "postgres://")):
            rest = str(values["database_url"]).split("://", 1)[1]
            values["database_url"] = f"postgresql+psycopg://{rest}"
        made = cls(**values)  # type: ignore[arg-type]
        made = replace(made, proxies=made.proxies or ("1" if made.production else "0"))
        if not made.secret_key and not made.production:
            try:
                made = replace(made, secret_key=_kept_secret(made.instance))
            except OSError as error:
                raise SettingsError(f"INSTANCE_DIR cannot be used: {error}") from error
        problems = made.problems()
        if problems:
            raise SettingsError("\n".join(problems))
        return made

    def problems(self) -> list[str]:
        """Every fault of these settings as a sentence; empty when they are usable."""
        found = [self._site_url_fault(), self._secret_key_fault()]
        for name, schemes in _SCHEMES.items():
            address = getattr(self, name)
            if address and _parts(address).scheme not in schemes:
                starts = " or ".join(f"{scheme}://" for scheme in schemes)
                found.append(f"{name.upper()} must be an address that starts with {starts}")
        if self.storage not in ("local", "s3"):
            found.append("STORAGE must be local or s3")
        if self.storage == "s3" and not self.s3_bucket:
            found.append("S3_BUCKET is missing (STORAGE is s3)")
        if self.s3_addressing not in ("", "path", "virtual"):
            found.append("S3_ADDRESSING must be path or virtual")
        for name in ("port", "workers", "threads"):
            text = getattr(self, name)
            if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= 65535:
                found.append(f"{name.upper()} must be a whole number from 1 to 65535, not {text!r}")
        if self.proxies not in tuple("0123456789"):
            found.append(f"PROXIES must be a whole number from 0 to 9, not {self.proxies!r}")
        found += [f"SITE_{key.upper()} {fault}" for key, fault in seed_faults(self.site_seeds).items()]
        return [fault for fault in found if fault]

    def _site_url_fault(self) -> str | None:
        address = _parts(self.site_url)
        if address.scheme not in ("http", "https") or not address.hostname:
            return "SITE_URL must be an http(s) address such as https://hoc.example.vn"
        if self.production and address.scheme != "https":
            return "SITE_URL must be https unless it is loopback"
        return None

    def _secret_key_fault(self) -> str | None:
        if not self.secret_key:
            return "SECRET_KEY is missing: set at least 32 random bytes (`make run` keeps its own)"
        if len(self.secret_key.encode()) < MINIMUM_SECRET or len(set(self.secret_key)) < 10:
            return "SECRET_KEY is too weak: at least 32 random bytes"
        if self.production and any(word in self.secret_key.lower() for word in _WEAK):
            return "SECRET_KEY looks like an example value: use random bytes"
        return None

    @property
    def production(self) -> bool:
        """True when the site address is not loopback."""
        return not _is_loopback(self.site_url)

    @property
    def https(self) -> bool:
        """True when visitors come by https, so that cookies can be Secure and `__Host-`."""
        return self.site_url.startswith("https://")

    @property
    def site_seeds(self) -> dict[str, str]:
        """What the environment proposes for the site's settings until the office sets its own."""
        found = {item.name: getattr(self, item.name) for item in fields(self)}
        return {
            name.removeprefix("site_"): value
            for name, value in found.items()
            if name.startswith("site_") and name != "site_url" and value
        }

    @property
    def instance(self) -> Path:
        """The folder of this installation's data."""
        return Path(self.instance_dir)


def settings() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.extensions["settings"]
    return found
