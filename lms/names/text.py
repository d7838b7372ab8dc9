"""Text as people type it, brought to one form.

The same commune is written ``Hòa`` in one official list and ``Hoà`` in another, and ``H'leo`` comes with at
least four different apostrophes (domain file 4.3). What is shown stays NFC as typed; what is compared or
searched goes through ``fold``.
"""

import re
import unicodedata

# Straight, curly, modifier-letter, prime, grave and acute: all of them are typed for the apostrophe of H'Hen.
APOSTROPHES = "'\u2018\u2019\u201b\u02bc\u02bb\u02b9\u2032\u0060\u00b4\uff07"
_DROP_APOSTROPHES = {ord(mark): None for mark in APOSTROPHES}
_BARRED_D = {ord("đ"): "d", ord("ð"): "d"}
_NOT_A_WORD = re.compile(r"[\W_]+")


#: More marks in a row than any writing has (UAX #15, Stream-Safe Text Format). Sorting them takes time that
#: grows with the square of their number: 200 kB of marks would keep a process busy for a minute.
MARKS_IN_A_ROW = 30
_SHORT = 400


def bounded(text: str) -> str:
    """Return ``text`` without the marks that follow thirty others: normalising takes linear time."""
    if len(text) <= _SHORT or text.isascii():
        return text
    # The marks of this text alone: most have none, and a megabyte is looked through in milliseconds.
    marks = "".join(sorted(filter(unicodedata.combining, set(text))))
    if not marks:
        return text
    return re.sub(f"([{marks}]{{{MARKS_IN_A_ROW}}})[{marks}]+", r"\1", text)


def nfc(text: str) -> str:
    """Return ``text`` in Unicode NFC, the form every stored name and title has; see ``bounded``."""
    return unicodedata.normalize("NFC", bounded(text))


def passage(text: str) -> str:
    """Return ``text`` of several lines in NFC, with a line feed between them; forms send CR and LF."""
    return nfc(text.replace("\r\n", "\n").replace("\r", "\n"))


def fold(text: str) -> str:
    """Return the search form of ``text``: lower case, no marks, ``đ`` as ``d``, single spaces.

    Apostrophes vanish, so ``H'Hen``, ``H’Hen`` and ``HHen`` are the same; both placements of a tone mark
    (``hòa``, ``hoà``) are the same; invisible characters (zero-width space, soft hyphen) vanish.
    Folding twice changes nothing more.
    """
    bare = bounded(text).translate(_DROP_APOSTROPHES)
    decomposed = unicodedata.normalize("NFKD", bare).casefold()
    # Case folding can bring back a composed letter, hence the second decomposition.
    decomposed = unicodedata.normalize("NFKD", decomposed).translate(_BARRED_D)
    kept = "".join(
        character
        for character in decomposed.translate(_DROP_APOSTROPHES)
        if unicodedata.category(character) not in ("Mn", "Me", "Cf")
    )
    return " ".join(kept.split())


def tokens(text: str) -> list[str]:
    """Return the words of ``text`` in folded form, in order, each once; punctuation separates words."""
    return list(dict.fromkeys(word for word in _NOT_A_WORD.split(fold(text)) if word))
