"""How quizzes say no, each by the fact it states."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from lms.errors import AppError, Conflict, Invalid
from lms.questions import AnswerRejected, Reason, plain_number
from lms.web.i18n import _, _l

if TYPE_CHECKING:
    from lms.quizzes.queries import StoredAnswer

_WORDS = {
    Reason.WRONG_SHAPE: _l("Câu trả lời không đúng dạng của câu hỏi. Anh/chị mở lại trang rồi chọn lại."),
    Reason.UNKNOWN_CHOICE: _l("Câu trả lời không có trong câu hỏi này. Anh/chị mở lại trang rồi chọn lại."),
    Reason.REPEATED_CHOICE: _l("Một phương án được gửi hai lần. Anh/chị mở lại trang rồi chọn lại."),
    Reason.NOT_A_NUMBER: _l("Anh/chị viết bằng số, ví dụ 1.200 hoặc 2,4."),
    Reason.UNCLEAR_NUMBER: _l(
        "Số này chưa rõ. Anh/chị viết như 1.234,5: dấu chấm hàng nghìn, dấu phẩy phần lẻ."
    ),
    Reason.OTHER_UNIT: _l("Câu này hỏi theo đơn vị ghi cạnh ô. Anh/chị viết lại số theo đơn vị đó."),
    Reason.AMBIGUOUS_NUMBER: _l("Số này có hai cách hiểu. Anh/chị viết rõ một cách."),
    Reason.NUMBER_TOO_LARGE: _l("Số này quá lớn hoặc quá nhiều chữ số lẻ. Anh/chị xem lại."),
    Reason.TOO_LONG: _l("Câu trả lời quá dài. Anh/chị viết gọn lại."),
    Reason.UNREADABLE_TEXT: _l("Câu trả lời có ký tự không đọc được. Anh/chị gõ lại bằng bàn phím."),
}


class AttemptClosed(Conflict):
    """The attempt has been submitted; its answers stay as they were then."""

    message = _l("Bài này đã nộp nên không sửa được nữa.")


class TimeUp(Conflict):
    """The deadline and the grace after it are over; what was saved before counts."""

    message = _l("Đã hết giờ làm bài. Những câu đã lưu được nộp và chấm.")


class AnswerOvertaken(Conflict):
    """Another page has changed the answer since this page saw it; `stored` is what stands now."""

    message = _l("Câu này vừa được sửa ở nơi khác. Anh/chị chọn câu muốn dùng.")

    def __init__(self, question_id: str, stored: StoredAnswer) -> None:
        self.question_id, self.stored = question_id, stored
        super().__init__(self.message)


class UnknownQuestion(Invalid):
    """The attempt has no such question."""

    message = _l("Bài làm không có câu hỏi này. Anh/chị mở lại trang rồi làm tiếp.")


class AnswerRefused(Invalid):
    """An answer does not fit its question; `reason` says how."""

    def __init__(self, refusal: AnswerRejected) -> None:
        self.reason = refusal.reason
        super().__init__(refusal_text(refusal))


class AnotherOpen(Conflict):
    """The person has begun another attempt at the same quiz."""

    message = _l("Học viên đang làm một lần khác của bài này. Đợi nộp xong rồi mở lại.")


class PageLeft(Conflict):
    """The pages of the quiz are left for good, and the question is not on the one the learner has reached."""

    message = _l("Trang này đã qua nên không sửa được nữa. Anh/chị làm tiếp trang đang mở.")


class BadSave(Invalid):
    """A save names no question, or no client and sequence number that could be theirs."""

    message = _l("Chưa lưu được vì thiếu thông tin. Anh/chị mở lại trang rồi làm tiếp.")


class AnswerSettled(Invalid):
    """The answer was checked, which fixed it."""

    message = _l("Câu này đã chốt nên không sửa được nữa.")


class NothingToCheck(Invalid):
    """A question that is not answered in full is not checked."""

    message = _l("Anh/chị trả lời câu này rồi bấm Xem đúng chưa.")


class NotCheckedAtOnce(Invalid):
    """The quiz, or the question, is only graded when handed in."""

    message = _l("Câu này không kiểm tra ngay được. Anh/chị lưu rồi nộp bài.")


class AttemptsUsedUp(Conflict):
    """All attempts that the quiz allows have been made."""

    message = _l("Anh/chị đã làm hết số lần của bài kiểm tra này.")


class NotOpenYet(Conflict):
    """The quiz opens later."""

    message = _l("Bài kiểm tra này chưa mở. Anh/chị xem ngày mở ở trang bài kiểm tra.")


class QuizOver(Conflict):
    """The quiz has closed."""

    message = _l("Bài kiểm tra này đã đóng. Cần làm thêm thì gọi số ở cuối trang.")


class WrongPassword(Invalid):
    """The quiz asks for a password, and this is not it."""

    message = _l("Mật khẩu bài kiểm tra chưa đúng. Anh/chị hỏi lại giảng viên rồi gõ lại.")


class TooManyPasswords(AppError):
    """Too many wrong passwords lately."""

    status = 429
    message = _l("Gõ sai mật khẩu nhiều lần. Anh/chị nghỉ mười phút rồi thử lại.")


class CoolingDown(Conflict):
    """The next attempt may only be started at `until`."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(_l("Chưa đến lúc làm lần tiếp theo. Anh/chị xem lại bài trong khi chờ."))


def refusal_text(refusal: AnswerRejected) -> str:
    """What to tell the learner whose answer does not fit its question."""
    if refusal.reason is Reason.AMBIGUOUS_NUMBER and len(refusal.readings) == 2:
        one, other = (f"{plain_number(number)} {refusal.unit}".strip() for number in refusal.readings)
        return _("Số này có hai cách hiểu. Anh/chị viết %(one)s hoặc %(other)s cho rõ.", one=one, other=other)
    return str(_WORDS[refusal.reason])
