"""Every Vietnamese sentence of the interface is marked for translation and has its English."""

import ast
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lms.paths import ROOT, TEMPLATES
from tests.words import KEYWORDS, in_step, read_english, sentences, write_english

#: It reads the source.
pytestmark = pytest.mark.once

# Rooms that speak to people on pages. Commands and the paper of a certificate are Vietnamese only.
ROOMS = (
    "accounts",
    "calculators",
    "certificates",
    "home",
    "learning",
    "office",
    "papers",
    "places",
    "privacy",
    "quizfiles",
    "quizzes",
    "recall",
    "spreadsheets",
    "studio",
    "videos",
    "web",
)
VIETNAMESE_ONLY = {"cli.py", "lms/certificates/paper.py"}
# Printed on the certificate; in a list to fill in; in the row of somebody who was removed.
VIETNAMESE_NAMES = {"NOTE", "EXAMPLES", "NOBODY", "AFTER_A_VERDICT"}
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SAID_IN_TEMPLATES = re.compile(r"\b(?:_|gettext|ngettext)\(\s*(?P<first>[^\s)])")


def vietnamese(text: str) -> bool:
    """Whether a text has a letter that English has not."""
    return any(
        letter in "đĐ" or unicodedata.combining(letter) for letter in unicodedata.normalize("NFD", text)
    )


def callee(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def unmarked(tree: ast.AST) -> Iterator[ast.Constant]:
    """Yield the Vietnamese texts of a module that no marker surrounds; doc strings are for developers."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Call) and callee(node) in KEYWORDS:
            continue
        if (
            isinstance(node, ast.Assign)
            and {getattr(name, "id", "") for name in node.targets} & VIETNAMESE_NAMES
        ):
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and vietnamese(node.value):
            yield node
        yield from unmarked(node)


def modules() -> list[Path]:
    return [
        path
        for room in ROOMS
        for path in sorted((ROOT / "lms" / room).rglob("*.py"))
        if not VIETNAMESE_ONLY & {path.name, path.relative_to(ROOT).as_posix()}
    ]


@cache
def all_sentences() -> tuple[tuple[Any, str], ...]:
    """Every sentence with its place, read once: that takes seconds."""
    return tuple(sentences())


def test_every_sentence_has_its_english() -> None:
    english = read_english()
    bare = []
    for sentence, place in all_sentences():
        entry = english.get(sentence)
        forms = () if entry is None or entry.id != sentence or entry.fuzzy else entry.string
        if not forms or not all(forms):
            bare.append(f"{place}: {sentence}")
    assert not bare, f"{len(bare)} without English (make words adds them):\n" + "\n".join(bare)


def test_nothing_is_translated_that_nobody_says() -> None:
    said = {sentence for sentence, _place in all_sentences()}
    left = [str(entry.id) for entry in read_english() if entry.id and entry.id not in said]
    assert not left, "no longer said (make words drops them):\n" + "\n".join(left)


def test_placeholders_are_the_same_in_both_languages() -> None:
    faults = [f"{message.id}: {error}" for message in read_english() for error in message.check()]
    holes = re.compile(r"\{\w+\}")
    for message in read_english():
        if isinstance(message.id, str) and sorted(holes.findall(message.id)) != sorted(
            holes.findall(str(message.string))
        ):
            faults.append(f"{message.id}: other names in braces")
    assert not faults, "\n".join(faults)


def test_english_has_no_vietnamese_left() -> None:
    names = re.compile("Bến Lau|đồng|Tiếng Việt")
    left = [
        str(form)
        for message in read_english()
        if message.id
        for form in ([message.string] if isinstance(message.string, str) else message.string)
        if vietnamese(names.sub("", str(form)))
    ]
    assert not left, "\n".join(left)


def test_every_text_that_pages_show_is_marked() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{text.lineno}: {text.value}"
        for path in modules()
        for text in unmarked(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not bare, "Vietnamese without _, _l, N_ or ngettext:\n" + "\n".join(bare)


def test_templates_say_nothing_unmarked() -> None:
    bare = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        text = JINJA.sub(lambda found: "\n" * found[0].count("\n"), path.read_text(encoding="utf-8"))
        bare += [
            f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
            for number, line in enumerate(text.splitlines(), 1)
            if vietnamese(line)
        ]
    assert not bare, "\n".join(bare)


def test_texts_from_variables_are_those_of_the_calculators() -> None:
    """`_(variable)` hides its texts; only the calculators' rules, which know no language, need it (N_)."""
    bare = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        if path.parent.name == "calculators":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if any(found["first"] not in "'\"" for found in SAID_IN_TEMPLATES.finditer(line)):
                bare.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert not bare, "\n".join(bare)


def test_no_form_falls_back_on_english_of_the_library() -> None:
    """Validators of WTForms speak English when they are given no words."""
    speaking = {
        "InputRequired",
        "DataRequired",
        "Length",
        "NumberRange",
        "Regexp",
        "AnyOf",
        "Email",
        "EqualTo",
    }
    bare = []
    for path in modules():
        text = path.read_text(encoding="utf-8")
        for call in ast.walk(ast.parse(text)) if "wtforms" in text else ():
            if isinstance(call, ast.Call) and callee(call) in speaking:
                given = [*call.args, *(word.value for word in call.keywords if word.arg == "message")]
                if not any(not isinstance(value, ast.Constant) for value in given):
                    bare.append(f"{path.relative_to(ROOT)}:{call.lineno}: {ast.unparse(call)}")
    assert not bare, "\n".join(bare)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('WORDS = ("Cấp giấy",)', ["Cấp giấy"]),
        ('WORDS = (_l("Cấp giấy"), N_("Hòa vốn"), ngettext("một", "%(num)s câu", 2))', []),
        ('def f():\n    """Cấp giấy."""\n    return "paper"', []),
        ('NOTE = "Xác nhận"', []),
        ('def f(n):\n    return f"còn {n} câu"', ["còn ", " câu"]),
    ],
)
def test_unmarked_texts_are_found(source: str, found: list[str]) -> None:
    assert [text.value for text in unmarked(ast.parse(source))] == found


@pytest.mark.slow
def test_bringing_the_catalogue_in_step_keeps_its_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "en" / "LC_MESSAGES" / "messages.po"
    before = read_english()
    monkeypatch.setattr("tests.words.ENGLISH", copy)
    write_english(in_step(before))
    assert {entry.id: entry.string for entry in read_english() if entry.id} == {
        entry.id: entry.string for entry in before if entry.id
    }
