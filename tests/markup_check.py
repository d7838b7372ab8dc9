"""What every HTML page must be: valid, with one h1, labelled inputs, no id twice, words for all.

Parsing is the dear part of many tests, and most of their pages differ from one seen before in words alone:
a page is judged once for all that are built alike.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

import html5lib

_UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
_SIGN = r"[\w.,:;!?/()%+~@#“”‘’–—…·×-]|&(?:amp|lt|gt|quot|nbsp|\#34|\#39);"
#: Words, not mere spaces, of a text or of an attribute that names no other element: pages may differ in them.
_WORDS = re.compile(
    r"""(?P<before>>[ \n]*|"""
    r"""\s(?:value|href|src|srcset|action|content|nonce|title|alt|datetime|aria-label)=")"""
    rf"""(?:{_SIGN})(?:{_SIGN}|[ \n]+(?!["<>\s]))*(?=[ \n]*[<"])"""
)


def parse(html: str) -> Element:
    """Return the tree of a page, without namespaces; raises html5lib's ParseError on the first fault."""
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    return tree


def text(element: Element) -> str:
    """Return the text inside an element, spaces collapsed."""
    return " ".join("".join(element.itertext()).split())


def faults(html: str) -> tuple[str, ...]:
    """Return what is wrong with a page, as sentences; an empty answer is a good page."""
    return _faults_of(html) if _faults_of(_WORDS.sub(r"\g<before>x", html)) else ()


@lru_cache(maxsize=4096)
def _faults_of(html: str) -> tuple[str, ...]:
    try:
        tree = parse(html)
    except html5lib.html5parser.ParseError as error:
        return (f"invalid HTML: {error}",)
    return tuple(_faults(tree))


class _Targets(HTMLParser):
    """Collects where a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of links, pictures, scripts, and of forms that are no POST."""
        held = dict(attrs)
        sends = (held.get("method") or "").lower() == "post"
        self.found += [held.get(name) or "" for name in ("href", "src", "action")[: 2 if sends else 3]]


def targets(html: str) -> list[str]:
    """Return where links, pictures and GET forms of a page lead, as they are written."""
    reader = _Targets()
    reader.feed(html)
    return [target for target in reader.found if target]


def _faults(tree: Element) -> Iterator[str]:
    yield from _frame(tree)
    yield from _references(tree)
    yield from _unlabelled(tree)
    yield from _blocked(tree)
    yield from _wordless(tree)


def _frame(tree: Element) -> Iterator[str]:
    if not tree.get("lang"):
        yield "<html> says no language"
    if not any(text(title) for title in tree.iter("title")):
        yield "the page has no title"
    headings = len(list(tree.iter("h1")))
    if headings != 1:
        yield f"{headings} h1 elements instead of one"


def _references(tree: Element) -> Iterator[str]:
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    for name, count in ids.items():
        if count > 1:
            yield f"id {name!r} is used {count} times"
    for element in tree.iter():
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "form"):
            for name in (element.get(attribute) or "").split():
                if name not in ids:
                    yield f"<{element.tag} {attribute}={name!r}> names no element of the page"


def _blocked(tree: Element) -> Iterator[str]:
    for element in tree.iter():
        for attribute in element.attrib:
            if attribute == "style" or str(attribute).startswith("on"):
                yield f"<{element.tag}> has {attribute}, which the content security policy blocks"


def _wordless(tree: Element) -> Iterator[str]:
    for image in tree.iter("img"):
        if image.get("alt") is None:
            yield f"<img src={image.get('src')!r}> has no alt"
    for button in tree.iter("button"):
        if not text(button) and not button.get("aria-label"):
            yield "a <button> without words"
    for link in tree.iter("a"):
        if link.get("href") and not text(link) and not link.get("aria-label") and not list(link.iter("img")):
            yield f"<a href={link.get('href')!r}> without words"


def _unlabelled(tree: Element) -> Iterator[str]:
    parents = {child: parent for parent in tree.iter() for child in parent}
    labelled = {label.get("for") for label in tree.iter("label")}
    for tag in ("input", "select", "textarea"):
        for element in tree.iter(tag):
            if tag == "input" and element.get("type", "text") in _UNLABELLED:
                continue
            if element.get("id") in labelled and element.get("id"):
                continue
            if element.get("aria-label") or element.get("aria-labelledby"):
                continue
            above = element
            while above in parents and above.tag != "label":
                above = parents[above]
            if above.tag != "label":
                yield f"<{tag} name={element.get('name')!r}> has no label"
