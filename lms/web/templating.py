"""Templates: how they are laid out, and two detours of Jinja's less."""

from types import FunctionType
from typing import Any

from flask import Flask
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro


class PlainTemplate(Template):
    """A template whose macros are made once, as Jinja does for templates without globals of their own.

    To find out that there are none, Jinja compares all names of both sides at every `{% from … import %}`:
    a tenth of a lesson page. Ours are loaded by name only, which never adds any.
    """

    def _get_default_module(self, ctx: Any = None) -> TemplateModule:  # noqa: ARG002
        return super()._get_default_module()


class PlainContext(Context):
    """A context that knows what a macro wants passed, and that an undecorated function wants nothing.

    Jinja looks at every callable anew, before each of the two hundred calls of a page with ten questions.
    """

    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call what a template calls, as Context does."""
        kind = type(called)
        if kind is Macro:
            passed = (self.eval_ctx, *args)
        elif kind is FunctionType and not called.__dict__:
            passed = args
        else:
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(*passed, **kwargs)


def init_app(app: Flask) -> None:
    """Set up the template environment."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.template_class = PlainTemplate
    app.jinja_env.context_class = PlainContext
