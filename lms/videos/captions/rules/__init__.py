"""Captions as values: cues, how files are read and written, the transcript. Pure."""

from lms.videos.captions.rules.cues import Cue, Problem, Wrong, judged
from lms.videos.captions.rules.reading import Read, read_file, read_text_of
from lms.videos.captions.rules.transcript import Paragraph, transcript
from lms.videos.captions.rules.writing import clock_of, to_vtt

__all__ = [
    "Cue",
    "Paragraph",
    "Problem",
    "Read",
    "Wrong",
    "clock_of",
    "judged",
    "read_file",
    "read_text_of",
    "to_vtt",
    "transcript",
]
