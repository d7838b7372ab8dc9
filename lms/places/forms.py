"""The picker of a commune as part of a form: what was typed, what was found, what was chosen."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import Length, ValidationError

from lms.places import queries
from lms.places.rules import HITS, Hit
from lms.web.i18n import _l
from lms.web.inputs import one_line


class PlaceForm(FlaskForm):
    """A form with a commune in it; `templates/components/place.html` shows this part.

    Without script the button "Tìm xã" sends the whole form with `find=place`: the view then asks
    `form.finding()` and shows the form again, with what was found to choose from. `place_asked` is what the
    list on the page was made for, so that a name typed but never looked up is not lost silently.
    """

    commune_code = StringField(_l("Xã, phường, đặc khu"), filters=[one_line])
    place_q = StringField(
        _l("Tìm xã theo tên"),
        filters=[one_line],
        validators=[Length(max=100, message=_l("Dài quá %(limit)s chữ.", limit=100))],
    )
    place_asked = HiddenField(filters=[one_line])
    place_button: Any = None

    hits: tuple[Hit, ...] = ()
    more_hits = False

    def finding(self, pressed: str | None) -> bool:
        """True when the person only wants to look a name up: `pressed` is the value of `find`."""
        if pressed != "place":
            return False
        self._look_up()
        return True

    def _look_up(self) -> None:
        found = queries.search(self.place_q.data or "")
        self.hits, self.more_hits = tuple(found[:HITS]), len(found) > HITS
        self.place_asked.data = self.place_q.data or ""

    @property
    def chosen(self) -> queries.Place | None:
        """The commune that is ticked now."""
        return queries.place((self.commune_code.data or "")[:5])

    def validate_commune_code(self, field: StringField) -> None:
        """One of those we know, or none; a name that was typed last must have been chosen from."""
        typed, asked = self.place_q.data or "", self.place_asked.data or ""
        if typed and typed != asked:
            self._look_up()
            raise ValidationError(
                _l("Chọn một xã trong danh sách.") if self.hits else _l("Không thấy xã nào tên như vậy.")
            )
        if field.data and queries.place(field.data[:5]) is None:
            raise ValidationError(_l("Chọn một xã trong danh sách."))
