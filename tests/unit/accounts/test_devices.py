"""Devices in plain words, and nothing of what a browser sends (S35)."""

import pytest

from lms.accounts.devices import read_device
from lms.accounts.words import device_words

ANDROID = "Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (f"{ANDROID} Chrome/120.0.0.0 Mobile Safari/537.36", "Chrome trên Android"),
        (f"{ANDROID} Version/4.0 Chrome/99.0 Mobile Safari/537.36 Zalo android/12", "Zalo trên Android"),
        (f"{ANDROID} SamsungBrowser/23.0 Chrome/115.0 Mobile Safari/537.36", "Samsung Internet trên Android"),
        (f"{ANDROID} Chrome/99.0 Mobile Safari/537.36 [FBAN/EMA;FBAV/1]", "Facebook trên Android"),
        (f"{IPHONE} Version/17.1 Mobile/15E148 Safari/604.1", "Safari trên iPhone"),
        (f"{IPHONE} CriOS/120.0 Mobile/15E148 Safari/604.1", "Chrome trên iPhone"),
        (f"{WINDOWS} coc_coc_browser/110.0 Chrome/104.0 Safari/537.36", "Cốc Cốc trên Windows"),
        (f"{WINDOWS} Chrome/120.0 Safari/537.36 Edg/120.0", "Edge trên Windows"),
        (f"{WINDOWS} Gecko/20100101 Firefox/121.0", "Firefox trên Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.1 Safari/605.1.15", "Safari trên Mac"),
        ("Dalvik/2.1.0 (Linux; U; Android 9)", "Máy Android"),
        ("Firefox/1.0", "Firefox"),
        ("curl/8.1", "Máy không rõ"),
        ("", "Máy không rõ"),
        ("<script>alert(1)</script>\r\nSet-Cookie: a=b\x1b[31m", "Máy không rõ"),
        ("x" * 100_000 + " Chrome/1 Android", "Máy không rõ"),
    ],
)
def test_a_device_in_plain_words(sent: str, words: str) -> None:
    found = read_device(sent)
    assert set(found) <= set("abcdefghijklmnopqrstuvwxyz/")
    assert device_words(found) == words
