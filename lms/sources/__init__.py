"""Text files with spans: what a file says, and on which line and at which characters it says it.

The stored truth of a course is the bytes of its files (design 3.2). This package reads them into plain values
and keeps, for every value, its line (for messages) and its span (so that an edit replaces that node only).
It is pure: no Flask, no database, no file system.
"""

from lms.sources.fault import Fault
from lms.sources.front_matter import split_front_matter
from lms.sources.sentences import Sentence
from lms.sources.text import Unreadable, decode, line_starts
from lms.sources.yaml_source import Path, Source, Span, load_yaml

__all__ = [
    "Fault",
    "Path",
    "Sentence",
    "Source",
    "Span",
    "Unreadable",
    "decode",
    "line_starts",
    "load_yaml",
    "split_front_matter",
]
