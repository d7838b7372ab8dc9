"""S22, S25, S26: no payload, in no place, leaves anything a browser would run, load or submit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.markup import render
from tests.unit.markup.corpus import CONTEXTS, payloads
from tests.unit.markup.judge import offences, scheme_of

pytestmark = pytest.mark.slow

PAYLOADS = payloads()
#: Each place takes a third of the payloads, each payload so meets three or four places; make soak tries all.
THIRDS = pytest.mark.parametrize(
    "parts", [pytest.param(3, id="a third"), pytest.param(1, id="all", marks=pytest.mark.soak)]
)


def test_the_corpus_is_large():
    assert len(set(PAYLOADS)) >= 300


@THIRDS
@pytest.mark.parametrize("context", CONTEXTS)
def test_no_payload_gets_through(context, parts):
    place = CONTEXTS[context]
    found = {}
    for payload in PAYLOADS[list(CONTEXTS).index(context) % parts :: parts]:
        rendered = render(place(payload), file="a.md")
        bad = offences(rendered.html)
        if bad or rendered.refused:
            found[payload] = bad or rendered.faults
    assert found == {}


def test_no_payload_gets_through_inline():
    found = {
        payload: bad for payload in PAYLOADS if (bad := offences(render(payload, file="a", inline=True).html))
    }
    assert found == {}


@THIRDS
def test_rendering_what_was_rendered_stays_clean(parts):
    found = {}
    for payload in PAYLOADS[::parts]:
        once = render(payload, file="a.md").html
        twice = render(once, file="a.md").html
        if bad := offences(twice):
            found[payload] = bad
    assert found == {}


_pieces = st.one_of(
    st.sampled_from(PAYLOADS),
    st.sampled_from(
        ["\n", "\n\n", "    ", "> ", "- ", "1. ", "# ", "!!! note\n    ", "```\n", "| a | b |\n|---|---|\n"]
    ),
    st.sampled_from(
        ["[", "](", ")", "![", "<", ">", '"', "'", "`", "*", "_", "$", "{: ", "}", "<!--", "-->", "\\", "&"]
    ),
    st.text(max_size=8),
)


@given(st.lists(_pieces, max_size=12).map("".join))
def test_no_mixture_gets_through(text):
    assert offences(render(text, file="a.md").html) == []


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<script>1</script>", "<{http://www.w3.org/1999/xhtml}script>"),
        ("<p onclick=x>", "<p onclick>"),
        ("<a href='java\tscript:1'>", "href 'java\\tscript:1'"),
        ("<a href='/\\evil'>", "href '/\\\\evil'"),
        ("<img src='//x'>", "src '//x'"),
        ("<p style=x>", "<p style>"),
        ("<p id=x>", "id 'x'"),
        ("<p class=btn>", "class 'btn'"),
        ("<svg>", "<{http://www.w3.org/2000/svg}svg>"),
        ("<!-- -->", "a comment"),
    ],
)  # fmt: skip
def test_the_judge_sees(html, said):
    assert said in offences(html)


def test_the_judge_reads_schemes_as_a_browser():
    assert scheme_of(" JAVAscript:1") == "javascript"
    assert scheme_of("1javascript:x") == "relative"
    assert scheme_of("https:evil") == "odd https"
