"""The words of names, each in a row of its own: a search for the beginning of a word reads an index.

`folded_name LIKE '%hoa%'` reads every person on both databases; `word >= 'hoa' AND word < …` reads those who
are meant (design law 13: the same SQL on both). Whoever writes a name calls `keep`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, and_, delete, exists, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from lms.accounts.models import User
from lms.db import Model, db
from lms.names import fold, nfc, sort_words, tokens

#: What fits more rows than this is read along the order of its list, not gathered and sorted.
DENSE = 2_000
#: Words of more people than this are all the same common.
COMMON = 20_000
MAX_WORDS = 8
_LONGEST, _LONGEST_KEY = 40, 200
_BETWEEN = re.compile(r"[\s.,;-]+")
#: After every letter that a folded word may hold.
_LAST = "\ufffd"


def _bytewise(length: int) -> Any:
    """Text that both databases compare by code points, whatever language the database was made with."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class NameWord(Model):
    """A word of somebody's name, folded, and a key of the same with its marks (names.sort_words)."""

    __tablename__ = "name_words"

    word: Mapped[str] = mapped_column(_bytewise(_LONGEST), primary_key=True)
    marked: Mapped[str] = mapped_column(_bytewise(_LONGEST_KEY), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)

    __table_args__ = (Index("ix_name_words_user_id", "user_id", "word", "marked"),)


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it is looked for: its folded beginning, and the key of the whole with its marks."""

    folded: str
    marked: str


def read(text: str) -> list[Word]:
    """The words of a name, or of what was typed to find one; each once."""
    found = [
        Word(word[:_LONGEST], "".join(sort_words(part))[:_LONGEST_KEY])
        for part in _BETWEEN.split(nfc(text))
        for word in tokens(part)
    ]
    return list(dict.fromkeys(found))


def has_marks(text: str) -> bool:
    """True when marks were typed, so that names with exactly these come first."""
    return nfc(text).casefold() != fold(text)


def rows_of(user_id: UUID, full_name: str) -> list[dict[str, Any]]:
    """The rows that a name makes."""
    return [{"word": one.folded, "marked": one.marked, "user_id": user_id} for one in read(full_name)]


def keep(user_id: UUID, full_name: str) -> None:
    """Let somebody be found by this name, and by no other, in the caller's transaction."""
    db.session.execute(delete(NameWord).where(NameWord.user_id == user_id))
    add(user_id, full_name)


def add(user_id: UUID, full_name: str) -> None:
    """The same for somebody new."""
    db.session.flush()
    if rows := rows_of(user_id, full_name):
        db.session.execute(insert(NameWord), rows)


def _begins(word: str) -> Any:
    """Words that begin with this one, as a range that the index serves on both databases."""
    return and_(NameWord.word >= word, NameWord.word < word + _LAST)


def rarest_first(words: Sequence[Word]) -> list[Word]:
    """The words, at most eight, those of the fewest people first; one query where there are several."""
    words = words[:MAX_WORDS]
    if len(words) < 2:
        return list(words)
    counts = [
        select(func.count())
        .select_from(select(NameWord.user_id).where(_begins(one.folded)).limit(COMMON).subquery())
        .scalar_subquery()
        for one in words
    ]
    numbers = db.session.execute(select(*counts)).one()
    return [word for _number, word in sorted(zip(numbers, words, strict=True), key=lambda pair: pair[0])]


def named(words: Sequence[Word], *, marked: bool = False, gather: bool = True) -> list[Any]:
    """Conditions on User: each word begins a word of the name; with `marked`, is one with exactly its marks.

    gather: the people of the first word are read and the other words asked of each; else every word is asked
    of each person whom the statement comes by.
    """
    fits = [
        and_(NameWord.word == one.folded, NameWord.marked == one.marked) if marked else _begins(one.folded)
        for one in words
    ]
    first = [User.id.in_(select(NameWord.user_id).where(one)) for one in fits[:1]] if gather else []
    rest = fits[1:] if gather else fits
    return [*first, *(exists().where(NameWord.user_id == User.id, one).correlate(User) for one in rest)]
