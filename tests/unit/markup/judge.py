"""An independent judge of finished HTML: parses it as a browser does and lists what must not be there.

It knows nothing of the code under test: its lists are written out here again, and its URL rules are a
straight reading of the WHATWG URL standard.
"""

import html5lib


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


ELEMENTS = _names(
    """
    p br hr h2 h3 h4 h5 h6 a em strong b i s del ins mark small sub sup code pre kbd samp var abbr
    cite q dfn blockquote ul ol li dl dt dd table thead tbody tfoot tr th td caption figure
    figcaption img section div span label input details summary
    """
)
MATHML = _names(
    """
    math mi mn mo mtext mspace mrow mfrac msqrt mroot mstyle mpadded mphantom menclose msub msup
    msubsup munder mover munderover mtable mtr mtd
    """
)
ATTRIBUTES = _names(
    """
    id class lang title href rel src srcset sizes alt width height loading decoding type checked
    disabled value start reversed colspan rowspan scope tabindex role aria-label display
    displaystyle scriptlevel mathvariant mathcolor stretchy fence form largeop movablelimits
    separator accent minsize maxsize lspace rspace symmetric depth linebreak linethickness voffset
    notation accentunder columnalign columnspacing rowspacing columnlines rowlines
    """
)
CLASSES = _names(
    """
    goal calc n source footnote-ref footnote-backref scroll footnote box turn tomorrow remember
    elsewhere recall note warning jobaid dated box-title task-list stack
    """
)
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_HTML = "{http://www.w3.org/1999/xhtml}"
_MATH = "{http://www.w3.org/1998/Math/MathML}"


def scheme_of(url: str) -> str:
    """What a browser would do with the address: its scheme, `relative`, or `elsewhere` for `//host`."""
    url = url.strip("".join(map(chr, range(0x21))))
    url = url.replace("\t", "").replace("\n", "").replace("\r", "")
    name, colon, rest = url.partition(":")
    if colon and name[:1].isascii() and name[:1].isalpha():
        web = name.lower() in {"http", "https"}
        if all(letter.isascii() and (letter.isalnum() or letter in "+-.") for letter in name):
            return "odd " + name if web and not rest.startswith("//") else name.lower()
    return "elsewhere" if url[:2].replace("\\", "/") == "//" else "relative"


def offences(html: str) -> list[str]:
    """Everything in the HTML that must not be there; empty when it is clean."""
    found = []
    for element in html5lib.parseFragment(html, treebuilder="etree").iter():
        if not isinstance(element.tag, str):
            found.append("a comment")
            continue
        space, _, name = element.tag.rpartition("}")
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        known = MATHML if space + "}" == _MATH else ELEMENTS if space + "}" == _HTML else frozenset()
        if name not in known:
            found.append(f"<{element.tag}>")
        for attribute, value in element.attrib.items():
            found += _attribute(name, attribute, value)
    return found


def _attribute(element: str, name: str, value: str) -> list[str]:
    if name not in ATTRIBUTES:
        return [f"<{element} {name}>"]
    if name == "href" and scheme_of(value) not in SCHEMES | {"relative"}:
        return [f"href {value!r}"]
    if name in {"src", "srcset"} and scheme_of(value) != "relative":
        return [f"{name} {value!r}"]
    if name == "id" and not value.startswith("noi-dung-"):
        return [f"id {value!r}"]
    if name == "class" and not set(value.split()) <= CLASSES:
        return [f"class {value!r}"]
    if element == "input" and name == "type" and value != "checkbox":
        return [f"input {value!r}"]
    return []
