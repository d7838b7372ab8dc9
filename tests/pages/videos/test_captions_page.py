"""Captions in the browser: written, read from a file, two writers at once, earlier versions."""

import io
from collections.abc import Callable

import pytest

from lms.videos.captions import queries
from lms.videos.captions.rules import Cue
from lms.videos.queries import VideoRow
from tests.client import CheckingClient, fields_of
from tests.factories import Factory
from tests.markup_check import parse

TEXT = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nChào bà con.\n"
OTHER = TEXT.replace("Chào bà con.", "Chào các anh chị.")
SRT = "1\n00:00:01,000 --> 00:00:09,000\nChào bà con.\n\n2\n00:00:05,000 --> 00:00:07,000\nTa ghi sổ.\n"
Video = Callable[..., VideoRow]


def kept(factory: Factory, video_id: object) -> tuple[Cue, ...]:
    found = factory.read(queries.in_language, video_id, "vi")
    return found.cues if found else ()


def test_captions_are_written_and_the_list_says_so(
    teaching: CheckingClient, factory: Factory, video: Video
) -> None:
    row = video(ready=True)
    address = f"/teach/videos/{row.id}/captions/vi"
    page = teaching.get(address, status=200, queries=8).text
    assert 'data-module="captions"' in page
    teaching.send_form(address, {"vtt": TEXT}, form="captions", status=303)
    assert kept(factory, row.id) == (Cue(1000, 4000, "Chào bà con."),)
    assert "Sửa phụ đề tiếng Việt" in teaching.get(f"/teach/videos/{row.id}", queries=12).text
    assert "tiếng Việt" in teaching.get(f"/teach/{row.course_id}/videos", queries=8).text
    teaching.get(f"/teach/videos/{row.id}/captions/xx", status=404)


def test_faults_are_named_by_line_and_what_was_typed_stays(
    teaching: CheckingClient, factory: Factory, video: Video
) -> None:
    row = video(ready=True)
    wrong = "WEBVTT\n\n00:00:05.000 --> 00:00:04.000\nA\n\n00:99.000 --> 1\nB\n"
    answer = teaching.send_form(
        f"/teach/videos/{row.id}/captions/vi", {"vtt": wrong}, form="captions", status=422
    )
    assert "Dòng 3: Giờ kết thúc không muộn hơn" in answer.text
    assert "Dòng 6: Giờ viết chưa đúng" in answer.text
    assert fields_of(answer.text, "captions")["vtt"].replace("\r\n", "\n") == wrong
    assert kept(factory, row.id) == ()


def test_a_file_is_shown_before_it_is_kept(teaching: CheckingClient, factory: Factory, video: Video) -> None:
    row = video(ready=True)
    address = f"/teach/videos/{row.id}/captions/vi"
    sent = {"file": (io.BytesIO(SRT.encode("utf-16")), "lời.srt")}
    answer = teaching.post(f"{address}/file", data=sent, status=200, queries=30)
    for words in ("chưa lưu", "Dòng 6: Câu đứng trên còn kéo dài", "Chào bà con. Ta ghi sổ."):
        assert words in answer.text, words
    assert kept(factory, row.id) == ()
    filled = fields_of(answer.text, "captions")
    assert "00:00:01.000 --> 00:00:05.000" in filled["vtt"]
    teaching.post(address, data=filled, status=303)
    assert len(kept(factory, row.id)) == 2
    assert "từ tệp gửi lên" in teaching.get(address, queries=8).text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Không thấy dòng giờ nào"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "Không đọc được chữ"),
        (b"1\n00:00:05,000 --> 00:00:01,000\nA\n", "Dòng 2: Giờ kết thúc"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(
    teaching: CheckingClient, video: Video, data: bytes, words: str
) -> None:
    address = f"/teach/videos/{video(ready=True).id}/captions/vi/file"
    assert words in teaching.post(address, data={"file": (io.BytesIO(data), "x.srt")}, status=422).text


def test_the_second_writer_sees_both_texts_and_nothing_is_lost(
    teaching: CheckingClient, factory: Factory, video: Video
) -> None:
    """F22."""
    row = video(ready=True)
    address = f"/teach/videos/{row.id}/captions/vi"
    early = fields_of(teaching.get(address, queries=8).text, "captions")
    teaching.send_form(address, {"vtt": TEXT}, form="captions", status=303)
    answer = teaching.post(address, data={**early, "vtt": OTHER}, status=409)
    areas = {area.get("id"): (area.text or "").strip() for area in parse(answer.text).iter("textarea")}
    assert "Chào bà con." in areas["theirs"]
    assert "Chào các anh chị." in areas["vtt"]
    assert kept(factory, row.id)[0].text == "Chào bà con."
    # Having seen both, the second writer saves; the first text stays among the versions.
    teaching.post(address, data=fields_of(answer.text, "captions"), status=303)
    assert kept(factory, row.id)[0].text == "Chào các anh chị."
    assert "Chào bà con." in teaching.get(f"{address}/1", status=200).text
    teaching.post(f"{address}/1/restore", status=303)
    assert kept(factory, row.id)[0].text == "Chào bà con."
    teaching.get(f"{address}/9", status=404)


def test_words_of_captions_stay_words(teaching: CheckingClient, video: Video) -> None:
    """S24: a caption is text, in the page and in the file."""
    address = f"/teach/videos/{video(ready=True).id}/captions/vi"
    bad = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n&lt;img src=x onerror=alert(1)&gt;\n"
    teaching.send_form(address, {"vtt": bad}, form="captions", status=303)
    for page in (address, f"{address}/1"):
        assert not list(parse(teaching.get(page, queries=8).text).iter("img"))
