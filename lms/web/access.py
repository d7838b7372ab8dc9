"""`flask access`: the truth table of permissions, every action for every kind of person."""

from dataclasses import dataclass
from uuid import UUID

import click

from lms.ids import new_id
from lms.permissions import ANONYMOUS, Actor, Can, Grant, Role, Scope, allowed

COURSE, COMMUNE, OTHER = "course-of-a", "00001", "99999"
_OWNER = new_id()


@dataclass(frozen=True)
class Example:
    """Something of learner A's, who is enrolled in a course and lives in a commune, as one actor finds it."""

    enrolled: bool
    user_id: UUID = _OWNER
    course_id: str = COURSE
    commune_code: str = COMMUNE
    shown: bool = False


def _with(role: Role, kind: Scope, scope_id: str) -> Actor:
    return Actor(new_id(), grants=frozenset({Grant(role, kind, scope_id)}))


ACTORS: dict[str, Actor] = {
    "anonymous": ANONYMOUS,
    "learner A": Actor(_OWNER),
    "learner B": Actor(new_id()),
    "unenrolled": Actor(new_id()),
    "other trainer": _with(Role.TRAINER, Scope.COURSE, "another-course"),
    "trainer": _with(Role.TRAINER, Scope.COURSE, COURSE),
    "contact": _with(Role.COMMUNE_CONTACT, Scope.COMMUNE, COMMUNE),
    "other contact": _with(Role.COMMUNE_CONTACT, Scope.COMMUNE, OTHER),
    "class manager": _with(Role.CLASS_MANAGER, Scope.CLASS, "class-of-a"),
    "admin": _with(Role.ADMIN, Scope.SITE, ""),
}
ENROLLED = {"learner A", "learner B"}


def able(action: Can) -> set[str]:
    """The kinds of people who may do `action` to what is learner A's."""
    return {name for name, actor in ACTORS.items() if allowed(actor, action, Example(name in ENROLLED))}


@click.command("access")
def cli() -> None:
    """Print who may do what: to things of learner A, who is enrolled and lives in the contact's commune."""
    width = max(len(action) for action in Can)
    click.echo(" " * width + "  " + "  ".join(ACTORS))
    for action in Can:
        may = able(action)
        marks = ("yes" if name in may else "-" for name in ACTORS)
        row = "  ".join(mark.ljust(len(name)) for name, mark in zip(ACTORS, marks, strict=True))
        click.echo(f"{action:<{width}}  {row}".rstrip())
