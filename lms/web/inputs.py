"""What every text field does to what was typed, and the one character that no address may hold."""

from flask import Flask, abort, request

from lms.names import nfc


def init_app(app: Flask) -> None:
    """Refuse a NUL in path or query, which PostgreSQL cannot look for and nobody types."""

    @app.before_request
    def refuse_nul() -> None:
        values = [request.path, *(part for pair in request.args.items(multi=True) for part in pair)]
        if any("\0" in value for value in values):
            abort(400)


def one_line(text: str | None) -> str | None:
    """NFC, single spaces, and none of the characters that no keyboard types (controls, direction marks)."""
    if not text:
        return text
    kept = "".join(char for char in nfc(text) if char.isprintable() or char.isspace())
    return " ".join(kept.split())
