"""S25: HTML is trusted in the few places named here, and rendered HTML is changed by nobody.

`|safe`, `Markup(…)` and `{% autoescape false %}` switch escaping off. A new place is a decision, entered here
with its reason, not a habit.
"""

import ast
import re
from pathlib import Path

import pytest

from lms.paths import ROOT, TEMPLATES

#: It reads the source.
pytestmark = pytest.mark.once

#: Python files that may call Markup, and why.
MARKUP = {
    "lms/web/trusted.py": "the one door for published HTML: the sanitiser's output, by contract",
}
#: Templates that may use `|safe`, and why.
SAFE: dict[str, str] = {}

_SAFE = re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\b|\bMarkup\s*\(")


def _without_comments(template: str) -> str:
    """The template with its Jinja comments emptied, lines kept."""
    return re.sub(r"\{#.*?#\}", lambda found: "\n" * found[0].count("\n"), template, flags=re.DOTALL)


def calls(tree: ast.AST, names: set[str]) -> list[int]:
    """Lines on which one of the names is called or has a method called on it (`Markup.format`)."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Attribute) and called.attr not in names:
                called = called.value
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in names:
                found.append(node.lineno)
    return found


def test_markup_is_called_only_where_listed():
    names = {"Markup", "render_template_string"}
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / "lms").rglob("*.py"))
        if str(path.relative_to(ROOT)) not in MARKUP
        and any(name in (text := path.read_text("utf-8")) for name in names)
        for line in calls(ast.parse(text), names)
    }
    assert not found, f"Markup() switches escaping off; use lms/web/trusted.py or list the file: {found}"


def test_safe_is_used_only_where_listed():
    found = {
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted(TEMPLATES.rglob("*"))
        if path.is_file() and str(path.relative_to(ROOT)) not in SAFE
        for number, line in enumerate(_without_comments(path.read_text("utf-8")).split("\n"), 1)
        if _SAFE.search(line)
    }
    assert not found, f"|safe switches escaping off; hand the template a published() value instead: {found}"


def test_nothing_transforms_html_after_the_gate():
    """The gate is called in one place, and what it returns goes straight into a segment."""
    markup = ROOT / "lms" / "markup"
    users = {
        path.name: calls(ast.parse(path.read_text("utf-8")), {"last_gate"})
        for path in sorted(markup.glob("*.py"))
    }
    assert {name: len(lines) for name, lines in users.items() if lines} == {"renderer.py": 1}
    tree = ast.parse((markup / "renderer.py").read_text("utf-8"))
    close = next(
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "_close"
    )
    made = [ast.unparse(node) for node in ast.walk(close) if isinstance(node, ast.Call)]
    assert "segments.append(Html(html))" in made
    assert not [call for call in made if call.startswith("html.") and call != "html.strip()"]


def test_the_law_sees(tmp_path: Path):
    tree = ast.parse(
        "from markupsafe import Markup\nx = Markup(a)\ny = Markup.format(b)\nz = m.Markup(c)\nn = None"
    )
    assert calls(tree, {"Markup"}) == [2, 3, 4]
    assert _SAFE.search("{{ x | safe }}")
    assert _SAFE.search("{% autoescape false %}")
    assert not _SAFE.search(_without_comments("{# Markup(x)\n|safe #}"))
    assert not _SAFE.search("{{ unsafe }} |safety")
