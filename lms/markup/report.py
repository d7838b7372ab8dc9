"""What `flask content render` says about a file: its HTML and what was taken out, without a course around
it."""

from dataclasses import asdict, dataclass
from typing import Any

from lms.markup.model import Check, Html, Rendered
from lms.markup.preview import preview
from lms.markup.renderer import render
from lms.sources import Fault, Unreadable, decode, split_front_matter


@dataclass(frozen=True)
class Report:
    """One file rendered. errors: why it could not be (then html is empty), or what in its head is
    unreadable."""

    file: str
    html: str
    removed: tuple[dict[str, Any], ...]
    errors: tuple[Fault, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The line that `--jsonl` prints; `errors` only where there are any."""
        line: dict[str, Any] = {"file": self.file, "html": self.html, "removed": list(self.removed)}
        if self.errors:
            line["errors"] = [str(error) for error in self.errors]
        return line


def report(data: bytes, file: str) -> Report:
    """Render the bytes of one Markdown file, with or without front matter; never raises.

    Links and pictures stay as they are written. Check questions stand as plain text without their key, videos
    as their id.
    """
    try:
        text = decode(data, file)
    except Unreadable as error:
        return Report(file, "", (), (error.fault,))
    source, body, first_line = split_front_matter(text, file)
    language = source.value.get("language", "vi") if isinstance(source.value, dict) else "vi"
    rendered = render(body, file=file, first_line=first_line, language=str(language))
    errors = source.faults if source.value is None and first_line > 1 else ()
    if rendered.refused:
        return Report(file, "", (), (*errors, *rendered.faults))
    html, removed = _html(rendered, file)
    return Report(file, html, tuple(asdict(item) for item in removed), errors)


def _html(rendered: Rendered, file: str) -> tuple[str, list[Any]]:
    html: list[str] = []
    removed = list(rendered.removed)
    for segment in rendered.segments:
        if isinstance(segment, Html):
            html.append(segment.html)
        elif isinstance(segment, Check):
            shown = render(preview(segment), file=file, first_line=segment.line)
            html.append(shown.html)
            # Lines of the preview are not lines of the file; the question begins at the one known.
            removed += [type(item)(segment.line, item.what) for item in shown.removed]
        else:
            html.append(render(f"Video: {segment.id}", file=file, first_line=segment.line).html)
    return "\n".join(html) + "\n" if html else "", sorted(removed)
