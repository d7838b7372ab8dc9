"""The way out: author HTML is cleaned and reported by bleach, block by block, then passed through nh3 whole.

Both read the table in allowed.py. bleach parses as a browser does, so what is judged is the tree a browser
would build; links and pictures are resolved there, on the tree, because nothing may touch the HTML after the
last gate. nh3 is a second opinion by another parser: on sound input it changes nothing.
"""

import re
import secrets
import unicodedata
from collections import Counter
from typing import Any, Final

import nh3
from bleach import html5lib_shim
from bleach.sanitizer import BleachSanitizerFilter
from html5lib.serializer import HTMLSerializer

from lms.markup import allowed
from lms.markup.log import Log
from lms.markup.model import Links, Picture
from lms.markup.speech import Speech
from lms.markup.urls import clean_url, has_scheme, is_external
from lms.sources import Sentence

ID_PREFIX: Final = "noi-dung-"
#: Carries the secret by which the gate knows what the renderer itself made.
OWN: Final = "data-own"

_MATHML: Final = html5lib_shim.namespaces["mathml"]
_TAG = re.compile(r"<([a-zA-Z][^\s/>]*)")
_NOT_IN_ID = re.compile(r"[^\w.\-]+")
_NUMBER = re.compile(r"[0-9]{1,5}\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_TAGS = frozenset(allowed.HTML) | frozenset(allowed.MATH)
_TABLE: Final = {**allowed.HTML, **allowed.MATH}

Token = dict[str, Any]


def anchor(name: str) -> str:
    """The id that an author's id, or the target of a `#link`, gets in the page."""
    bare = _NOT_IN_ID.sub("-", unicodedata.normalize("NFC", name)).removeprefix(ID_PREFIX).strip("-")
    return f"{ID_PREFIX}{bare[:80]}"


def last_gate(html: str) -> str:
    """Pass finished HTML through nh3. What comes out goes into the page as it is."""
    return _LAST.clean(html)


def _last() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(_TAGS),
        clean_content_tags=set(allowed.WITH_CONTENT),
        attributes={
            "*": set(allowed.COMMON),
            **{
                tag: {name for name in names if (tag, name) not in allowed.VALUES}
                for tag, names in _TABLE.items()
            },
        },
        tag_attribute_values={
            tag: {name: set(values) for (owner, name), values in allowed.VALUES.items() if owner == tag}
            for tag in {owner for owner, _ in allowed.VALUES}
        },
        allowed_classes={tag: set(classes) for tag, classes in allowed.CLASSES.items()},
        url_schemes=set(allowed.SCHEMES),
        link_rel=None,
    )


_LAST: Final = _last()


class Gate:
    """Cleans the blocks of one text, remembering ids, links and pictures across them."""

    def __init__(self, links: Links, log: Log, *, inline: bool) -> None:
        self.links, self.log = links, log
        self.html = allowed.PHRASING if inline else frozenset(allowed.HTML)
        self.own = secrets.token_hex(8)
        self.speech = Speech()
        self.ids: set[str] = set()
        self.fragments: list[tuple[str, int]] = []
        self.used_links: dict[str, None] = {}
        self.used_media: dict[str, None] = {}
        # tags=None lets the parser build the whole tree; the filter below judges it.
        self._parser = html5lib_shim.BleachHTMLParser(
            tags=None, strip=False, consume_entities=True, namespaceHTMLElements=False
        )
        self._walker = html5lib_shim.getTreeWalker("etree")
        self._serializer = HTMLSerializer(
            quote_attr_values="always",
            omit_optional_tags=False,
            escape_lt_in_attrs=True,
            resolve_entities=False,
            alphabetical_attributes=False,
        )

    def clean(self, html: str) -> str:
        """Clean one block, reporting to the log what is taken out and which links are broken."""
        if "\x00" in html:
            html = html.replace("\x00", "")
        judge = _Judge(self._walker(self._parser.parseFragment(html)), self)
        cleaned: str = self._serializer.render(judge)
        written = Counter(name.lower() for name in _TAG.findall(html))
        for name, count in (written - judge.seen).items():
            # The parser itself drops what cannot stand there (<body>, <tr> outside a table).
            for _ in range(count):
                self.log.remove(f"<{name}>", f"<{name}")
        return cleaned

    def check_fragments(self) -> None:
        """Report links to anchors that the text does not have; call once, after the last block."""
        for target, index in self.fragments:
            if target not in self.ids:
                self.log.fault_at(
                    index,
                    Sentence("Không có mục “#%(value)s” trong bài.", value=target.removeprefix(ID_PREFIX)),
                )


class _Judge(BleachSanitizerFilter):
    """bleach's filter, told to keep the table and to report; our URL rules come before its own."""

    def __init__(self, source: Any, gate: Gate) -> None:
        super().__init__(
            source,
            allowed_tags=_TAGS,
            attributes=lambda tag, name, _value: name in _TABLE[tag] | allowed.COMMON | {"class"},
            allowed_protocols=allowed.SCHEMES,
            strip_disallowed_tags=True,
            strip_html_comments=True,
        )
        self.gate, self.log = gate, gate.log
        self.seen: Counter[str] = Counter()
        self.kept: list[bool] = []
        # What is written before the end of each open element, and what the link being opened asks for.
        self.behind: list[str] = []
        self.label = ""
        self.dropping = 0
        self.in_math = 0

    def sanitize_token(self, token: Token) -> Token | list[Token] | None:
        kind = token["type"]
        if kind in {"StartTag", "EmptyTag"}:
            self.seen[token["name"].lower()] += 1
        if self.dropping:
            self.dropping += (kind == "StartTag") - (kind == "EndTag")
            return None
        if kind in {"StartTag", "EmptyTag"}:
            return self._start(token, empty=kind == "EmptyTag")
        if kind == "EndTag":
            return self._end(token)
        if kind in {"Characters", "SpaceCharacters"}:
            token["data"] = _CONTROL.sub("", token["data"])
            self.gate.speech.text(token["data"])
            return token
        if kind == "Comment":
            self.log.remove("<!-- -->", "<!")
        return None

    def _start(self, token: Token, *, empty: bool) -> Token | None:
        name, is_math = token["name"], token.get("namespace") == _MATHML
        known = name in (allowed.MATH if is_math else self.gate.html)
        foreign = bool(token.get("namespace")) and not is_math
        own = token["data"].pop((None, OWN), None) == self.gate.own
        if foreign or not known or (self.in_math and not is_math) or self._forged(name, own):
            self.log.remove(f"<{name}>", f"<{name}")
            # Unknown names inside formulas or drawings go with all they hold: that is where parsers differ.
            whole = foreign or is_math or self.in_math or name in allowed.WITH_CONTENT
            if not empty:
                if whole:
                    self.dropping = 1
                else:
                    self.kept.append(False)
                    self.behind.append("")
            return None
        if name == "img" and not is_math:
            return self._picture(token)
        self.label = ""
        self._attributes(token, name, own=own)
        kept = self.allow_token(token)
        if not empty:
            self.kept.append(True)
            self.behind.append(self.label)
            self.in_math += is_math
            self.gate.speech.open(name, token["data"].get((None, "class"), ""))
        else:
            self.gate.speech.void(name)
        return kept  # type: ignore[no-any-return]

    def _end(self, token: Token) -> Token | list[Token] | None:
        if not self.kept:
            return None
        behind = self.behind.pop()
        if not self.kept.pop():
            return None
        self.in_math -= token.get("namespace") == _MATHML
        if behind:
            self.gate.speech.text(behind)
        self.gate.speech.close(token["name"])
        token["data"] = {}
        return [{"type": "Characters", "data": behind}, token] if behind else token

    @staticmethod
    def _forged(name: str, own: bool) -> bool:
        return name in allowed.RENDERER_ONLY and not own

    def _attributes(self, token: Token, name: str, *, own: bool) -> None:
        """Keep of the token's attributes what the table lets through, in the form it may have."""
        kept: dict[tuple[str | None, str], str] = {}
        for key, value in token["data"].items():
            attribute = key[1] or ""
            new = None if key[0] else self._attribute(name, attribute, value, own=own)
            if new is not None:
                kept[None, attribute] = new
        href = kept.get((None, "href"), "")
        if name == "a" and is_external(href):
            kept[None, "rel"] = "noopener"
        token["data"] = kept

    def _attribute(self, name: str, attribute: str, value: str, *, own: bool) -> str | None:
        if attribute == "class":
            return self._classes(name, value)
        if attribute == "href" and name == "a":
            return self._href(value)
        if attribute == "id":
            return self._id(name, value)
        legal = attribute in _TABLE[name] or attribute in allowed.COMMON
        if legal and (name, attribute) in allowed.VALUES:
            legal = value in allowed.VALUES[name, attribute]
        if legal and (name, attribute) in allowed.NUMBERS:
            legal = bool(_NUMBER.match(value))
        if legal and (name, attribute) in allowed.RENDERER_ONLY_ATTRIBUTES:
            legal = own
        if not legal:
            self.log.remove(f"<{name} {attribute}>", attribute)
            return None
        return value

    def _classes(self, name: str, value: str) -> str | None:
        known = allowed.CLASSES.get(name, frozenset())
        for word in value.split():
            if word not in known:
                self.log.remove(f'<{name} class="{word}">', word)
                self.log.fault(
                    Sentence("Không có kiểu “%(word)s” cho <%(name)s>.", word=word, name=name), word
                )
        return " ".join(word for word in value.split() if word in known) or None

    def _id(self, name: str, value: str) -> str | None:
        target = anchor(value)
        if target == ID_PREFIX or target in self.gate.ids:
            self.log.remove(f'<{name} id="{value[:40]}">', value)
            return None
        self.gate.ids.add(target)
        return target

    def _href(self, value: str) -> str | None:
        url = clean_url(value)
        if url is None:
            self.log.remove(f'<a href="{value[:60]}">', value[:20])
            return None
        if not url.startswith("#"):
            self.gate.used_links[url] = None
        if has_scheme(url):
            return url
        target, _, fragment = url.partition("#")
        ending = f"#{anchor(fragment)}" if fragment else ""
        if not target:
            if not fragment:
                self.log.fault(Sentence("Liên kết để trống địa chỉ."), "](")
                return None
            self.gate.fragments.append((anchor(fragment), self.log.where("#" + fragment)))
            return ending
        page = self.gate.links.page(target)
        if page is None:
            self.log.fault(Sentence("Liên kết hỏng: không có “%(target)s”.", target=target), target)
            return None
        self.label = self.gate.links.label(target)
        return clean_url(page + ending)

    def _picture(self, token: Token) -> Token | None:
        data = {key[1]: value for key, value in token["data"].items() if not key[0]}
        source = data.pop("src", "")
        alt = data.get("alt", "").strip()
        url = clean_url(source)
        if url is None or has_scheme(url):
            # A picture from elsewhere tells that place who reads what, and may change or vanish.
            self.log.remove(f'<img src="{source[:60]}">', source[:20] or "<img")
            return self._instead(alt)
        self.gate.used_media[url] = None
        picture = self.gate.links.picture(url)
        if picture is None:
            self.log.fault(Sentence("Không có hình “%(url)s”.", url=url), url)
            return self._instead(alt)
        if not alt:
            self.log.fault(Sentence("Hình thiếu lời mô tả: ![mô tả](…)."), url)
        kept = {"alt": alt}
        for name, value in data.items():
            if name != "alt":
                new = self._attribute("img", name, value, own=False)
                if new is not None:
                    kept[name] = new
        kept |= _shown(picture)
        token["data"] = {(None, name): value for name, value in kept.items()}
        self.gate.speech.picture(alt)
        return token

    def _instead(self, alt: str) -> Token | None:
        return {"type": "Characters", "data": alt} if alt else None


def _shown(picture: Picture) -> dict[str, str]:
    """The attributes of a picture in the page."""
    shown = {"src": picture.url, "loading": "lazy", "decoding": "async"}
    if picture.width and picture.height:
        shown |= {"width": str(picture.width), "height": str(picture.height)}
    if picture.small_url and picture.small_width and picture.width:
        shown["srcset"] = f"{picture.small_url} {picture.small_width}w, {picture.url} {picture.width}w"
        shown["sizes"] = "(min-width: 40rem) 38rem, 100vw"
    return shown
