"""The trainer's list of videos and the page of one: states, trying again, removing, no captions."""

from collections.abc import Callable

from sqlalchemy import select

from lms import clock
from lms.audit.models import AuditEntry
from lms.db import db
from lms.storage import get_storage
from lms.videos import queries, service
from lms.videos.captions import queries as captions
from lms.videos.queries import VideoRow
from lms.videos.rules import Fault, VideoState
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory, Person
from tests.pages.videos.conftest import LESSON_FILE, with_video

LIST = f"/teach/{COURSE_ID}/videos"
#: Statements of a trainer's page, however many videos there are.
SHELF_QUERIES, VIDEO_QUERIES = 8, 12
#: A lesson that nobody must read makes a new edition, and those who study keep theirs.
ADDED = """---
id: them
title: Thêm
summary: Thêm
outcomes: [O1]
minutes: 1
required: false
---
Thêm.
""".encode()
Video = Callable[..., VideoRow]


def test_an_empty_shelf_says_so_and_leads_on(teaching: CheckingClient) -> None:
    page = teaching.get(LIST, status=200, queries=SHELF_QUERIES).text
    assert "Khóa học này chưa có video." in page
    assert f"{LIST}/new" in page
    assert LIST in teaching.get(f"/teach/{COURSE_ID}", queries=8).text


def test_the_shelf_tells_state_size_captions_and_lessons(
    teaching: CheckingClient, factory: Factory, video: Video
) -> None:
    factory.course(with_video())
    assert "chưa ai gửi" in teaching.get(LIST, queries=SHELF_QUERIES).text
    video(ready=True)
    video("bo-quen", fault=Fault.NOT_MEDIA)
    page = teaching.get(LIST, status=200, queries=SHELF_QUERIES).text
    for words in (
        "Xem được",
        "Không xử lý được",
        "5,2 MB",
        "1:35",
        "Chưa có",
        "/lessons/so-ban",
        "Chưa bài nào",
    ):
        assert words in page, words
    assert "chưa ai gửi" not in page
    for count in range(8):
        video(f"them-{count}")
    teaching.get(LIST, status=200, queries=SHELF_QUERIES)


def test_a_video_that_is_at_work_looks_again_by_itself(teaching: CheckingClient, video: Video) -> None:
    row = video()
    page = teaching.get(f"/teach/videos/{row.id}", status=200, queries=VIDEO_QUERIES).text
    assert "Chờ xử lý" in page
    assert 'data-module="fresh"' in page
    done = video("xong", ready=True)
    page = teaching.get(f"/teach/videos/{done.id}", status=200, queries=VIDEO_QUERIES).text
    assert 'data-module="fresh"' not in page
    for words in ("240p", "480 × 240", "4,1 MB", "Chỉ nghe", "::video{xong}"):
        assert words in page, words


def test_a_failed_video_says_why_and_is_tried_again(
    teaching: CheckingClient, factory: Factory, video: Video
) -> None:
    row = video(fault=Fault.NOT_MEDIA)
    assert "Tệp này không phải video" in teaching.get(f"/teach/videos/{row.id}", queries=VIDEO_QUERIES).text
    teaching.post(f"/teach/videos/{row.id}/retry", status=303)
    assert factory.read(queries.by_id, row.id).state is VideoState.QUEUED
    teaching.post(f"/teach/videos/{row.id}/retry", status=409)


def test_a_video_that_gets_a_new_file_says_what_people_watch_meanwhile(
    teaching: CheckingClient, factory: Factory, video: Video
) -> None:
    row = video(ready=True)
    address = f"/teach/videos/{row.id}"
    assert "bản trước" not in teaching.get(address, queries=VIDEO_QUERIES).text
    new = (row.id, "videos/x/source/new", "another etag", 1_000_000, clock.now())
    factory.write(service.source_arrived, *new)
    page = teaching.get(address, queries=VIDEO_QUERIES).text
    assert "Học viên vẫn xem bản trước cho đến khi bản mới xong." in page
    assert "240p" in page and f"{address}/watch" in page
    factory.write(service.fail_run, row.id, row.run + 1, Fault.NOT_MEDIA, clock.now())
    page = teaching.get(address, queries=VIDEO_QUERIES).text
    for words in ("Xem được", "Tệp mới hỏng", "Tệp này không phải video", "Học viên vẫn xem bản trước."):
        assert words in page, words
    assert "Tệp mới hỏng" in teaching.get(LIST, queries=SHELF_QUERIES).text
    teaching.post(f"{address}/retry", status=303)
    assert factory.read(queries.by_id, row.id).state is VideoState.QUEUED


def test_the_notice_of_a_refused_file_is_put_away_and_the_video_plays_on(
    teaching: CheckingClient, factory: Factory, video: Video
) -> None:
    row = video(ready=True)
    address = f"/teach/videos/{row.id}"
    new = (row.id, "videos/x/source/new", "another etag", 1_000_000, clock.now())
    factory.write(service.source_arrived, *new)
    factory.write(service.fail_run, row.id, row.run + 1, Fault.NOT_MEDIA, clock.now())
    assert f'action="{address}/dismiss"' in teaching.get(address, queries=VIDEO_QUERIES).text
    for _tap in range(2):
        teaching.post(f"{address}/dismiss", status=303)
    page = teaching.get(address, queries=VIDEO_QUERIES).text
    assert "Tệp này không phải video" not in page and "/dismiss" not in page and "240p" in page
    assert "Tệp mới hỏng" not in teaching.get(LIST, queries=SHELF_QUERIES).text
    failed = video("hong", fault=Fault.NOT_MEDIA)
    assert "/dismiss" not in teaching.get(f"/teach/videos/{failed.id}", queries=VIDEO_QUERIES).text
    teaching.post(f"/teach/videos/{failed.id}/dismiss", status=303)
    assert factory.read(queries.by_id, failed.id).fault is Fault.NOT_MEDIA, "nothing plays: it stays said"


def test_a_video_in_a_lesson_stays_and_another_goes_after_a_question(
    teaching: CheckingClient, factory: Factory, video: Video
) -> None:
    used, loose = video(), video("bo-quen")
    factory.course(with_video())
    learner = factory.person()
    factory.enrol(learner)
    # The second time the live edition no longer shows it, but somebody studies one that does.
    for _ in range(2):
        assert "Chưa xóa được" in teaching.get(f"/teach/videos/{used.id}/remove", queries=VIDEO_QUERIES).text
        teaching.post(f"/teach/videos/{used.id}/remove", status=409)
        files = with_video()
        files[LESSON_FILE] = files[LESSON_FILE].replace(b"::video{ghi-so}", b"Xong.")
        files["01-ghi/04-them.md"] = ADDED
        factory.course(files)
    assert factory.read(queries.by_id, used.id) is not None
    assert (
        "không lấy lại được" in teaching.get(f"/teach/videos/{loose.id}/remove", queries=VIDEO_QUERIES).text
    )
    teaching.post(f"/teach/videos/{loose.id}/remove", status=303)
    assert factory.read(queries.by_id, loose.id) is None


def test_doing_without_captions_needs_a_reason_and_is_written_down(
    teaching: CheckingClient, factory: Factory, trainer: Person, video: Video
) -> None:
    row = video(ready=True)
    address = f"/teach/videos/{row.id}/waiver"
    teaching.get(address, status=200)
    answer = teaching.post(address, data={"reason": "không"}, status=422)
    assert 'value="không"' in answer.text
    teaching.post(address, data={"reason": "Video chỉ có nhạc, không có lời."}, status=303)
    assert factory.read(captions.waivers, [row.id])[row.id].waived_by == trainer.id
    entry = factory.read(
        lambda: db.session.scalars(select(AuditEntry).where(AuditEntry.action == "captions.waive")).one()
    )
    assert (entry.actor_id, entry.detail["reason"]) == (trainer.id, "Video chỉ có nhạc, không có lời.")
    assert "Video chỉ có nhạc" in teaching.get(f"/teach/videos/{row.id}", queries=VIDEO_QUERIES).text
    teaching.post(f"{address}/withdraw", status=303)
    assert factory.read(captions.waivers, [row.id]) == {}


def test_a_look_is_a_signed_link_for_those_who_teach(
    teaching: CheckingClient, new_client: Callable[[], CheckingClient], factory: Factory, video: Video
) -> None:
    row = video(ready=True)
    with teaching.application.app_context():
        get_storage().put(f"videos/{row.id.hex}/made/240p", b"film", "video/mp4")
    link = teaching.get(f"/teach/videos/{row.id}/watch", status=302).location
    assert teaching.get(link, status=200).data == b"film"
    stranger = new_client()
    factory.sign_in(stranger, factory.person("Lê Văn Ba", teaches="khoa-khac"))
    stranger.get("/")
    stranger.get(f"/teach/videos/{row.id}/watch", status=404)
    assert row.secret not in teaching.get(f"/teach/videos/{row.id}", queries=VIDEO_QUERIES).text
