"""The drawn certificate: one page, our font, every word, a code that a camera reads."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import segno
from PIL import Image
from pypdf import PdfReader

from lms.certificates import paper
from lms.certificates.rules import Snapshot, check_character, grouped
from lms.certificates.service import NOTE

DATA = "0123456789ABCDEFGHJKMNPQRST"
CODE = DATA + check_character(DATA)
SITE_URL = "https://hoc.example.vn"
SNAPSHOT = Snapshot(
    full_name="Nguyễn Thị Sen",
    unit="HTX Nông nghiệp Bến Lau",
    course="Đánh giá kết quả sản xuất, kinh doanh",
    periods=10,
    started_on="2026-11-01",
    completed_on="2026-11-20",
    issued_on="2026-11-23",
    number="123/GCN-VPĐP",
    parent_body="Ủy ban nhân dân tỉnh Bến Lau",
    issuing_body="Văn phòng Điều phối nông thôn mới",
    place="Bến Lau",
    signer_title="Chánh Văn phòng",
    signer_name="Trần Văn Bình",
    edition="0.1",
    note=NOTE,
)


def fonts(pdf: bytes) -> Iterator[dict[str, Any]]:
    """The descriptor of every font of the document."""
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for found in page["/Resources"]["/Font"].values():
            font = found.get_object()
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            yield inner["/FontDescriptor"].get_object()


def is_ours(descriptor: dict[str, Any]) -> bool:
    """True for Be Vietnam Pro, embedded."""
    name = str(descriptor["/FontName"]).split("+")[-1].replace(" ", "")
    embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    return name.startswith("BeVietnamPro") and embedded


def text(pdf: bytes) -> str:
    return " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


@pytest.fixture(scope="module")
def drawn() -> bytes:
    return paper.pdf(SNAPSHOT, CODE, SITE_URL)


def test_one_page_a4_landscape(drawn: bytes) -> None:
    pages = PdfReader(io.BytesIO(drawn)).pages
    assert len(pages) == 1
    width, height = (float(side) / 72 * 25.4 for side in pages[0].mediabox[2:])
    assert width == pytest.approx(297, abs=0.5)
    assert height == pytest.approx(210, abs=0.5)


def test_every_font_is_ours_and_embedded(drawn: bytes) -> None:
    found = list(fonts(drawn))
    assert len(found) >= 2
    assert all(is_ours(descriptor) for descriptor in found), [str(one["/FontName"]) for one in found]


def test_a_wrong_font_folder_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Typst falls back without a word; the check above must not."""
    monkeypatch.setattr(paper, "FONTS", tmp_path)
    found = list(fonts(paper.pdf(SNAPSHOT, CODE, SITE_URL)))
    assert not any(is_ours(descriptor) for descriptor in found)


def test_the_paper_says_what_the_register_says(drawn: bytes) -> None:
    words = text(drawn)
    for expected in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "GIẤY CHỨNG NHẬN",
        "NGUYỄN THỊ SEN",
        "HTX Nông nghiệp Bến Lau",
        "Đánh giá kết quả sản xuất, kinh doanh",
        "10 tiết",
        "01/11/2026",
        "20/11/2026",
        "ngày 23 tháng 11 năm 2026",
        "Trần Văn Bình",
        "123/GCN-VPĐP",
        grouped(CODE),
        "hoc.example.vn/verify",
        "Không phải giấy chứng nhận sản phẩm OCOP, không xác nhận hạng sao.",
    ):
        assert expected in words, expected


def test_it_is_an_archive_pdf_with_title_author_and_date(drawn: bytes) -> None:
    reader = PdfReader(io.BytesIO(drawn))
    about = reader.xmp_metadata
    assert about is not None
    raw = about.stream.get_data().decode()
    assert re.search(r"pdfaid:part[>=\"]+2", raw)
    assert re.search(r"pdfaid:conformance[>=\"]+B", raw)
    assert reader.metadata is not None
    assert reader.metadata.title == "Giấy chứng nhận 123/GCN-VPĐP"
    assert not reader.is_encrypted


def test_drawing_again_gives_the_same_words(drawn: bytes) -> None:
    assert text(paper.pdf(SNAPSHOT, CODE, SITE_URL)) == text(drawn)


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Công Tằng Tôn Nữ Thị Ngọc Quỳnh Hương Thượng Trường Ngh",
        "H'Hen Niê",
        "H’Hen Niê",
        "Sen",
        "W" * 60,
        "Ỷ",
        "*#$ [not] _markup_ @x <b>",
    ],
)
def test_any_name_fits_one_page_and_stays_text(name: str) -> None:
    made = paper.pdf(replace(SNAPSHOT, full_name=name), CODE, SITE_URL)
    assert len(PdfReader(io.BytesIO(made)).pages) == 1
    assert all(is_ours(descriptor) for descriptor in fonts(made))
    squeezed = text(made).replace(" ", "")
    assert name.upper().replace(" ", "") in squeezed
    assert "Bảnđiệntửchưakýsố" in squeezed


def test_everything_long_at_once_still_fits() -> None:
    full = replace(
        SNAPSHOT,
        full_name="Nguyễn Công Tằng Tôn Nữ Thị Ngọc Quỳnh Hương Thượng Trường Ngh",
        unit="Hợp tác xã Nông nghiệp và Dịch vụ tổng hợp " * 3,
        course="Đánh giá kết quả sản xuất, kinh doanh của hợp tác xã và hộ sản xuất " * 2,
        parent_body="Ủy ban nhân dân thành phố trực thuộc trung ương " * 2,
        issuing_body="Văn phòng Điều phối chương trình mục tiêu quốc gia xây dựng nông thôn mới " * 2,
        signer_title="Phó Chánh Văn phòng thường trực phụ trách",
        number="123456/GCN-VPĐPNTMTP-2026",
    )
    made = paper.pdf(full, CODE, SITE_URL)
    assert len(PdfReader(io.BytesIO(made)).pages) == 1
    assert grouped(CODE) in text(made)


def test_the_code_in_the_picture_leads_to_the_register_and_nowhere_else() -> None:
    address = paper.verify_address(SITE_URL, CODE)
    assert address == f"{SITE_URL}/verify/{CODE}"
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=2, dark="#1d2721", light="#fffdf9"
    )
    assert paper.qr_svg(address) == out.getvalue().decode()


def _modules(picture: Image.Image, size: int) -> list[list[bool]]:
    """The dark modules of the QR code in a drawn certificate, found by its dark corner squares.

    size: modules along a side. The code stands alone in the lower left of the page, so its bounds are those
    of everything as dark as its modules in that part.
    """
    grey = picture.convert("L")
    width, height = grey.size
    left, top = round(width * 20 / 297), round(height * 0.6)
    area = grey.crop((left, top, left + round(width * 30 / 297), height - round(height * 20 / 210)))
    dark = area.point(lambda level: 255 if level < 110 else 0)
    box = dark.getbbox()
    assert box is not None
    code = area.crop(box)
    side = code.size[0] / size
    return [
        [code.getpixel((int((x + 0.5) * side), int((y + 0.5) * side))) < 110 for x in range(size)]
        for y in range(size)
    ]


def test_what_is_drawn_is_that_code() -> None:
    """The picture's own dots, module by module: what a camera would read."""
    expected = segno.make(paper.verify_address(SITE_URL, CODE), error="m", micro=False)
    rows = [[bool(module) for module in row] for row in expected.matrix]
    assert _modules(Image.open(io.BytesIO(paper.png(SNAPSHOT, CODE, SITE_URL))), len(rows)) == rows


@pytest.mark.parametrize("name", ["Sen", "Nguyễn Công Tằng Tôn Nữ Thị Ngọc Quỳnh Hương Thượng Trường Ngh"])
def test_the_picture_is_light_enough_to_send(name: str) -> None:
    made = paper.png(replace(SNAPSHOT, full_name=name), CODE, SITE_URL)
    assert len(made) <= paper.PICTURE_LIMIT
    with Image.open(io.BytesIO(made)) as picture:
        assert picture.format == "PNG"
        assert picture.width / picture.height == pytest.approx(297 / 210, abs=0.005)
        assert picture.width >= 1200
