"""The one table of what author HTML may be: elements, attributes, classes, values and schemes.

Both cleaners read it (bleach, which reports, and nh3, the last gate), and so does the test that parses their
output. Nothing here can run, load from elsewhere, submit, or reach a script of the page.
"""

from collections.abc import Mapping
from typing import Final


def names(text: str) -> frozenset[str]:
    """A set written as one line of words."""
    return frozenset(text.split())


#: Schemes a link may have (WHATWG rules, see urls.py); links without one are relative.
SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})

#: Attributes every HTML element may have. Ids are prefixed by the gate.
COMMON: Final = frozenset({"id", "lang", "title"})


_PLAIN: Final = names(
    "p br hr h2 h3 h4 h5 h6 em strong b i s del ins mark small sub sup code pre kbd samp var abbr cite q dfn "
    "blockquote ul dl dt dd table thead tbody tfoot tr caption figure figcaption section div span label "
    "details summary"
)

#: HTML elements and the attributes each may have besides COMMON and class.
HTML: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(_PLAIN, frozenset()),
    "a": names("href rel"),
    "div": names("tabindex role aria-label"),
    "img": names("src srcset sizes alt width height loading decoding"),
    "input": names("type checked disabled"),
    "li": names("value"),
    "ol": names("start reversed"),
    "td": names("colspan rowspan"),
    "th": names("colspan rowspan scope"),
}

#: What may stand inside a label or in one line of a table.
PHRASING: Final = names(
    "a br em strong b i s del ins mark small sub sup code kbd samp var abbr cite q dfn span img"
)

_MATH_COMMON: Final = names("displaystyle scriptlevel mathvariant mathcolor")
#: MathML elements that latex2mathml makes, and the attributes it gives them.
MATH: Final[Mapping[str, frozenset[str]]] = {
    "math": _MATH_COMMON | {"display"},
    "mi": _MATH_COMMON,
    "mn": _MATH_COMMON,
    "mo": _MATH_COMMON
    | names(
        "stretchy fence form largeop movablelimits separator accent minsize maxsize lspace rspace symmetric"
    ),
    "mtext": _MATH_COMMON,
    "mspace": names("width height depth linebreak"),
    "mrow": _MATH_COMMON,
    "mfrac": _MATH_COMMON | {"linethickness"},
    "msqrt": _MATH_COMMON,
    "mroot": _MATH_COMMON,
    "mstyle": _MATH_COMMON,
    "mpadded": names("width height depth lspace voffset"),
    "mphantom": _MATH_COMMON,
    "menclose": names("notation"),
    "msub": _MATH_COMMON,
    "msup": _MATH_COMMON,
    "msubsup": _MATH_COMMON,
    "munder": _MATH_COMMON | {"accentunder"},
    "mover": _MATH_COMMON | {"accent"},
    "munderover": _MATH_COMMON,
    "mtable": names("displaystyle columnalign columnspacing rowspacing columnlines rowlines"),
    "mtr": frozenset(),
    "mtd": names("columnalign"),
}

#: Classes an element may carry. Authors write them as `{: .goal}`; the rest are given by the renderer.
CLASSES: Final[Mapping[str, frozenset[str]]] = {
    "p": names("goal calc n source"),
    "a": names("footnote-ref footnote-backref"),
    "div": names("scroll footnote"),
    "section": names("box turn tomorrow remember elsewhere recall note warning jobaid dated"),
    **dict.fromkeys(("h2", "h3", "h4"), names("box-title")),
    "ul": names("task-list"),
    "table": names("stack"),
    "td": names("n"),
    "th": names("n"),
    "span": names("n"),
}

#: Attributes that may have certain values only.
VALUES: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    ("a", "rel"): frozenset({"noopener"}),
    ("div", "tabindex"): frozenset({"0"}),
    ("div", "role"): frozenset({"group"}),
    ("img", "loading"): frozenset({"lazy"}),
    ("img", "decoding"): frozenset({"async"}),
    ("input", "type"): frozenset({"checkbox"}),
    ("math", "display"): frozenset({"inline", "block"}),
    ("th", "scope"): frozenset({"col", "row"}),
}

#: Attributes holding one whole number.
NUMBERS: Final = frozenset(
    {("img", "width"), ("img", "height"), ("li", "value"), ("ol", "start"),
     *((cell, span) for cell in ("td", "th") for span in ("colspan", "rowspan"))}
)  # fmt: skip

#: What only the renderer may make: an author's own is removed.
RENDERER_ONLY: Final = frozenset({"input"})
RENDERER_ONLY_ATTRIBUTES: Final = frozenset(
    {("a", "rel"), ("img", "srcset"), ("img", "sizes"), ("img", "loading"), ("img", "decoding")}
)

#: Elements that go with all they hold; other unknown elements go and leave their text.
WITH_CONTENT: Final = names(
    "script style template noscript noembed noframes xmp plaintext iframe frameset object embed applet svg "
    "textarea select option title audio video canvas annotation-xml annotation semantics portal fencedframe"
)
