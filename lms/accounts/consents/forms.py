"""Shape of the answer to the words of consent."""

from flask_wtf import FlaskForm
from wtforms import BooleanField
from wtforms.validators import InputRequired

from lms.accounts.consents.rules import OPTIONAL, Purpose
from lms.accounts.consents.words import PURPOSES
from lms.web.i18n import _l


class ConsentForm(FlaskForm):
    """The purposes, each for itself, none ticked."""

    training = BooleanField(
        PURPOSES[Purpose.TRAINING],
        validators=[
            InputRequired(_l("Đánh dấu vào ô này để học. Nếu không đồng ý, bấm “Tôi không đồng ý”."))
        ],
    )
    news = BooleanField(PURPOSES[Purpose.NEWS])
    showcase = BooleanField(PURPOSES[Purpose.SHOWCASE])

    @property
    def optional(self) -> set[Purpose]:
        """The optional purposes that were ticked."""
        return {purpose for purpose in OPTIONAL if self[purpose.value].data}
