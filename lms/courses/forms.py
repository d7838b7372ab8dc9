"""The shape of what a reader of the catalogue may ask for."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from lms.courses.subjects import Audience, Topic
from lms.courses.words import AUDIENCE_WORDS, TOPIC_WORDS
from lms.web.i18n import _l


class CatalogueForm(FlaskForm):
    """Two filters in the address; what is not one of the choices is no filter."""

    class Meta:
        """A GET form changes nothing and needs no token."""

        csrf = False

    audience = SelectField(
        _l("Dành cho"),
        choices=[
            SelectChoice("", _l("Mọi người")),
            *(SelectChoice(word.value, AUDIENCE_WORDS[word]) for word in Audience),
        ],
    )
    topic = SelectField(
        _l("Chủ đề"),
        choices=[
            SelectChoice("", _l("Mọi chủ đề")),
            *(SelectChoice(word.value, TOPIC_WORDS[word]) for word in Topic),
        ],
    )

    def chosen(self) -> dict[str, str | None]:
        """The filters to apply, None for all; an address somebody altered filters nothing."""
        known: dict[str, set[str]] = {"audience": set(Audience), "topic": set(Topic)}
        return {
            name: str(self[name].data) if self[name].data in words else None for name, words in known.items()
        }
