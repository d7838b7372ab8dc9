"""Sentences for authors that remember how they were made, so that a page can say them in another language.

This room, and those that judge what authors write, know no language but the source's. What they say is plain
text, Vietnamese, wherever it is printed, compared or sorted; a page looks `text` up in the catalogue and puts
`values` in, which may be sentences themselves.
"""

from __future__ import annotations


class Sentence(str):
    """`text` with `values` in its %(name)s places; without values a percent sign is one.

    Cutting or joining makes a plain text of it, which is Vietnamese in every language.
    """

    __slots__ = ("text", "values")
    text: str
    values: dict[str, object]

    def __new__(cls, text: str, /, **values: object) -> Sentence:
        """Mark `text`, a literal, for the catalogue."""
        made = super().__new__(cls, text % values if values else text)
        made.text, made.values = text, values
        return made
