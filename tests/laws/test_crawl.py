"""Everybody may follow every link: it leads somewhere, in few queries, and reading changes nothing."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.client import CheckingClient
from tests.factories import Factory
from tests.pages.security.world import ROLES, crawl, make_world

pytestmark = pytest.mark.slow

#: The calculators lead to lessons of the shipped course, which is not part of this world.
ELSEWHERE = "/courses/danh-gia-ket-qua/"

#: Whose pages between them are all pages; on PostgreSQL the links of these are followed.
FEW = ("learner A", "admin")


@pytest.mark.parametrize(
    "role", [role if role in FEW else pytest.param(role, marks=pytest.mark.once) for role in ROLES]
)
def test_every_link_leads_somewhere_and_reading_changes_nothing(
    app: Flask, factory: Factory, new_client: Callable[[], CheckingClient], role: str
) -> None:
    world = make_world(app, factory, new_client, drawn=True)
    before = world.digest()
    seen = crawl(world.clients[role], "/", queries=None)
    dead = [f"{address}: {answer.status}" for address, answer in seen.items() if answer.status_code >= 400]
    assert not [line for line in dead if not line.startswith(ELSEWHERE)]
    assert len(seen) > 15
    assert world.digest() == before
