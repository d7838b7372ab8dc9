"""Settings: read at once, refused at once with every fault, production never by accident."""

import stat
from pathlib import Path

import pytest

from lms.config import Settings, SettingsError

SECRET = "kQ7xV2mZ9bR4tY8wN3pL6sD1fG5hJ0cA"
PUBLIC = {"SITE_URL": "https://hoc.example.vn", "SECRET_KEY": SECRET}


def made(tmp_path: Path, **environ: str) -> Settings:
    return Settings.from_env({"INSTANCE_DIR": str(tmp_path / "instance"), **environ})


def refused(tmp_path: Path, **environ: str) -> list[str]:
    with pytest.raises(SettingsError) as error:
        made(tmp_path, **environ)
    return str(error.value).splitlines()


def test_every_fault_is_listed_at_once(tmp_path: Path) -> None:
    faults = refused(
        tmp_path,
        SITE_URL="http://hoc.example.vn",
        SECRET_KEY="short",
        STORAGE="s3",
        DATABASE_URL="mysql://localhost/lms",
        REDIS_URL="localhost:6379",
        S3_ENDPOINT_URL="s3.example.vn",
        MAIL_URL="mail.example.vn",
        PORT="eighty",
        WORKERS="0",
        THREADS="²",
    )
    named = [
        "SITE_URL",
        "SECRET_KEY",
        "DATABASE_URL",
        "REDIS_URL",
        "S3_ENDPOINT_URL",
        "MAIL_URL",
        "S3_BUCKET",
        "PORT",
        "WORKERS",
        "THREADS",
    ]
    assert [fault.split()[0] for fault in faults] == named
    assert SECRET not in "\n".join(faults)


@pytest.mark.parametrize(
    "address", ["hoc.example.vn", "ftp://hoc.example.vn", "https://", "http://[::1", "x"]
)
def test_an_address_that_is_none_is_named(tmp_path: Path, address: str) -> None:
    assert any(fault.startswith("SITE_URL must be") for fault in refused(tmp_path, SITE_URL=address))


@pytest.mark.parametrize(
    "key",
    [
        "",
        "short",
        "a" * 64,
        "abababab" * 8,
        "change-me-change-me-change-me-1234567890",
        "my-development-key-0123456789-abcdefgh",
        "example-0123456789-abcdefgh-ijklmnop",
    ],
)
def test_production_refuses_missing_and_weak_keys(tmp_path: Path, key: str) -> None:
    assert refused(tmp_path, **{**PUBLIC, "SECRET_KEY": key})[0].startswith("SECRET_KEY")
    assert not (tmp_path / "instance").exists()


def test_production_refuses_http(tmp_path: Path) -> None:
    assert refused(tmp_path, **{**PUBLIC, "SITE_URL": "http://hoc.example.vn"}) == [
        "SITE_URL must be https unless it is loopback"
    ]


@pytest.mark.parametrize(
    ("address", "production"),
    [
        ("http://127.0.0.1:8000", False),
        ("http://127.8.9.1", False),
        ("http://[::1]:8000", False),
        ("http://localhost:8000", False),
        ("https://hoc.example.vn", True),
        ("https://localhost.example.vn", True),
        ("https://127.0.0.1.example.vn", True),
        ("https://10.0.0.5", True),
        ("https://user@127.0.0.1@hoc.example.vn", True),
    ],
)
def test_production_is_whatever_is_not_loopback(tmp_path: Path, address: str, production: bool) -> None:
    found = made(tmp_path, SECRET_KEY=SECRET, SITE_URL=address)
    assert found.production is production
    assert found.https is address.startswith("https")


def test_a_loopback_site_makes_its_own_key_once(tmp_path: Path) -> None:
    first, again = made(tmp_path), made(tmp_path)
    assert first.secret_key == again.secret_key
    assert len(first.secret_key) >= 32
    kept = tmp_path / "instance" / "secret-key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_defaults_need_nothing_installed(tmp_path: Path) -> None:
    found = made(tmp_path, PORT="8123")
    assert found.site_url == "http://127.0.0.1:8123"
    assert found.database_url == f"sqlite:///{(tmp_path / 'instance').resolve() / 'lms.sqlite3'}"
    assert (found.storage, found.redis_url, found.mail_url) == ("local", "", "")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_by_any_of_its_names(tmp_path: Path, scheme: str) -> None:
    found = made(tmp_path, DATABASE_URL=f"{scheme}://lms@db/lms")
    assert found.database_url == "postgresql+psycopg://lms@db/lms"


def test_spaces_and_a_last_slash_do_not_matter(tmp_path: Path) -> None:
    found = made(tmp_path, SITE_URL=" https://hoc.example.vn/ ", SECRET_KEY=f" {SECRET} ")
    assert (found.site_url, found.secret_key) == ("https://hoc.example.vn", SECRET)


def test_an_instance_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="INSTANCE_DIR cannot be used"):
        Settings.from_env({"INSTANCE_DIR": str(tmp_path / "file" / "instance")})


def test_seeds_of_the_site_are_judged_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SITE_NUMBER_PATTERN must hold"):
        Settings.from_env({"INSTANCE_DIR": str(tmp_path), "SITE_NUMBER_PATTERN": "abc"})
