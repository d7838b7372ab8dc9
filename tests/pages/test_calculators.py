"""/tinh: figures in by POST, every operation shown, errors at the field, nothing kept."""

import re
from html import unescape

import pytest

from lms.calculators.catalogue import CALCULATORS, COURSE
from lms.courses.addresses import lesson_path
from tests.client import CheckingClient

#: Calculators store nothing.
pytestmark = pytest.mark.once

SLUGS = [calculator.slug for calculator in CALCULATORS]
BREAK_EVEN = {"item": "túi", "fixed": "22 triệu", "price": "95.000", "variable_cost": "62 nghìn"}


def words(html: str) -> str:
    """The text of a page with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def send(client: CheckingClient, slug: str, sent: dict[str, str], status: int = 200) -> str:
    client.get(f"/tinh/{slug}", status=200)
    return client.post(f"/tinh/{slug}", data=sent, status=status).text


def test_list_leads_to_every_calculator(client: CheckingClient) -> None:
    page = client.get("/tinh", status=200).text
    assert all(f'href="/tinh/{slug}"' in page for slug in SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_empty_form_explains_and_leads_to_the_lesson(client: CheckingClient, slug: str) -> None:
    calculator = next(each for each in CALCULATORS if each.slug == slug)
    page = client.get(f"/tinh/{slug}", status=200).text
    assert calculator.formula in words(page)
    assert lesson_path(COURSE, calculator.lesson) in page
    assert 'class="calc"' not in page


@pytest.mark.parametrize(
    ("slug", "answers"),
    [
        ("hoa-von", ["667 túi", "khoảng 63.333.333 đồng", "khoảng 50.666.667 đồng", "1.576 túi"]),
        ("lai-gop", ["33.000 đồng", "khoảng 34,74%"]),
        ("lai-don-hang", ["30.725 đồng", "khoảng 21,56%", "khoảng 3,38 lần"]),
        ("gia-thap-nhat", ["102.598 đồng"]),
        ("vong-quay-kho", ["khoảng 38,3 ngày", "2,4 vòng"]),
        ("dong-tien", ["25.800.000 đồng", "−12.200.000 đồng"]),
        ("hai-nhan-to", ["14.000.000 đồng", "20.000.000 đồng", "−6.000.000 đồng"]),
        (
            "bon-nhan-to",
            ["−2.400.000 đồng", "8.000.000 đồng", "−6.000.000 đồng", "−2.400.000 đồng", "−2.000.000 đồng"],
        ),
    ],
)
def test_example_gives_the_figures_of_the_course(
    client: CheckingClient, slug: str, answers: list[str]
) -> None:
    page = send(client, slug, {"example": "1"})
    assert re.findall(r'class="calc">([^<]+)<', page) == answers


def test_own_figures_step_by_step(client: CheckingClient) -> None:
    page = send(client, "hoa-von", BREAK_EVEN)
    text = words(page)
    assert "Lãi góp một đơn vị hàng : 95.000 − 62.000 = 33.000 đồng".replace(" :", ":") in text.replace(
        " :", ":"
    )
    assert "22.000.000 : 33.000 = khoảng 666,67 túi" in text
    assert "Đọc là 22.000.000 đồng" in text
    assert "Số dư an toàn" not in text
    assert 'value="22 triệu"' in page


def test_answer_is_not_cached_and_leaves_no_trace(client: CheckingClient) -> None:
    send(client, "hoa-von", BREAK_EVEN)
    assert "95.000" not in client.get("/tinh/hoa-von").text
    assert client.post("/tinh/hoa-von?price=1", data=BREAK_EVEN).request.query_string == b"price=1"


@pytest.mark.parametrize(
    ("slug", "sent", "said"),
    [
        ("hoa-von", BREAK_EVEN | {"price": ""}, "Chưa có số. Viết bằng số, ví dụ 1.200."),
        ("hoa-von", BREAK_EVEN | {"price": "chín mươi"}, "Viết bằng số, ví dụ 1.200."),
        ("hoa-von", BREAK_EVEN | {"price": "1e308"}, "Viết bằng số, ví dụ 1.200."),
        ("hoa-von", BREAK_EVEN | {"price": "NaN"}, "Viết bằng số, ví dụ 1.200."),
        ("hoa-von", BREAK_EVEN | {"price": "-5"}, "Viết số từ 0 trở lên."),
        ("hoa-von", BREAK_EVEN | {"price": "9" * 31}, "Số này dài quá."),
        ("hoa-von", BREAK_EVEN | {"price": "9" * 20}, "Số này lớn quá."),
        ("hoa-von", BREAK_EVEN | {"price": "0,1234567"}, "Nhiều nhất 6 chữ số sau dấu phẩy."),
        ("hoa-von", BREAK_EVEN | {"price": "62.000"}, "Giá bán phải cao hơn tiền theo hàng"),
        ("hoa-von", BREAK_EVEN | {"price": "0"}, "Viết số lớn hơn 0"),
        ("hoa-von", BREAK_EVEN | {"item": "<b>túi"}, "Viết một từ ngắn, ví dụ túi."),
        ("hoa-von", BREAK_EVEN | {"quantity": "0"}, "Viết số lớn hơn 0"),
        ("gia-thap-nhat", {"cost": "70.000", "rates": "100"}, "phải dưới 100%"),
        ("gia-thap-nhat", {"cost": "70.000", "rates": "20", "voucher": "100"}, "phải dưới 100%"),
        (
            "lai-don-hang",
            {"list_price": "1.000", "cost": "1", "voucher": "100"},
            "Giá sau mã giảm phải lớn hơn 0.",
        ),
        (
            "lai-don-hang",
            {"list_price": "1.000", "cost": "1", "voucher": "120"},
            "Giá sau mã giảm phải lớn hơn 0.",
        ),
        ("vong-quay-kho", {"cost": "5", "opening": "0", "closing": "0", "days": "92"}, "Viết số lớn hơn 0"),
        ("vong-quay-kho", {"cost": "5", "opening": "1", "closing": "0", "days": "0"}, "Viết số lớn hơn 0"),
    ],
)
def test_wrong_figures_are_answered_at_the_field(
    client: CheckingClient, slug: str, sent: dict[str, str], said: str
) -> None:
    page = send(client, slug, sent, status=422)
    assert said in words(page)
    assert 'aria-invalid="true"' in page
    assert 'class="calc"' not in page
    for value in sent.values():
        assert f'value="{value}"' in unescape(page)


def test_loss_is_said_and_still_worked_out(client: CheckingClient) -> None:
    text = words(send(client, "lai-gop", {"price": "50.000", "variable_cost": "62.000"}))
    assert "−12.000 đồng" in text
    assert "càng bán càng lỗ" in text
    text = words(send(client, "hoa-von", BREAK_EVEN | {"quantity": "500"}))
    assert "Số đã bán chưa tới điểm hòa vốn" in text


@pytest.mark.parametrize("figure", ["0", "0,000001", "0,999999", "1.000.000.000.000.000", "99,999999"])
@pytest.mark.parametrize("slug", SLUGS)
def test_extreme_figures_are_answered_or_refused(client: CheckingClient, slug: str, figure: str) -> None:
    fields = next(each for each in CALCULATORS if each.slug == slug).fields
    client.get(f"/tinh/{slug}")
    for at in range(len(fields)):
        mixed = {field.name: figure if place <= at else "1" for place, field in enumerate(fields)}
        assert client.post(f"/tinh/{slug}", data=mixed).status_code in (200, 422)


def test_unknown_calculator_and_bare_post(client: CheckingClient) -> None:
    client.get("/tinh/khong-co", status=404)
    refused = client.post("/tinh/hoa-von", data=BREAK_EVEN, csrf=False)
    assert refused.status_code in (400, 401)
    assert 'class="calc"' not in refused.text
