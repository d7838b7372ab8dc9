"""Files that lessons hand out are what their names say (S30)."""

import io
import zipfile

import pytest

from lms.courses.attachments import read_attachment
from lms.courses.pictures import MAX_BYTES

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
HTML = b"<!doctype html><script>alert(1)</script>"


def office(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return held.getvalue()


@pytest.mark.parametrize(
    ("path", "data", "kind"),
    [
        ("media/phieu.pdf", b"%PDF-1.7\n%%EOF", "application/pdf"),
        ("media/PHIEU.PDF", b"%PDF-1.4\n", "application/pdf"),
        ("media/so.csv", "Ngày;Số túi\n01/12;40\n".encode(), "text/csv"),
        ("media/bang.xlsx", office("[Content_Types].xml", "xl/workbook.xml"), "spreadsheetml.sheet"),
        ("media/phieu.docx", office("[Content_Types].xml", "word/document.xml"), "wordprocessingml.document"),
    ],
)
def test_what_it_is_called_it_is(path: str, data: bytes, kind: str) -> None:
    found, faults = read_attachment(path, data)
    assert faults == []
    assert found is not None
    assert found.endswith(kind)


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("media/hinh.csv", PNG, "UTF-8"),
        ("media/hinh.csv", b"a;b\x00c", "điều khiển"),
        ("media/trang.pdf", HTML, "không phải PDF"),
        ("media/trang.pdf", b"\n" + b"%PDF-1.7", "không phải PDF"),
        ("media/bang.xlsx", b"%PDF-1.7", "không phải XLSX"),
        ("media/bang.xlsx", office("word/document.xml"), "không phải XLSX"),
        ("media/bang.xlsx", office("xl/workbook.xml")[:-30], "không phải XLSX"),
        ("media/phieu.docx", office("word/document.xml", "word/vbaProject.bin"), "macro"),
        ("media/phieu.pdf", b"%PDF-" + b"x" * MAX_BYTES, "5 MB"),
    ],
)
def test_what_it_is_not_is_refused(path: str, data: bytes, said: str) -> None:
    found, faults = read_attachment(path, data)
    assert found is None
    assert said in faults[0].message
