"""The sentences of the interface, and the English catalogue kept in step with them: `make words`.

Vietnamese is written in the source, so there is no template file: sentences are read from the code and
the templates, new ones are added to the catalogue without English, and those that nobody says any more
are dropped.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from lms.paths import ROOT, TEMPLATES, TRANSLATIONS

KEYWORDS = {
    "_": None, "_l": None, "N_": None, "Sentence": None,
    "gettext": None, "lazy_gettext": None, "ngettext": (1, 2),
}  # fmt: skip
ENGLISH = TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po"
WIDTH = 108
HEADER = """# English of the interface. The Vietnamese sentences in the source are the originals.
msgid ""
msgstr ""
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
Sentence = str | tuple[str, str]


def sentences(code: Path = ROOT / "lms", templates: Path = TEMPLATES) -> Iterator[tuple[Sentence, str]]:
    """Yield every sentence, for a counted one the pair (one, many), with the place it stands at."""
    for folder, method in ((code, [("**.py", "python")]), (templates, [("**.html", "jinja2")])):
        found = extract_from_dir(
            str(folder),
            method_map=method,
            keywords=KEYWORDS,
            options_map={"**.html": {"trimmed": "true", "silent": "false"}},
        )
        for file, line, words, *_ in found:
            text = words if isinstance(words, str) else (words[0], words[1])
            yield text, f"{folder.name}/{file}:{line}"


def read_english() -> Catalog:
    """Read the catalogue as it is in the checkout; an empty one where there is none."""
    if not ENGLISH.exists():
        return Catalog(locale="en")
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def in_step(old: Catalog) -> Catalog:
    """Return a catalogue of exactly the sentences of today, with the English that `old` has for them."""
    new = Catalog(locale="en")
    for sentence, _place in sentences():
        entry = old.get(sentence)
        new.add(sentence, entry.string if entry and entry.id == sentence and not entry.fuzzy else None)
    return new


def write_english(catalogue: Catalog) -> None:
    """Write the catalogue sorted, without dates and places, so that a change of it shows words only."""
    body = BytesIO()
    write_po(body, catalogue, width=WIDTH, no_location=True, omit_header=True, sort_output=True)
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    ENGLISH.write_bytes(HEADER.encode() + body.getvalue().rstrip() + b"\n")


if __name__ == "__main__":
    catalogue = in_step(read_english())
    write_english(catalogue)
    bare = [message.id for message in catalogue if message.id and not any(message.string or "")]
    print(f"{len(catalogue)} sentences, {len(bare)} without English", *bare, sep="\n")
