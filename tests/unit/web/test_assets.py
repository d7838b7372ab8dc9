"""Addresses of built files come from the manifest, and a missing build says what to run."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.web import assets


@pytest.fixture
def manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "manifest.json"
    monkeypatch.setattr(assets, "MANIFEST", path)
    assets._manifest.cache_clear()
    yield path
    assets._manifest.cache_clear()


def test_a_name_becomes_the_address_with_its_digest(manifest: Path) -> None:
    manifest.write_text(json.dumps({"main.css": "main-ABCD1234.css"}))
    assert assets.asset_url("main.css") == "/static/dist/main-ABCD1234.css"


def test_the_manifest_is_read_once(manifest: Path) -> None:
    manifest.write_text(json.dumps({"main.css": "main-1.css"}))
    assets.asset_url("main.css")
    manifest.write_text(json.dumps({"main.css": "main-2.css"}))
    assert assets.asset_url("main.css") == "/static/dist/main-1.css"


def test_a_missing_build_says_what_to_run(manifest: Path) -> None:
    with pytest.raises(assets.AssetsNotBuilt, match=r"npm ci && node build\.mjs"):
        assets.asset_url("main.css")


def test_an_unknown_name_is_named(manifest: Path) -> None:
    manifest.write_text("{}")
    with pytest.raises(assets.AssetsNotBuilt, match=r"'other\.css'"):
        assets.asset_url("other.css")


def test_the_built_files_are_all_there_and_carry_a_digest() -> None:
    built = json.loads(assets.MANIFEST.read_text("utf-8"))
    assert {"main.css", "main.js", "mark.svg"} <= built.keys()
    for file in built.values():
        assert re.search(r"-[0-9A-Z]{8}\.(css|js|svg)\Z", file)
        for suffix in ("", ".gz", ".br"):
            assert (assets.MANIFEST.parent / (file + suffix)).is_file()
