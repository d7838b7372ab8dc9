"""Templates: how they are laid out, and one detour of Jinja's less."""

from typing import Any

from flask import Flask
from jinja2 import Template
from jinja2.environment import TemplateModule


class PlainTemplate(Template):
    """A template whose macros are made once, as Jinja does for templates without globals of their own.

    To find out that there are none, Jinja compares all names of both sides at every `{% from … import %}`:
    a tenth of a lesson page. Ours are loaded by name only, which never adds any.
    """

    def _get_default_module(self, ctx: Any = None) -> TemplateModule:  # noqa: ARG002
        return super()._get_default_module()


def init_app(app: Flask) -> None:
    """Set up the template environment."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.template_class = PlainTemplate
