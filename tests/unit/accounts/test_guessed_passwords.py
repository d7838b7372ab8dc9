"""Passwords that are tried first are refused, what people make up themselves is not (S52)."""

from pathlib import Path

import pytest

from lms.accounts import guessed_passwords
from lms.accounts.passwords import password_fault

HERE = Path(guessed_passwords.__file__).parent


def test_every_one_of_the_list_is_refused() -> None:
    listed = (HERE / "guessed_passwords.txt").read_text("utf-8").split()
    assert len(listed) > 2000
    assert all(len(one) >= 8 for one in listed)
    assert [one for one in listed if password_fault(one) != "common"] == []


@pytest.mark.parametrize("word", (HERE / "guessed_words.txt").read_text("utf-8").split()[::7])
def test_a_word_with_the_usual_ending_is_refused(word: str) -> None:
    made = [word + ending for ending in ("123456", "@123456", "12345678", "@2026", "1975", "!")] + [word * 2]
    assert [one for one in made if len(one) >= 8 and password_fault(one) is None] == []


@pytest.mark.parametrize(
    "password",
    [
        "Password123!", "P@ssw0rd", "Nguyễn123", "matkhau@2026", "Mật khẩu 123", "ANHYEUEM", "anh yêu em",
        "Hà Nội 2024", "qwerty123", "Aa123456@", "1q2w3e4r", "19801980", "00000000", "68686868", "abcd1234",
        "ocop2026", "hoptacxa1", "viettel@123", "iloveyou1", "zxcvbnm1", "123456789a", "admin@123",
    ],
)  # fmt: skip
def test_what_many_people_choose(password: str) -> None:
    found = password_fault(password)
    assert found == "common", (password, found)


@pytest.mark.parametrize(
    "password",
    [
        "lúa chín vàng", "27091968", "40518273", "chuối sấy dẻo", "Sen bán gạo 3 chợ", "mèo-vàng-7",
        "xyz 88 áo nâu", "hạt gạo làng ta 36", "ghe xuồng mắm", "🌾🌾🌾🌾 lúa", "Tr4ng-lu0i-ca",
    ],
)  # fmt: skip
def test_what_people_make_up_is_allowed(password: str) -> None:
    """Eight digits too, for who can type nothing else."""
    assert password_fault(password) is None
