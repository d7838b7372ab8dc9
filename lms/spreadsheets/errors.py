"""Why a file cannot be read as a list. Each error states the fact and says what to do in one sentence."""

from typing import ClassVar


def N_(text: str) -> str:  # noqa: N802 (the name gettext's extractor looks for)
    """Mark a sentence for translation where this pure room may not translate it."""
    return text


class SpreadsheetFault(ValueError):
    """A file that is no list we can read. `sentence` is Vietnamese, with `values` to fill in."""

    sentence: ClassVar[str] = N_("Không đọc được tệp này. Mở lại trong Excel, lưu thành .xlsx rồi gửi lại.")

    def __init__(self, **values: int | str) -> None:
        self.values = values
        super().__init__(self.sentence % values if values else self.sentence)


class UnknownFormat(SpreadsheetFault):
    """Neither xlsx, xls, ods nor text with separators."""

    sentence = N_("Tệp này không phải bảng tính. Chọn tệp .xlsx, .xls, .ods hoặc .csv.")


class DamagedFile(SpreadsheetFault):
    """The file breaks off, lies about its size, or holds what its format forbids."""

    sentence = N_("Tệp bị hỏng hoặc chưa tải lên hết. Mở lại trong Excel, lưu thành .xlsx rồi gửi lại.")


class FileTooLarge(SpreadsheetFault):
    """More bytes, packed or unpacked, than a list needs."""

    sentence = N_("Tệp lớn quá. Bỏ ảnh và các trang tính khác, hoặc tách thành nhiều tệp nhỏ.")


class TooManyRows(SpreadsheetFault):
    """More rows than one import takes; `rows` is the limit."""

    sentence = N_("Danh sách dài quá %(rows)s dòng. Tách thành nhiều tệp rồi gửi từng tệp.")


class TooManyColumns(SpreadsheetFault):
    """More columns than any list of ours has; `columns` is the limit."""

    sentence = N_("Danh sách có hơn %(columns)s cột. Xóa các cột không dùng rồi gửi lại.")


class EmptyFile(SpreadsheetFault):
    """No cell holds anything."""

    sentence = N_("Tệp không có dòng nào. Kiểm tra lại tệp rồi gửi lại.")


class LockedFile(SpreadsheetFault):
    """The workbook is protected by a password."""

    sentence = N_("Tệp có mật khẩu. Bỏ mật khẩu trong Excel rồi gửi lại.")


class UnknownEncoding(SpreadsheetFault):
    """Text in no encoding that we know."""

    sentence = N_("Không đọc được chữ trong tệp. Trong Excel, chọn Lưu thành, kiểu CSV UTF-8, rồi gửi lại.")


class OpenQuote(SpreadsheetFault):
    """A quotation mark that nothing closes, or that closes too early; `line` is where its row begins."""

    sentence = N_("Dòng %(line)s có dấu ngoặc kép không khép đúng chỗ. Sửa dòng này rồi gửi lại.")
