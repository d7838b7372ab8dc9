"""Laws that the source itself must keep; each failure names the file, the line and what to do."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from lms.paths import ROOT, TEMPLATES

#: It reads the source.
pytestmark = pytest.mark.once

LMS = ROOT / "lms"
SOURCES = sorted(LMS.rglob("*.py"))

#: Where each forbidden name may stand all the same.
CALLS = {
    # what is called: (where it may be, what to do instead)
    "commit": ({"db.py"}, "open atomic() around the service call"),
    "getenv": ({"config.py"}, "add a field to Settings"),
    "utcnow": (set(), "take `at` as an argument"),
    "render_template_string": (set(), "content is never evaluated as a template"),
    "eval": (set(), "parse it"),
    "exec": (set(), "parse it"),
    "IntegerField": (
        set(),
        "use WholeNumber: a plain one reads numbers that overflow whatever compares them",
    ),
    "DateTimeLocalField": (set(), "use DayAndTime: a plain one refuses in English alone"),
}
ATTRIBUTES = {
    "os.environ": ({"config.py"}, "add a field to Settings"),
    "datetime.now": ({"clock.py"}, "use lms.clock in views and jobs, an `at` argument elsewhere"),
    "time.time": (set(), "use lms.clock in views and jobs, an `at` argument elsewhere"),
    "yaml.load": ({"calculators/number_book.py"}, "read content through lms.sources"),
}
IMPORTS = {
    "pickle": "never deserialise code",
    "marshal": "never deserialise code",
    "shelve": "never deserialise code",
}
LOOKED_AT = (ast.Call, ast.Attribute, ast.Import, ast.ImportFrom)
NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def inside(path: Path) -> str:
    return str(path.relative_to(LMS))


def dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """What laws look at in a module. Walking its tree takes longer than reading it, and is done once."""
    return tuple(node for node in ast.walk(tree_of(path)) if isinstance(node, LOOKED_AT))


def modules(*names: str) -> Iterator[tuple[Path, tuple[ast.AST, ...]]]:
    for path in SOURCES:
        if not names or path.name in names:
            yield path, nodes_of(path)


def imported(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node


def test_forbidden_calls_stand_only_where_they_may() -> None:
    found = []
    for path, nodes in modules():
        here = inside(path)
        for node in nodes:
            if isinstance(node, ast.Call):
                called = dotted(node.func)
                name = called.rsplit(".", 1)[-1]
                places, instead = CALLS.get(name, ({here}, ""))
                if here not in places and not called.startswith("re."):
                    found.append(f"{where(path, node)}: {name}(): {instead}")
            if isinstance(node, ast.Attribute):
                places, instead = ATTRIBUTES.get(dotted(node), ({here}, ""))
                if here not in places:
                    found.append(f"{where(path, node)}: {dotted(node)}: {instead}")
        for name, node in imported(nodes):
            if name.split(".")[0] in IMPORTS:
                found.append(f"{where(path, node)}: {name}: {IMPORTS[name.split('.')[0]]}")
    assert not found, "\n".join(found)


def test_sql_text_is_never_put_together_from_values() -> None:
    found = []
    for path, nodes in modules():
        sql = {"sqlalchemy.text", "sqlalchemy.sql.text"} & {name for name, _ in imported(nodes)}
        for node in nodes:
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = dotted(node.func).rsplit(".", 1)[-1]
            if sql and name == "text" and not isinstance(node.args[0], ast.Constant):
                found.append(f"{where(path, node)}: text() takes a literal; hand values over as parameters")
            if name == "exec_driver_sql" and inside(path) != "db.py":
                found.append(f"{where(path, node)}: exec_driver_sql() stands only in db.py")
    assert not found, "\n".join(found)


def test_only_two_modules_go_past_the_engine() -> None:
    """What the driver is handed there was compiled from a statement, and its values are parameters."""
    found = [
        f"{where(path, node)}: .{node.attr} stands only in db.py and prepared.py"
        for path, nodes in modules()
        for node in nodes
        if isinstance(node, ast.Attribute)
        and node.attr in {"raw_connection", "dbapi_connection", "driver_connection"}
        and inside(path) not in {"db.py", "prepared.py"}
    ]
    assert not found, "\n".join(found)


def test_services_see_neither_the_request_nor_the_clock() -> None:
    found = [
        f"{where(path, node)}: {name}: take it as an argument"
        for path, nodes in modules("service.py")
        for name, node in imported(nodes)
        if name in {"flask.request", "flask.session", "flask.g", "lms.clock"}
        or name.startswith("flask_login")
    ]
    assert not found, "\n".join(found)


def test_queries_do_not_write() -> None:
    writes = {"sqlalchemy.insert", "sqlalchemy.update", "sqlalchemy.delete", "lms.db.atomic"}
    found = [
        f"{where(path, node)}: {name}: writes belong to service.py"
        for path, nodes in modules("queries.py")
        for name, node in imported(nodes)
        if name in writes
    ]
    assert not found, "\n".join(found)


def test_no_module_is_named_after_nothing() -> None:
    found = [str(path.relative_to(ROOT)) for path in SOURCES if NAMES & {path.stem, *path.parent.parts}]
    assert not found, f"name the noun these are about: {found}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(LMS)))
def test_every_module_says_why_it_exists(path: Path) -> None:
    if path.name == "__init__.py" and not path.read_text("utf-8").strip():
        return
    assert ast.get_docstring(tree_of(path)), "open the module with a docstring"


#: The only places where text becomes HTML without escaping (S25): the sanitiser's own output.
MARKUP = {"markup", "web", "quizzes/answers_form.py", "quizzes/gap_view.py"}


def test_unescaped_html_stands_only_where_listed() -> None:
    found = []
    for path, nodes in modules():
        for name, node in imported(nodes):
            places = {inside(path), path.relative_to(LMS).parts[0]}
            if name in {"markupsafe.Markup", "flask.Markup"} and not places & MARKUP:
                found.append(f"{where(path, node)}: Markup: only {sorted(MARKUP)} make HTML")
    for path in sorted(TEMPLATES.rglob("*.html")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if re.search(r"\|\s*safe\b|autoescape\s+false", line):
                found.append(f"{path.relative_to(ROOT)}:{number}: |safe: hand over Markup from lms.markup")
            if re.search(r"<script(?![^>]*\bsrc=)", line) and "application/json" not in line:
                found.append(f"{path.relative_to(ROOT)}:{number}: inline script: write frontend/js/x.js")
    assert not found, "\n".join(found)
