"""Inline syntax of our own: formulas, and signs between numbers that are no emphasis."""

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER, STX

from lms.markup.formulas import FORMULA, BadFormula, is_formula, mathml
from lms.markup.log import Log

_PLACEHOLDER = re.compile(HTML_PLACEHOLDER % "([0-9]+)")


class FormulaProcessor(InlineProcessor):
    """`$…$` and `$$…$$` as MathML; what cannot be read is a fault and stays as it was written."""

    def __init__(self, md: Markdown, log: Log, written: dict[str, str]) -> None:
        super().__init__(FORMULA, md)
        self.markdown, self.log, self.written = md, log, written

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[str | None, int | None, int | None]:
        """Return the placeholder of the formula and the text it replaces; None for what is no formula."""
        latex = m["block"] or m["inline"]
        if m["inline"] and not is_formula(latex):
            return None, None, None
        try:
            made = mathml(latex.strip(), block=m["block"] is not None)
        except BadFormula as error:
            self.log.fault(error.message, latex.split("\n")[0])
            # In code marks it is not read as Markdown again.
            made = "<code>" + m[0].replace("&", "&amp;").replace("<", "&lt;") + "</code>"
        placeholder: str = self.markdown.htmlStash.store(made)
        self.written[placeholder] = m[0]
        return placeholder, m.start(0), m.end(0)


class TimesProcessor(InlineProcessor):
    """`5*3` between digits is a sum, not the beginning of emphasis."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(r"(?<=[0-9])\*(?=[0-9])", md)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[str, int, int]:
        """Return the sign itself, set aside."""
        return "*", m.start(0), m.end(0)


class AttributeText(Treeprocessor):
    """An attribute (the description of a picture) holds text: a formula in it reads as it was written."""

    def __init__(self, md: Markdown, written: dict[str, str]) -> None:
        super().__init__(md)
        self.written = written

    def run(self, root: Element) -> None:
        """Replace placeholders inside attributes."""
        for element in root.iter():
            for name, value in element.items():
                if value and STX in value:
                    element.set(name, _PLACEHOLDER.sub(lambda found: self.written.get(found[0], ""), value))
