"""People's names: the order of lists, and names typed in capitals.

Lists of people in Vietnam go by given name, which stands last. A database collation cannot do that, and the
two databases do not agree on collations, so every name has a key beside it that any binary comparison sorts.
"""

import re
import unicodedata

from lms.names.text import APOSTROPHES, nfc

# The 29 letters in their order, with f, j, w, z of foreign names at their Latin places.
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Dictionary order of tones: none, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": 2, "\u0309": 3, "\u0303": 4, "\u0301": 5, "\u0323": 6}
_LETTER_MARKS = {"\u0306", "\u0302", "\u031b"}
_LETTER_CODE = {letter: 0x20 + place for place, letter in enumerate(ALPHABET)}
_DIGIT_CODE = {str(digit): 0x10 + digit for digit in range(10)}
_END = 0
# Ê Đê, Gia Rai, Ba Na, Xơ Đăng: "Y" and "H" before the name tell the sex, and the clan's name stands last.
_SEX_PREFIXES = {"y", "h"}
_WORD = re.compile(r"[^\s.,;-]+")


def sort_key(full_name: str, override: str | None = None) -> str:
    """Return the key that puts people in Vietnamese order: given name, then middle names, then family name.

    ``override`` holds the word or words to sort by first, for names the rule reads wrongly
    (``sort_key("Trần Lê Quốc Toản", "Quốc Toản")``). Names that begin with the Central Highlands prefixes
    ``Y`` or ``H'`` are sorted by the name after the prefix: ``H'Hen Niê`` under ``Hen``,
    ``Y Bhin Niê Kđăm`` under ``Bhin``.

    The key holds only the characters 0-9 and a-f, two to a letter, so that every collation of SQLite and
    PostgreSQL compares it as bytes would. Words compare by letters first, then by tone, and both placements
    of a tone mark give the same key. An empty name gives an empty key, before all others.
    """
    words = _words(full_name)
    given = _words(override or "")
    if given:
        family, *middle = _without(words, given) or [""]
        sections = [given, middle, [family]]
    else:
        sections = _given_name_first(words)
    keys = ["".join(_word_key(word) for word in section) for section in sections]
    return f"{_END:02x}".join(keys) if any(keys) else ""


def sort_words(text: str) -> list[str]:
    """What each word of ``text`` looks like inside a sort key: letters and tones, so marks count."""
    return [_word_key(word) for word in _words(text)]


def title_case_name(text: str) -> str:
    """Return a name typed wholly in capitals or wholly in small letters with each word capitalised.

    ``NGUYỄN THỊ A`` becomes ``Nguyễn Thị A`` and ``H'HEN NIÊ`` becomes ``H'Hen Niê``. A name in mixed case
    is left as its owner wrote it. Spaces are made single and the result is NFC.
    """
    name = " ".join(nfc(text).split())
    if not (name.isupper() or name.islower()):
        return name
    starts = re.compile(rf"(^|[\s\-.{re.escape(APOSTROPHES)}])(\w)")
    return starts.sub(lambda found: found.group(1) + found.group(2).upper(), name.lower())


def is_name(text: str) -> bool:
    """True when ``text`` could be a name: letters, and between them spaces, apostrophes, hyphens, dots.

    One word will do, and so will one letter (``Đỗ Thị Ỷ``, ``Y Bhin Niê Kđăm``); digits, emoji and signs
    will not.
    """
    name = nfc(text)
    allowed = set(APOSTROPHES) | set(" -.\u2019")
    return any(sign.isalpha() for sign in name) and all(
        sign in allowed or unicodedata.category(sign)[0] in "LM" for sign in name
    )


def _words(name: str) -> list[str]:
    # "H' Hen" and "H'Hen" are the same name: the apostrophe parts the prefix from the name.
    lowered = nfc(name).lower()
    for mark in APOSTROPHES:
        lowered = lowered.replace(mark, " " if lowered.startswith(f"h{mark}") else "")
    return _WORD.findall(lowered)


def _given_name_first(words: list[str]) -> list[list[str]]:
    """The sections of a name in the order in which they are compared; without middle names comes first."""
    if len(words) < 2:
        return [words]
    if words[0] in _SEX_PREFIXES:
        prefix, given, *clan = words
        return [[given], [prefix], clan]
    family, *middle, given = words
    return [[given], middle, [family]]


def _without(words: list[str], taken: list[str]) -> list[str]:
    left = list(words)
    for word in taken:
        if word in left:
            # From the end: a given name repeats the family name more often than the other way round.
            del left[len(left) - 1 - left[::-1].index(word)]
    return left


def _word_key(word: str) -> str:
    letters: list[int] = []
    tones: list[int] = []
    for character in unicodedata.normalize("NFC", word):
        letter, tone = _split_tone(character)
        code = _LETTER_CODE.get(letter) or _DIGIT_CODE.get(letter)
        if code is not None:
            letters.append(code)
        elif letter.isalnum():
            # A letter of another script: after z, in the order of its code point.
            letters.extend([0xFF, *letter.encode("utf-32-be")[1:]])
        if tone:
            tones.append(tone)
    return "".join(f"{code:02x}" for code in [*letters, _END, *tones, _END])


def _split_tone(character: str) -> tuple[str, int]:
    tone = 0
    letter = ""
    for part in unicodedata.normalize("NFD", character):
        if part in _TONES:
            tone = _TONES[part]
        elif part in _LETTER_MARKS or not unicodedata.combining(part):
            letter += part
    return unicodedata.normalize("NFC", letter), tone
