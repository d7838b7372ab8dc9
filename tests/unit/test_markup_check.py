"""The judge of every page: a page like one seen before is not parsed again, and nothing hides behind that."""

import pytest

from tests.markup_check import faults, targets

PAGE = (
    '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Học</title></head><body><h1>Bài</h1>'
    '<p title="Sổ">Sổ bán &amp; sổ chi</p><a href="/a?b=1&amp;c=2">Đọc tiếp</a>'
    '<form action="/x"><label for="a">Tên</label><input id="a" name="a" value="Sen">'
    '<button>Gửi</button></form><img src="/x.png" alt=""></body></html>'
)


def test_a_good_page_has_no_faults_whatever_its_words() -> None:
    assert faults(PAGE) == ()
    assert faults(PAGE.replace("Sổ bán", "1.200,5 túi “x”").replace('value="Sen"', 'value=""')) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Đọc tiếp", "", "without words"),
        ("Đọc tiếp", "  \n ", "without words"),
        ("Gửi", " ", "a <button> without words"),
        ("<title>Học</title>", "<title> </title>", "no title"),
        (' alt=""', "", "has no alt"),
        ('for="a"', 'for="b"', "names no element"),
        ('id="a"', 'id="b"', "names no element"),
        ("<h1>Bài</h1>", "<p>Bài</p>", "0 h1"),
        ('lang="vi"', 'lang=""', "no language"),
        ("Sổ bán", "Sổ < bán", "invalid HTML"),
        ("&amp; sổ", "&am; sổ", "invalid HTML"),
        ("Sổ bán", "Sổ \x0b bán", "invalid HTML"),
        ('title="Sổ"', 'title="Sổ" title="Sổ"', "invalid HTML"),
        ('title="Sổ"', 'title="Sổ', "invalid HTML"),
        ('title="Sổ"', 'style="x"', "which the content security policy blocks"),
        ("</form>", "", "invalid HTML"),
    ],
)
def test_a_fault_is_found_after_a_good_page_of_its_kind(old: str, new: str, said: str) -> None:
    assert faults(PAGE) == ()
    assert old in PAGE
    assert any(said in fault for fault in faults(PAGE.replace(old, new, 1)))


def test_targets_of_a_page() -> None:
    assert targets(PAGE) == ["/a?b=1&c=2", "/x", "/x.png"]
    assert targets(PAGE.replace('action="/x"', 'method="post" action="/x"')) == ["/a?b=1&c=2", "/x.png"]
