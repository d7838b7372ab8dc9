"""The world of these tests: see world.py."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.client import CheckingClient
from tests.factories import Factory
from tests.pages.security.world import World, make_world


@pytest.fixture
def world(app: Flask, factory: Factory, new_client: Callable[[], CheckingClient]) -> World:
    """A course, nine kinds of people, and learner A's certificate and attempts."""
    return make_world(app, factory, new_client)
