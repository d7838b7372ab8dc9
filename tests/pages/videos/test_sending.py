"""Sending a video: what the script asks for, what a form without script may do."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from lms import clock
from lms.db import db
from lms.storage import get_storage, uploads
from lms.videos import queries, service
from lms.videos.errors import NameTaken
from lms.videos.queries import VideoRow
from lms.videos.rules import FORM_LIMIT_BYTES, LIMIT_BYTES, Fault, VideoState
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory, Person

LIST = f"/teach/{COURSE_ID}/videos"
MARK, OTHER = "a" * 64, "b" * 64
JSON = {"Accept": "application/json"}
Video = Callable[..., VideoRow]


def announce(client: CheckingClient, status: int = 200, **fields: Any) -> dict[str, Any]:
    told = {
        "title": "Cách ghi sổ",
        "file_name": "quay.mp4",
        "size": "5200000",
        "type": "video/mp4",
        "fingerprint": MARK,
        **fields,
    }
    found: dict[str, Any] = client.post(LIST, data=told, headers=JSON, status=status).json or {}
    return found


def begin(client: CheckingClient, row: VideoRow, status: int = 200, **fields: Any) -> dict[str, Any]:
    told = {"file_name": "moi.mp4", "size": "100", "type": "video/mp4", "fingerprint": MARK, **fields}
    answer = client.post(f"/teach/videos/{row.id}/upload", data=told, headers=JSON, status=status)
    found: dict[str, Any] = answer.json or {}
    return found


def send_whole(client: CheckingClient, data: bytes, status: int) -> TestResponse:
    """Send a new video as the form without script does."""
    fields = {"title": "Cách ghi sổ", "file": FileStorage(io.BytesIO(data), "quay.mp4")}
    boundary, body = encode_multipart({**fields, "csrf_token": client.token()})
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(f"{LIST}/new", data=body, content_type=kind, csrf=False, status=status)


def shelf(factory: Factory) -> list[VideoRow]:
    found: list[VideoRow] = factory.read(queries.shelf, COURSE_ID)
    return found


def test_the_page_asks_for_a_title_and_a_file(teaching: CheckingClient) -> None:
    page = teaching.get(f"{LIST}/new?name=ghi-so", status=200).text
    for words in ('data-module="sending"', 'value="ghi-so"', "4,3 GB", "104,9 MB", "<noscript>"):
        assert words in page, words


def test_a_new_video_is_announced_and_named_after_its_title(
    teaching: CheckingClient, factory: Factory
) -> None:
    told = announce(teaching)
    (row,) = shelf(factory)
    assert (row.name, row.title, row.state) == ("cach-ghi-so", "Cách ghi sổ", VideoState.AWAITING_UPLOAD)
    assert told["page"] == f"/teach/videos/{row.id}/file"
    assert told["upload"].startswith("/uploads/")
    # Another file with the same title is another video.
    announce(teaching, fingerprint=OTHER)
    assert {one.name for one in shelf(factory)} == {"cach-ghi-so", "cach-ghi-so-2"}


def test_the_same_file_goes_on_where_it_stopped(teaching: CheckingClient, factory: Factory) -> None:
    first = announce(teaching)
    assert announce(teaching, title="Tên khác hẳn") == first
    (row,) = shelf(factory)
    assert begin(teaching, row)["upload"] == first["upload"]
    page = teaching.get(f"/teach/videos/{row.id}/file", status=200).text
    assert "quay.mp4" in page
    assert "đang gửi dở" in page
    assert "chưa gửi xong" in teaching.get(f"/teach/videos/{row.id}", queries=12).text


def test_another_file_takes_the_place_only_when_asked(teaching: CheckingClient, factory: Factory) -> None:
    first = announce(teaching)
    (row,) = shelf(factory)
    assert "quay.mp4" in begin(teaching, row, 409, fingerprint=OTHER)["errors"]["file"]
    second = begin(teaching, row, fingerprint=OTHER, instead="1")
    assert second["upload"] != first["upload"]
    # The first can no longer be sent, and neither its end nor the sweep takes the video along.
    teaching.post(f"{first['upload']}/parts", json={}, status=409)
    teaching.post(f"{first['upload']}/cancel", json={}, status=200)
    with teaching.application.app_context():
        uploads.sweep(get_storage(), clock.now())
    assert shelf(factory)[0].state is VideoState.AWAITING_UPLOAD


def test_a_cancelled_video_that_never_had_a_file_is_gone(teaching: CheckingClient, factory: Factory) -> None:
    told = announce(teaching)
    teaching.post(f"{told['upload']}/cancel", json={}, status=200)
    assert shelf(factory) == []


def test_a_video_people_watch_stays_until_the_new_file_is_there(
    teaching: CheckingClient, factory: Factory, video: Video
) -> None:
    row = video(ready=True)
    told = begin(teaching, row)
    assert factory.read(queries.by_id, row.id).state is VideoState.READY
    teaching.post(f"{told['upload']}/cancel", json={}, status=200)
    assert factory.read(queries.by_id, row.id).state is VideoState.READY
    busy = video("ban")
    assert "đang được xử lý" in begin(teaching, busy, 409)["errors"]["file"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": ""}, "title"),
        ({"name": "Ghi Sổ"}, "name"),
        ({"name": "../x"}, "name"),
        ({"size": "0"}, "file"),
        ({"size": "-5"}, "file"),
        ({"size": "1e9"}, "file"),
        ({"size": str(LIMIT_BYTES + 1)}, "file"),
        ({"file_name": "trang.html", "type": "text/html"}, "file"),
        ({"file_name": "phim.mp4.php"}, "file"),
        ({"type": "text/html"}, "file"),
    ],
)
def test_what_cannot_be_a_video_is_refused_at_its_field(
    teaching: CheckingClient, factory: Factory, fields: dict[str, str], field: str
) -> None:
    """S61: too large, the wrong type; nothing is stored."""
    assert list(announce(teaching, 422, **fields)["errors"]) == [field]
    assert shelf(factory) == []


def test_a_taken_name_is_said_at_the_name(teaching: CheckingClient, video: Video) -> None:
    video("ghi-so")
    assert "mã đó" in announce(teaching, 422, name="ghi-so")["errors"]["name"]


def test_a_form_without_script_sends_the_whole_file(teaching: CheckingClient, factory: Factory) -> None:
    data = bytes(range(256)) * 12_000  # over what other pages take
    answer = send_whole(teaching, data, 303)
    (row,) = shelf(factory)
    assert answer.location == f"/teach/videos/{row.id}"
    assert (row.state, row.source_bytes, row.file_name) == (VideoState.QUEUED, len(data), "quay.mp4")
    with teaching.application.app_context():
        assert get_storage().get(row.source_key) == data


def test_without_a_file_what_was_typed_stays(teaching: CheckingClient, factory: Factory) -> None:
    answer = teaching.post(f"{LIST}/new", data={"title": "Cách ghi sổ", "name": "ghi-so"}, status=422)
    assert "Chọn tệp video trước." in answer.text
    assert 'value="Cách ghi sổ"' in answer.text
    wrong = {"title": "Cách ghi sổ", "file": (io.BytesIO(b"x"), "trang.html")}
    answer = teaching.post(f"{LIST}/new", data=wrong, status=422)
    assert "Loại tệp này không nhận được" in answer.text
    assert shelf(factory) == []


def test_a_file_is_replaced_without_script(teaching: CheckingClient, factory: Factory, video: Video) -> None:
    row = video(fault=Fault.NOT_MEDIA)
    address = f"/teach/videos/{row.id}/file"
    assert "Chọn tệp video trước." in teaching.post(address, data={}, status=422).text
    teaching.post(address, data={"file": (io.BytesIO(b"phim"), "moi.mov")}, status=303)
    found = factory.read(queries.by_id, row.id)
    assert (found.state, found.file_name, found.source_bytes) == (VideoState.QUEUED, "moi.mov", 4)


def test_a_larger_body_is_refused_and_only_trainers_may_send_one(
    teaching: CheckingClient,
    new_client: Callable[[], CheckingClient],
    factory: Factory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The page says what to do; a stranger's file is refused unread."""

    learner = new_client()
    factory.sign_in(learner, factory.person("Lê Văn Ba"))
    learner.get("/")
    three = b"x" * 3 * 1024 * 1024
    send_whole(learner, three, 413)
    send_whole(teaching, three, 303)
    view = teaching.application.view_functions["studio.send_new"]
    assert vars(view)["__body_limit__"] >= FORM_LIMIT_BYTES
    monkeypatch.setitem(vars(view), "__body_limit__", 3 * 1024 * 1024)
    assert "quá lớn" in send_whole(teaching, three, 413).text


def test_a_store_that_is_away_leaves_nothing_and_keeps_the_form(
    teaching: CheckingClient, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F08, F15."""
    with teaching.application.app_context():
        store = type(get_storage())

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "_store", refuse)
    form = {"title": "Cách ghi sổ", "file": (io.BytesIO(b"phim"), "quay.mp4")}
    answer = teaching.post(f"{LIST}/new", data=form, status=503)
    assert 'value="Cách ghi sổ"' in answer.text
    assert shelf(factory) == []


def test_one_trainer_does_not_go_on_with_another_s_file(
    teaching: CheckingClient, new_client: Callable[[], CheckingClient], factory: Factory, trainer: Person
) -> None:
    first = announce(teaching)
    other = new_client()
    factory.sign_in(other, factory.person("Hà Thị Tư", teaches=COURSE_ID))
    other.get("/")
    assert announce(other)["upload"] != first["upload"]
    (mine,) = (one for one in shelf(factory) if one.name == "cach-ghi-so")
    assert "Người khác đang gửi" in other.get(f"/teach/videos/{mine.id}/file", status=200).text
    begin(other, mine, 409)


def test_two_trainers_who_choose_one_name_at_once_are_told_apart(
    factory: Factory, trainer: Person, video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is free when it is looked at, and taken when it is written."""
    video("ghi-so")
    scalar = db.session.scalar
    monkeypatch.setattr(db.session, "scalar", lambda *_, **__: monkeypatch.undo() or None)
    assert scalar is not db.session.scalar
    with pytest.raises(NameTaken):
        factory.write(
            service.announce, COURSE_ID, "ghi-so", "Ghi sổ", "a.mp4", 9, "", trainer.id, clock.now()
        )
