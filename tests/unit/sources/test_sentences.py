"""A sentence is a text, and knows how it was made."""

import copy

from lms.sources import Fault, Sentence


def test_a_sentence_is_its_text() -> None:
    said = Sentence("Có %(count)s câu.", count=3)
    assert said == "Có 3 câu."
    assert str(Fault("a.yml", 2, said)) == "a.yml:2: Có 3 câu."
    assert (said.text, said.values) == ("Có %(count)s câu.", {"count": 3})
    assert {said} == {"Có 3 câu."}


def test_a_percent_sign_alone_is_one() -> None:
    assert Sentence("Không được 100%.") == "Không được 100%."


def test_a_sentence_within_a_sentence_is_kept_as_one() -> None:
    inner = Sentence("Không có biến “%(name)s”.", name="q")
    outer = Sentence("Bỏ câu. %(why)s", why=inner)
    assert outer == "Bỏ câu. Không có biến “q”."
    assert copy.copy(outer).values["why"] is inner
