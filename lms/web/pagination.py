"""Long lists, a page at a time."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request
from sqlalchemy import func, literal, select

from lms.db import Rows, db

Item = TypeVar("Item")
PAGE_SIZE = 25
MAX_PAGE = 100_000
#: Where a list ends that people turn over page by page. Counting and skipping stop here, so that the last
#: page of a long list costs no more than that of a shorter one; further down one gets by searching.
DEEPEST = 5_000


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list. `number` starts at 1; `total` counts all pages' items.

    more: there are others, which the list does not reach.
    """

    items: list[Item]
    number: int
    size: int
    total: int
    more: bool = False

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The position of the first item shown, from 1; 0 when the list is empty."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last(self) -> int:
        """The position of the last item shown."""
        return (self.number - 1) * self.size + len(self.items)


def page_number() -> int:
    """The page asked for by `?page=`; nonsense means the first."""
    text = request.args.get("page", "1")
    return min(max(int(text[:9]), 1), MAX_PAGE) if text.isascii() and text.isdigit() else 1


def paginate(query: Rows, number: int, size: int = PAGE_SIZE) -> Page[Any]:
    """Two statements: the count and one page of `query`'s rows. A page past the end shows the last.

    The list ends after DEEPEST rows.
    """
    bare = query.order_by(None).with_only_columns(literal(1), maintain_column_froms=True)
    reached = bare.limit(DEEPEST + 1).subquery()
    counted = db.session.execute(select(func.count()).select_from(reached)).scalar_one()
    total = min(counted, DEEPEST)
    number = min(number, max(1, -(-total // size)))
    rows = db.session.execute(query.limit(size).offset((number - 1) * size)).all() if total else []
    return Page(items=list(rows), number=number, size=size, total=total, more=counted > DEEPEST)
