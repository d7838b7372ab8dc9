"""Refusals of practical work, each by its fact."""

from lms.errors import Conflict, Forbidden, Invalid
from lms.practical.rules import LONGEST_COMMENT, LONGEST_PHRASE, MOST_PHRASES
from lms.web.i18n import _l


class WorkOver(Conflict):
    """The work is sent or settled; text and photos stand."""

    message = _l("Bài này đã gửi nên không sửa được nữa. Mở lại trang để xem.")


class DraftOvertaken(Conflict):
    """Another page has saved a newer text."""

    message = _l("Bài này vừa được sửa ở nơi khác. Mở lại trang để xem bản mới.")


class NothingToSend(Invalid):
    """Neither text nor photo."""

    message = _l("Bài chưa có gì. Viết vài dòng hoặc thêm ảnh rồi gửi.")


class PhotosMissing(Conflict):
    """A photo has been announced and has not arrived."""

    message = _l("Còn ảnh chưa gửi xong. Chờ ảnh gửi xong, hoặc bỏ ảnh đó, rồi gửi bài.")


class TooManyPhotos(Invalid):
    """The task takes no more photos."""

    message = _l("Bài này đã đủ số ảnh. Bỏ bớt một ảnh rồi thêm ảnh khác.")


class NotAPhoto(Invalid):
    """The file is no picture that can be read."""

    message = _l("Tệp này không mở được như ảnh. Chọn ảnh JPG, PNG hoặc WEBP.")


class PhotoTooLarge(Invalid):
    """The picture has more pixels or bytes than may be decoded."""

    message = _l("Ảnh này lớn quá. Chọn ảnh nhỏ hơn, hoặc chụp lại màn hình ảnh đó.")


class OwnWork(Forbidden):
    """Nobody marks their own work."""

    message = _l("Đây là bài của chính anh/chị. Nhờ giảng viên khác chấm.")


class AlreadyMarked(Conflict):
    """The work waits for no mark of this person any more."""

    message = _l("Bài này vừa được chấm. Mở danh sách để chấm bài khác.")


class CommentTooLong(Invalid):
    """The comment, with the phrases chosen for it, has more characters than are kept."""

    message = _l("Lời nhận xét dài quá %(most)s chữ. Rút ngắn rồi gửi lại.", most=LONGEST_COMMENT)


class PhraseRefused(Invalid):
    """A sentence for later comments cannot be kept; which subclass says why."""


class PhraseMissing(PhraseRefused):
    """Nothing is written."""

    message = _l("Viết câu muốn giữ rồi bấm Giữ câu này.")


class PhraseTooLong(PhraseRefused):
    """It is longer than a sentence."""

    message = _l("Câu có sẵn dài nhất %(most)s chữ. Câu này dài hơn nên chưa giữ.", most=LONGEST_PHRASE)


class PhrasesFull(PhraseRefused):
    """There are as many as may be kept."""

    message = _l("Câu có sẵn đã đủ %(most)s câu nên câu này chưa giữ. Bỏ bớt một câu đã.", most=MOST_PHRASES)


class LevelsMissing(Invalid):
    """Some row of the rubric has no level."""

    message = _l("Chọn một mức cho mỗi dòng chấm.")


class NotWaiting(Conflict):
    """The work has not waited long enough to be waived, or is settled."""

    message = _l("Bài này không còn chờ nữa, hoặc chưa chờ đủ bảy ngày.")


class MayNotShow(Conflict):
    """The learner does not let the class see it, or the work is not met."""

    message = _l("Bài này chưa cho lớp xem được: bài phải đạt và học viên phải đồng ý.")
