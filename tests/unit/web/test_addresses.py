"""Only plain paths of this site are followed (S50; the long list of attacks is in tests/pages)."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.web.addresses import MAX_LENGTH, local_address

SITE = "https://hoc.example.vn"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/courses/so-ban-hang",
        "/search?q=gi%C3%A1%20v%E1%BB%91n",
        "/courses?audience=htx&topic=x",
        "/a//b",
        "/verify/0123456789",
        "/?next=https://evil.test/",
    ],
)
def test_paths_of_the_site_are_kept(path: str) -> None:
    assert local_address(path) == path


@pytest.mark.parametrize(
    "text", ["", "courses", "//evil.test", "/\\evil.test", "/%5cevil.test", "/a#b", "/a b"]
)
def test_anything_else_is_not(text: str) -> None:
    assert local_address(text) is None


def test_very_long_addresses_are_not_followed() -> None:
    assert local_address("/" + "a" * (MAX_LENGTH - 1)) is not None
    assert local_address("/" + "a" * MAX_LENGTH) is None


@given(st.text("/\\%2f5cFC:@.?#\t\n ehtps;evil", max_size=40) | st.text(max_size=40))
def test_what_is_followed_stays_on_the_site(text: str) -> None:
    found = local_address(text)
    if found is not None:
        assert found == text
        assert urlsplit(urljoin(f"{SITE}/sign-in", found)).netloc == "hoc.example.vn"
        assert "\\" not in found
        assert found[:2] != "//"
