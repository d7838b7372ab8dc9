"""What every text field does to what was typed, and the one character that no address may hold.

WTForms has no words in Vietnamese: fields that can refuse what was typed say so themselves.
"""

from typing import Any

from flask import Flask, abort, request
from wtforms import DateTimeLocalField, IntegerField

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
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(gettext("Ô này chỉ viết chữ số.")) from error


class DayAndTime(DateTimeLocalField):
    """A day and a time of Vietnam, as the browser's picker sends them or as one types them without one."""

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Say how it is written where it cannot be read."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(gettext("Viết ngày và giờ như 30/11/2026 17:30.")) from error


def one_line(text: str | None) -> str | None:
    """NFC, single spaces, and none of the characters that no keyboard types (controls, direction marks)."""
    if not text:
        return text
    kept = "".join(char for char in nfc(text) if char.isprintable() or char.isspace())
    return " ".join(kept.split())
