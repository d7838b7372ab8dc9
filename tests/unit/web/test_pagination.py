"""Pages of long lists: positions that add up, and no address that breaks them."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lms.web.pagination import MAX_PAGE, Page, page_number


@given(st.integers(1, 400), st.integers(1, 50))
def test_pages_cover_the_list_once(total: int, size: int) -> None:
    seen: list[int] = []
    pages = Page([], 1, size, total).pages
    for number in range(1, pages + 1):
        shown = list(range((number - 1) * size + 1, min(number * size, total) + 1))
        page = Page(shown, number, size, total)
        assert (page.first, page.last) == (shown[0], shown[-1])
        seen += shown
    assert seen == list(range(1, total + 1))


def test_an_empty_list_has_one_page_and_no_positions() -> None:
    page: Page[int] = Page([], 1, 25, 0)
    assert (page.pages, page.first, page.last) == (1, 0, 0)


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 1),
        ("?page=3", 3),
        ("?page=007", 7),
        ("?page=0", 1),
        ("?page=-2", 1),
        ("?page=", 1),
        ("?page=two", 1),
        ("?page=1.5", 1),
        ("?page=%D9%A3", 1),
        ("?page=%C2%B2", 1),
        ("?page=100000000", MAX_PAGE),
        ("?page=" + "9" * 5000, MAX_PAGE),
        ("?page=2&page=9", 2),
        ("?page=1%00", 1),
    ],
)
def test_any_address_names_a_page(app: Flask, query: str, number: int) -> None:
    with app.test_request_context(f"/office/enrolments{query}"):
        assert page_number() == number
