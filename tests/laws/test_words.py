"""Every Vietnamese sentence of the interface has its English."""

from collections.abc import Iterator

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from lms.paths import ROOT, TEMPLATES, TRANSLATIONS

KEYWORDS = {"_": None, "_l": None, "_n": (1, 2), "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
ENGLISH = TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po"


def messages() -> Iterator[tuple[str, str]]:
    """Yield (msgid, where) for every sentence in the source and the templates."""
    for folder, method in ((ROOT / "lms", [("**.py", "python")]), (TEMPLATES, [("**.html", "jinja2")])):
        found = extract_from_dir(
            str(folder),
            method_map=method,
            keywords=KEYWORDS,
            options_map={"**.html": {"trimmed": "true", "silent": "false"}},
        )
        for file, line, words, *_ in found:
            yield (words[0] if isinstance(words, tuple) else words), f"{folder.name}/{file}:{line}"


def test_every_sentence_has_its_english() -> None:
    with ENGLISH.open("rb") as file:
        english = read_po(file, locale="en")
    bare = []
    for msgid, place in messages():
        entry = english.get(msgid)
        text = entry.string if entry else ""
        if not (all(text) if isinstance(text, tuple | list) else text) or (entry and entry.fuzzy):
            bare.append(f"{place}: {msgid}")
    assert not bare, f"{len(bare)} without English:\n" + "\n".join(bare)


def test_placeholders_are_the_same_in_both_languages() -> None:
    with ENGLISH.open("rb") as file:
        english = read_po(file, locale="en")
    faults = [f"{message.id}: {error}" for message in english for error in message.check()]
    assert not faults, "\n".join(faults)
