"""Addresses of what the front end build wrote: one manifest, read once a process."""

import json
from functools import cache
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

from lms.paths import DIST

MANIFEST = DIST / "manifest.json"
PREFIX = "/static/dist/"


class AssetsNotBuilt(RuntimeError):
    """The front end has not been built, or not since a new file was named."""


@cache
def _manifest() -> dict[str, str]:
    try:
        built: dict[str, str] = json.loads(MANIFEST.read_text("utf-8"))
    except FileNotFoundError as missing:
        raise AssetsNotBuilt(
            f"{MANIFEST} is missing: in frontend/, run npm ci && node build.mjs"
        ) from missing
    return built


def asset_url(name: str) -> str:
    """The address of a built file, digest and all: `main.css` -> `/static/dist/main-3JG5SHFE.css`.

    Raises AssetsNotBuilt when there is no manifest or it does not name the file.
    """
    try:
        return PREFIX + _manifest()[name]
    except KeyError as missing:
        raise AssetsNotBuilt(f"{MANIFEST} lacks {name!r}: in frontend/, run node build.mjs") from missing


@cache
def asset_weight(name: str) -> int:
    """The bytes of a built file as it travels to most phones: compressed with gzip, without headers.

    Raises AssetsNotBuilt as asset_url does.
    """
    return (DIST / f"{asset_url(name).removeprefix(PREFIX)}.gz").stat().st_size


def _static_headers(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"


def init_app(app: Flask) -> None:
    """Give templates `asset_url`, and serve the built files, compressed beforehand, for a year."""
    app.jinja_env.globals["asset_url"] = asset_url
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(DIST) if DIST.is_dir() else None,
        prefix=PREFIX,
        max_age=31_536_000,
        immutable_file_test=lambda _path, _url: True,
        add_headers_function=_static_headers,
    )
