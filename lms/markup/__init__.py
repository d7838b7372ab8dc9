"""Markdown to sanitised HTML, with a report of what was removed and what is wrong. Pure: text in, values out.

`render()` is the only door. What it returns has passed the last gate; nothing changes it afterwards.
"""

from lms.markup.model import (
    AsWritten,
    Check,
    Dated,
    Heading,
    Html,
    Links,
    Picture,
    Removed,
    Rendered,
    Segment,
    Video,
)
from lms.markup.renderer import render

__all__ = [
    "AsWritten",
    "Check",
    "Dated",
    "Heading",
    "Html",
    "Links",
    "Picture",
    "Removed",
    "Rendered",
    "Segment",
    "Video",
    "render",
]
