"""English has two forms where Vietnamese has one and the same text for both."""

from pathlib import Path

import pytest
from flask import Flask, g

from lms.web import i18n

CATALOGUE = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

#, python-format
msgid "%(num)s bài"
msgid_plural "%(num)s bài"
msgstr[0] "%(num)s lesson"
msgstr[1] "%(num)s lessons"
"""


@pytest.fixture
def english(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(CATALOGUE, "utf-8")
    monkeypatch.setattr(i18n, "TRANSLATIONS", tmp_path)
    i18n._catalogue.cache_clear()
    monkeypatch.setattr(i18n, "current_locale", lambda: "en")


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(("count", "words"), [(0, "0 lessons"), (1, "1 lesson"), (6, "6 lessons")])
def test_each_count_has_its_form(count: int, words: str) -> None:
    try:
        assert i18n.ngettext("%(num)s bài", "%(num)s bài", count) == words
    finally:
        i18n._catalogue.cache_clear()


def test_vietnamese_needs_no_catalogue(app: Flask) -> None:
    with app.test_request_context("/"):
        g.locale = "vi"
        assert i18n.ngettext("%(num)s bài", "%(num)s bài", 6) == "6 bài"
