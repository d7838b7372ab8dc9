"""Addresses of what the front end build wrote: one manifest, read once a process."""

import json
from functools import cache

from flask import Flask

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
        raise AssetsNotBuilt(f"{MANIFEST} is missing: run `npm ci && node build.mjs` in frontend/") from missing
    return built


def asset_url(name: str) -> str:
    """The address of a built file, with the digest of its bytes in it: `main.css` -> `/static/dist/main-3JG5SHFE.css`.

    Raises AssetsNotBuilt when there is no manifest or it does not name the file.
    """
    try:
        return PREFIX + _manifest()[name]
    except KeyError as missing:
        raise AssetsNotBuilt(f"{MANIFEST} does not name {name!r}: run `node build.mjs` in frontend/") from missing


def init_app(app: Flask) -> None:
    """Give templates `asset_url`."""
    app.jinja_env.globals["asset_url"] = asset_url
