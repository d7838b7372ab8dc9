"""Captions: files as they come, times that cannot be, and the one form in which they are kept."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.names.old_fonts import TCVN3, VNI
from lms.videos.captions.rules import Cue, Wrong, judged, read_file, read_text_of, to_vtt, transcript
from lms.videos.captions.rules.cues import LONGEST_TEXT, MOST_BYTES, MOST_CUES
from tests.unit.exchange.test_decoding import in_1258
from tests.unit.names.test_old_fonts import SENTENCE, typed

VTT = """WEBVTT - phụ đề

NOTE người gõ: chị Sen

STYLE
::cue { color: red }

mo-dau
00:01.000 --> 00:04.000 line:80% align:start
<v Chị Sen>Chào <b>bà con</b> &amp; các anh chị

00:00:05.000 --> 00:00:07.500
Hôm nay ta ghi sổ.
Ghi từng ngày.
"""
SRT = (
    "1\r\n00:00:01,000 --> 00:00:04,000\r\n{\\an8}<i>Chào bà con</i>\r\n"
    "2\r\n00:00:05,000 --> 00:00:07,500\r\nGhi sổ\r\n"
)


def wrong(text: str) -> list[tuple[int, Wrong]]:
    return [(one.line, one.wrong) for one in read_text_of(text).problems]


def test_webvtt_is_read_with_voices_and_without_what_only_decorates() -> None:
    found = read_file(VTT.encode())
    assert found.problems == found.notes == ()
    assert found.cues == (
        Cue(1000, 4000, "Chị Sen: Chào bà con & các anh chị"),
        Cue(5000, 7500, "Hôm nay ta ghi sổ.\nGhi từng ngày."),
    )


def test_subrip_is_read_without_blank_lines_and_with_commas() -> None:
    assert read_file(SRT.encode()).cues == (Cue(1000, 4000, "Chào bà con"), Cue(5000, 7500, "Ghi sổ"))


@pytest.mark.parametrize(
    "data",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        in_1258,
        lambda text: typed(text, TCVN3).encode("latin-1"),
        lambda text: typed(text, VNI).encode("latin-1"),
    ],
    ids=["utf-8-bom", "utf-16", "windows-1258", "tcvn3", "vni"],
)
def test_every_vietnamese_encoding_gives_the_same_words(data) -> None:
    text = f"1\n00:00:01,000 --> 00:00:04,000\n{SENTENCE}\n"
    assert read_file(data(text)).cues == (Cue(1000, 4000, SENTENCE),)


def test_an_encoding_that_was_guessed_is_said() -> None:
    text = f"1\n00:00:01,000 --> 00:00:04,000\n{SENTENCE}\n"
    assert [one.wrong for one in read_file(in_1258(text)).notes] == [Wrong.ENCODING]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("chỉ có chữ", [(1, Wrong.NOT_CAPTIONS)]),
        ("WEBVTT\n\n00:61.000 --> 01:02.000\na\n", [(3, Wrong.BAD_TIME)]),
        ("WEBVTT\n\nmột --> hai\na\n", [(3, Wrong.BAD_TIME)]),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\na\n", [(3, Wrong.ENDS_BEFORE_START)]),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\na\n\n00:01.000 --> 00:02.000\nb\n", [(6, Wrong.BACKWARD)]),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\na\n\n00:05.000 --> 00:07.000\nb\n", [(6, Wrong.SAME_START)]),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\na\n\nrơi ra\n", [(6, Wrong.STRAY_TEXT)]),
        (f"WEBVTT\n\n00:05.000 --> 00:06.000\n{'a' * (LONGEST_TEXT + 1)}\n", [(3, Wrong.TEXT_TOO_LONG)]),
        ("WEBVTT\n\n99:00:05.000 --> 99:00:06.000\na\n", [(3, Wrong.TOO_LATE)]),
    ],
)
def test_what_cannot_be_kept_is_named_with_its_line(text: str, found: list[tuple[int, Wrong]]) -> None:
    assert wrong(text) == found


def test_cues_that_run_into_each_other_are_parted_and_it_is_said() -> None:
    found = read_text_of("WEBVTT\n\n00:01.000 --> 00:09.000\na\n\n00:05.000 --> 00:07.000\nb\n")
    assert found.cues == (Cue(1000, 5000, "a"), Cue(5000, 7000, "b"))
    assert [(one.line, one.wrong) for one in found.notes] == [(6, Wrong.OVERLAP)]


def test_limits() -> None:
    assert read_file(b"x" * (MOST_BYTES + 1)).problems[0].wrong is Wrong.TOO_LARGE
    cues = [Cue(n * 10, n * 10 + 9, "a") for n in range(MOST_CUES + 1)]
    assert [one.wrong for one in judged(cues, range(len(cues))).problems] == [Wrong.TOO_MANY]
    assert [one.wrong for one in read_file(b"\x00\x01\x02\xff" * 50).problems] == [Wrong.UNREADABLE]


def test_text_cannot_become_a_tag_or_a_time() -> None:
    cues = (Cue(0, 1000, "a --> b <script>"), Cue(1000, 2000, "& NOTE"))
    kept = to_vtt(cues)
    assert "<" not in kept
    assert read_text_of(kept).cues == cues


words = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="{}\\"), min_size=1, max_size=12
)
texts = st.lists(words, min_size=1, max_size=3).map("\n".join)


@st.composite
def rows(draw: st.DrawFn) -> tuple[Cue, ...]:
    marks = draw(st.lists(st.integers(0, 5_000_000), min_size=2, max_size=12, unique=True).map(sorted))
    return tuple(Cue(a, b, draw(texts)) for a, b in pairwise(marks))


@given(rows())
def test_what_is_written_is_read_again(cues: tuple[Cue, ...]) -> None:
    again = read_text_of(to_vtt(cues))
    assert again.problems == ()
    assert to_vtt(again.cues) == to_vtt(read_text_of(to_vtt(again.cues)).cues)
    assert [(cue.start_ms, cue.end_ms) for cue in again.cues] == [(cue.start_ms, cue.end_ms) for cue in cues]


def test_the_transcript_holds_every_word_once_and_parts_at_pauses() -> None:
    cues = (Cue(0, 1000, "Một câu."), Cue(1100, 2000, "Hai\ncâu."), Cue(6000, 7000, "Sau khi nghỉ."))
    assert [(one.start_ms, one.text) for one in transcript(cues)] == [
        (0, "Một câu. Hai câu."),
        (6000, "Sau khi nghỉ."),
    ]
    endless = tuple(Cue(n * 1000, n * 1000 + 900, "không bao giờ dừng lại") for n in range(100))
    found = transcript(endless)
    assert len(found) > 2
    assert " ".join(one.text for one in found).split() == ("không bao giờ dừng lại " * 100).split()
