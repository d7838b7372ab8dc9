"""The form of an exception: what is given, and why; whom stands beside it."""

from __future__ import annotations

from datetime import datetime

from flask_wtf import FlaskForm
from wtforms.validators import NumberRange, Optional

from lms import clock
from lms.quizzes.rules import Exceptional
from lms.quizzes.teaching.forms import MOST_MINUTES, reason_field
from lms.web.i18n import _, _l
from lms.web.inputs import DayAndTime, WholeNumber

MOST_ATTEMPTS = 20


class ExceptionForm(FlaskForm):
    """At least one of the three is given."""

    minutes = WholeNumber(
        _l("Thêm số phút"),
        validators=[
            Optional(),
            NumberRange(0, MOST_MINUTES, message=_l("Viết số phút từ 0 đến 10.080 (bảy ngày), viết liền.")),
        ],
    )
    attempts = WholeNumber(
        _l("Thêm số lần làm"),
        validators=[
            Optional(),
            NumberRange(0, MOST_ATTEMPTS, message=_l("Viết số lần từ 0 đến 20.")),
        ],
    )
    closes = DayAndTime(_l("Đóng bài muộn hơn, vào lúc"), validators=[Optional()])
    reason = reason_field()

    def validate(self, extra_validators: object = None) -> bool:
        """Ask for something to give."""
        fits = bool(super().validate(extra_validators))
        if fits and not (self.minutes.data or self.attempts.data or self.closes.data):
            self.minutes.errors = [_("Viết số phút, số lần hoặc ngày đóng: ít nhất một ô.")]
            return False
        return fits

    def closes_later(self, at: datetime) -> bool:
        """Whether the valid form's closing time, if any, is still to come at `at`: one that is over gives
        nothing."""
        closes_at = self.given.closes_at
        if closes_at is None or closes_at > at:
            return True
        self.closes.errors = [_("Lúc này đã qua. Chọn ngày giờ muộn hơn bây giờ, hoặc để trống.")]
        return False

    @property
    def given(self) -> Exceptional:
        """What the valid form gives; its time is Vietnam's."""
        closes: datetime | None = self.closes.data
        return Exceptional(
            minutes=self.minutes.data or 0,
            attempts=self.attempts.data or 0,
            closes_at=None if closes is None else closes.replace(tzinfo=clock.LOCAL),
        )
