"""Cues as WebVTT, in one canonical form: the same cues always give the same text."""

from collections.abc import Iterable

from lms.videos.captions.rules.cues import Cue

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def clock_of(ms: int) -> str:
    """ "00:01:02.500"."""
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def to_vtt(cues: Iterable[Cue]) -> str:
    """The whole file, LF line ends, escaped so that no text is taken for a tag or a time."""
    blocks = (
        f"{clock_of(cue.start_ms)} --> {clock_of(cue.end_ms)}\n{cue.text.translate(_ESCAPES)}\n"
        for cue in cues
    )
    return "\n".join(["WEBVTT\n", *blocks])
