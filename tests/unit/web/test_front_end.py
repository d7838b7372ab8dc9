"""What the look promises: bytes, layers, contrast, one file a component."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import tinycss2
from tinycss2.ast import Declaration, Node

from lms.paths import DIST, ROOT

CSS = ROOT / "frontend" / "css"
JS = ROOT / "frontend" / "js"
COMPONENTS = ROOT / "templates" / "components"
CSS_BUDGET = 10 * 1024
JS_BUDGET = 15 * 1024
LAYERS = {"tokens", "base", "components", "pages"}

# Text on ground, by what they are used for. WCAG 2.2: 4.5 for text (1.4.3), 3 for edges and shapes (1.4.11).
TEXT = {
    "paper": ("ink", "soft", "leaf", "clay"),
    "card": ("ink", "soft", "leaf", "leaf-deep", "clay"),
    "leaf": ("on-leaf",),
    "leaf-deep": ("on-leaf",),
    "leaf-tint": ("ink", "soft", "leaf", "leaf-deep"),
    "rice": ("rice-ink",),
    "clay-tint": ("ink", "clay"),
    "river-tint": ("ink", "river"),
}
SHAPES = {
    "paper": ("edge", "river"),
    "card": ("edge", "river", "rice-edge"),
    "line": ("leaf",),
    "rice": ("rice-edge",),
}


def built(name: str) -> bytes:
    manifest = json.loads((DIST / "manifest.json").read_text("utf-8"))
    return (DIST / manifest[name]).read_bytes()


def zipped(content: bytes) -> int:
    return len(gzip.compress(content, 9))


def tokens(theme: str) -> dict[str, str]:
    """The custom properties of `:root` in tokens.css; dark ones laid over the light."""
    text = (CSS / "tokens.css").read_text("utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", light))
    if theme == "dark":
        found |= dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", dark))
    return found


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of #rgb or #rrggbb."""
    digits = colour[1:]
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def declarations(
    rules: list[Node], inside: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Declaration]]:
    """Every declaration with the at-rules around it."""
    for rule in rules:
        if rule.type == "at-rule" and rule.content is not None:
            name = f"@{rule.lower_at_keyword} {tinycss2.serialize(rule.prelude).strip()}"
            inner = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
            yield from declarations(inner, (*inside, name))
        elif rule.type == "qualified-rule":
            inner = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
            yield from declarations(inner, inside)
        elif rule.type == "declaration":
            yield inside, rule


def stylesheet(path: Path) -> list[Node]:
    return tinycss2.parse_stylesheet(path.read_text("utf-8"), skip_comments=True, skip_whitespace=True)


def test_the_stylesheet_fits_its_budget() -> None:
    assert zipped(built("main.css")) <= CSS_BUDGET


#: What only one kind of page loads; and the player of streams, which comes after a choice of so many bytes.
PLAYING = {"player.js", "playing.js", "beats.js"}
APART = ({"attempt.js"}, {"photos.js"}, PLAYING, {"sending.js"}, {"captions.js"})
CHOSEN = {"stream.js"}


def test_the_scripts_of_any_page_fit_the_budget() -> None:
    """Counted high: with every script that does not belong to one kind of page."""
    manifest = json.loads((DIST / "manifest.json").read_text("utf-8"))
    names = {name for name in manifest if name.endswith(".js")}
    assert {"main.js"}.union(*APART, CHOSEN) <= names
    everywhere = {manifest[name] for name in names.difference(*APART, CHOSEN)}
    shared = sum(zipped((DIST / file).read_bytes()) for file in everywhere)
    for kind in APART:
        assert shared + sum(zipped(built(name)) for name in kind) <= JS_BUDGET


def test_the_loader_is_about_one_kilobyte_on_the_way() -> None:
    assert zipped(built("main.js")) <= 1100


def test_every_stylesheet_is_imported_into_a_known_layer() -> None:
    text = (CSS / "main.css").read_text("utf-8")
    imported = dict(re.findall(r'@import "\./([\w-]+)\.css"(?: layer\((\w+)\))?;', text))
    assert set(imported) == {path.stem for path in CSS.glob("*.css")} - {"main"}
    assert {layer for name, layer in imported.items() if name != "fallback"} == LAYERS
    assert imported["fallback"] == ""
    assert text.index("@layer tokens, base, components, pages;") < text.index("@import")


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.stem)
def test_important_is_for_paper_only(path: Path) -> None:
    for inside, declaration in declarations(stylesheet(path)):
        if declaration.important:
            assert "@media print" in inside, f"!important at {path.name}:{declaration.source_line}"


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.stem)
def test_colours_are_tokens_and_nothing_is_fetched(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "url(" not in text
    assert ":has(" not in text
    if path.stem in ("tokens", "print"):
        return
    for _, declaration in declarations(stylesheet(path)):
        words = tinycss2.serialize(declaration.value)
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b", words), f"{path.name}:{declaration.source_line}: {words}"


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.stem)
def test_every_custom_property_in_use_is_defined(path: Path) -> None:
    known = set(re.findall(r"(--[\w-]+):", (CSS / "tokens.css").read_text("utf-8")))
    text = path.read_text("utf-8")
    assert set(re.findall(r"var\((--[\w-]+)", text)) <= known | set(re.findall(r"(--[\w-]+):", text))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ground", "text"), [(ground, text) for ground in TEXT for text in TEXT[ground]])
def test_text_can_be_read(theme: str, text: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ground", "shape"), [(ground, shape) for ground in SHAPES for shape in SHAPES[ground]]
)
def test_edges_and_shapes_can_be_seen(theme: str, shape: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(colours[shape], colours[ground]) >= 3


def test_the_body_text_is_made_for_sunlight() -> None:
    for theme in ("light", "dark"):
        colours = tokens(theme)
        assert contrast(colours["ink"], colours["paper"]) >= 14


def test_every_data_module_named_by_a_template_has_its_script() -> None:
    scripts = {path.stem for path in JS.glob("*.js")} - {"main"}
    named: set[str] = set()
    for template in (ROOT / "templates").rglob("*.html"):
        for value in re.findall(r'data-module"?[=:]\s*"([\w -]+)"', template.read_text("utf-8")):
            named |= set(value.split())
    assert named <= scripts
    assert named


def test_every_component_says_how_to_call_it() -> None:
    for template in COMPONENTS.glob("*.html"):
        text = template.read_text("utf-8")
        head = text[: text.index("#}")]
        assert head.startswith("{#")
        for macro in re.findall(r"{% macro ([a-z]\w*)\(", text):
            assert re.search(rf"\b{macro}\(", head), f"{template.name}: {macro} is not described at the top"


def test_the_lock_file_names_digests_and_no_registry() -> None:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text("utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    for name, entry in packages.items():
        assert entry["integrity"].startswith("sha512-"), name
        assert "resolved" not in entry, name
