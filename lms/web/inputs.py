"""What every text field does to what was typed, and the one character that no address may hold."""

from flask import Flask, abort, request
from wtforms import IntegerField

from lms.names import nfc
from lms.web.i18n import gettext

_DIGITS = 9


def init_app(app: Flask) -> None:
    """Refuse a NUL in path or query, which PostgreSQL cannot look for and nobody types."""

    @app.before_request
    def refuse_nul() -> None:
        values = [request.path, *(part for pair in request.args.items(multi=True) for part in pair)]
        if any("\0" in value for value in values):
            abort(400)


class WholeNumber(IntegerField):
    """A whole number of at most nine digits: what is longer was never meant, and no column holds it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Refuse what is too long as what is no number."""
        if valuelist and len(valuelist[0].strip()) > _DIGITS:
            raise ValueError(gettext("Số này dài quá. Viết nhiều nhất chín chữ số."))
        super().process_formdata(valuelist)


def one_line(text: str | None) -> str | None:
    """NFC, single spaces, and none of the characters that no keyboard types (controls, direction marks)."""
    if not text:
        return text
    kept = "".join(char for char in nfc(text) if char.isprintable() or char.isspace())
    return " ".join(kept.split())
