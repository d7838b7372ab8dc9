"""Practical work as a learner, two trainers and the office meet it, without script."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select, update

from lms import clock
from lms.audit.models import AuditEntry
from lms.courses.practicals import Level
from lms.db import atomic, db
from lms.jobs.models import Job
from lms.learning.models import Completion, Enrolment, EnrolmentState, ItemKind
from lms.practical import marking, photos, queries
from lms.practical.models import Photo, Work
from lms.practical.rules import MOST_PHRASES, PHOTO_BYTES, PhotoState, Showing, WorkState
from lms.storage import get_storage
from tests.client import CheckingClient
from tests.factories import COURSE_ID, Factory, Person
from tests.unit.courses.sample import TASK as TASK_FILE
from tests.unit.courses.sample import sample, with_task

TASK = "so-that"
PAGE = f"/courses/{COURSE_ID}/practicals/{TASK}"
Clients = Callable[[], CheckingClient]
MET, FIX, MISSING = Level.MET, Level.FIX, Level.MISSING


@pytest.fixture
def learner(factory: Factory, client: CheckingClient) -> Person:
    factory.course(with_task())
    person = factory.person("Nguyễn Thị Sen")
    factory.enrol(person)
    factory.sign_in(client, person)
    return person


@pytest.fixture
def trainer(factory: Factory) -> Person:
    return factory.person("Trần Văn Giảng", teaches=COURSE_ID)


@pytest.fixture
def teaching(factory: Factory, new_client: Clients, learner: Person, trainer: Person) -> CheckingClient:
    made = new_client()
    factory.sign_in(made, trainer)
    return made


def picture(size: tuple[int, int] = (80, 60), kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#3a7").save(out, kind, **options)
    return out.getvalue()


def send(client: CheckingClient, text: str = "Lãi góp 33.000 đồng.", **more: str) -> None:
    client.send_form(PAGE, {"text": text, "send": "1", **more}, form="practical", status=303)


def state(factory: Factory, person: Person) -> WorkState | None:
    return factory.read(queries.states, person.id).get(COURSE_ID, {}).get(TASK)


def work_of(factory: Factory, person: Person) -> queries.WorkRow:
    found = factory.read(queries.own_work, person.id, COURSE_ID, TASK)
    assert found is not None
    return found  # type: ignore[no-any-return]


def rows(*levels: Level) -> dict[str, str]:
    return {
        f"row.{name}": level
        for name, level in zip(("du-ngay", "cong-dung", "doc-ra-lai"), levels, strict=True)
    }


def mark(client: CheckingClient, work: UUID, *levels: Level, **more: str) -> Any:
    return client.send_form(f"/teach/works/{work}", {**rows(*levels), **more}, form=f"/teach/works/{work}")


def test_the_whole_way_from_draft_to_met(
    factory: Factory, client: CheckingClient, teaching: CheckingClient, learner: Person
) -> None:
    page = client.get(PAGE, status=200)
    assert "Một tuần ghi sổ thật" in page.text
    assert "dùng số của Bến Lau nhân 1,1" in page.text
    assert "Đã cộng cuối tuần." in page.text
    client.send_form(PAGE, {"text": "Mới viết được nửa.", "save": "1"}, form="practical", status=303)
    assert "Mới viết được nửa." in client.get(PAGE).text
    assert state(factory, learner) is WorkState.DRAFT
    assert "Chưa gửi" in client.get(f"/courses/{COURSE_ID}").text
    send(client, "Cả tuần bán 40 túi.")
    page = client.get(PAGE)
    assert "Giảng viên chấm trong 7 ngày" in page.text
    assert 'name="text"' not in page.text
    assert "Chấm một bài thực hành" in teaching.get("/teach").text
    work = work_of(factory, learner)
    first = teaching.get(f"/teach/{COURSE_ID}/practicals", status=200)
    assert f'href="/teach/works/{work.id}"' in first.text
    answer = mark(teaching, work.id, MET, FIX, MISSING, comment="Cộng lại ngày thứ ba.")
    assert answer.location == f"/teach/{COURSE_ID}/practicals"
    page = client.get(PAGE)
    for words in ("Cần sửa", "Cộng lại ngày thứ ba.", "Cộng sai.", "Chưa tính."):
        assert words in page.text
    send(client, "Đã cộng lại: 42 túi.")
    page = teaching.get(f"/teach/works/{work.id}")
    assert "Đã cộng lại: 42 túi." in page.text
    assert "Lời chấm lần trước" in page.text
    assert "Lời chấm lần trước" in client.get(PAGE).text
    mark(teaching, work.id, MET, MET, MET)
    assert state(factory, learner) is WorkState.MET
    assert "Bài đạt." in client.get(PAGE).text
    assert "Học viên nào" not in teaching.get(f"/teach/{COURSE_ID}/practicals/marked", status=200).text


def test_met_work_completes_the_task_and_with_the_rest_the_course(
    app: Flask, factory: Factory, learner: Person, trainer: Person
) -> None:
    enrolment_id = factory.finish(learner)
    with app.app_context():
        found = db.session.get_one(Enrolment, enrolment_id)
        assert (found.state, found.done_count, found.total_count) == (EnrolmentState.COMPLETED, 4, 4)
        kinds = db.session.scalars(select(Completion.kind)).all()
        assert kinds.count(ItemKind.PRACTICAL) == 1
    assert app.test_cli_runner().invoke(args=["learning", "verify"]).exit_code == 0


def test_a_course_waits_for_its_practical_task(
    app: Flask, factory: Factory, client: CheckingClient, learner: Person, trainer: Person
) -> None:
    """Everything else is done: not complete, no certificate due, and home says what is left."""
    enrolment_id = all_but_the_task(factory, learner)
    with app.app_context():
        assert db.session.get_one(Enrolment, enrolment_id).state is EnrolmentState.ACTIVE
    assert "còn một bài thực hành" in client.get("/").text
    work_id = factory.send_work(learner, TASK)
    home = client.get("/").text
    assert "Đã gửi, đang chờ chấm." in home
    assert "Xem bài đã gửi" in home
    assert "Đạt thì khóa học xong." in client.get(f"/courses/{COURSE_ID}").text
    factory.mark_work(work_id, trainer, FIX, MET, MET)
    home = client.get("/").text
    assert "Cần sửa rồi gửi lại." in home
    assert "Bài thực hành cần sửa" not in home, "it is the next thing to do already"
    factory.send_work(learner, TASK, text="Đã sửa.")
    factory.mark_work(work_id, trainer)
    with app.app_context():
        assert db.session.get_one(Enrolment, enrolment_id).state is EnrolmentState.COMPLETED
    assert "Chờ giấy" in client.get("/").text


def test_home_tells_of_work_that_came_back_before_the_lessons_are_done(
    factory: Factory, client: CheckingClient, learner: Person, trainer: Person
) -> None:
    work_id = factory.send_work(learner, TASK)
    assert "Bài thực hành cần sửa" not in client.get("/").text
    factory.mark_work(work_id, trainer, FIX, MET, MET)
    home = client.get("/", queries=6).text
    assert "Bài thực hành cần sửa" in home and f'href="{PAGE}"' in home
    factory.send_work(learner, TASK, text="Đã sửa.")
    assert "Bài thực hành cần sửa" not in client.get("/").text


def test_work_on_its_way_keeps_nobody_from_the_lessons_behind_it(
    factory: Factory, client: CheckingClient, trainer: Person
) -> None:
    """The task stands first: once it is sent, home, the course and the way onward go on behind it."""
    factory.course({**sample(), "01-ghi/00-so-that.practical.yml": TASK_FILE})
    person = factory.person("Nguyễn Thị Sen")
    factory.enrol(person)
    factory.sign_in(client, person)
    lesson = f"/courses/{COURSE_ID}/lessons/so-ban"
    assert client.get("/learn/next", status=302).location == PAGE
    work_id = factory.send_work(person, TASK)
    for page in ("/", f"/courses/{COURSE_ID}"):
        assert f'href="{lesson}"' in client.get(page).text
    assert "Xem bài đã gửi" not in client.get("/").text
    assert "đang chờ chấm" in client.get(f"/courses/{COURSE_ID}").text
    assert client.get("/learn/next", status=302).location == lesson
    factory.mark_work(work_id, trainer, FIX, MET, MET)
    assert client.get("/learn/next", status=302).location == PAGE


def all_but_the_task(factory: Factory, person: Person) -> UUID:
    from lms.learning import service as learning

    enrolment_id = factory.enrol(person)
    for lesson in ("so-ban", "lai-gop"):
        item = factory.read(factory._study, person, COURSE_ID).manifest.item(lesson)
        if item is not None:
            factory.write(learning.complete_lesson, person.id, COURSE_ID, lesson, person.id, clock.now())
    factory.pass_quiz(person, "kiem-tra-ghi")
    return enrolment_id


def test_one_resubmission_and_no_more_unless_a_trainer_allows_it(
    factory: Factory, client: CheckingClient, teaching: CheckingClient, learner: Person
) -> None:
    for text in ("Lần một.", "Lần hai."):
        send(client, text)
        mark(teaching, work_of(factory, learner).id, FIX, FIX, FIX)
    page = client.get(PAGE)
    assert "đã gửi đủ số lần" in page.text
    assert 'name="text"' not in page.text
    work = work_of(factory, learner)
    client.post(PAGE, data={"text": "Lần ba.", "send": "1"}, status=409)
    assert work_of(factory, learner).turn == 2
    teaching.send_form(f"/teach/works/{work.id}", form="again", status=303)
    send(client, "Lần ba.")
    assert work_of(factory, learner).turn == 3


def test_nothing_is_sent_without_text_or_photo(
    factory: Factory, client: CheckingClient, learner: Person
) -> None:
    answer = client.post(PAGE, data={"text": "  ", "send": "1"}, status=422)
    assert "Bài chưa có gì" in answer.text
    assert state(factory, learner) is WorkState.DRAFT


def test_sending_twice_is_sending_once(factory: Factory, client: CheckingClient, learner: Person) -> None:
    send(client)
    client.post(PAGE, data={"text": "Bấm hai lần.", "send": "1"}, status=409)
    work = work_of(factory, learner)
    assert (work.turn, work.text) == (1, "Lãi góp 33.000 đồng.")


# Drafts for the script.


def test_a_draft_is_saved_once_however_often_it_is_sent(
    factory: Factory, client: CheckingClient, learner: Person
) -> None:
    first = {"text": "Một", "save_id": "a", "base": 0}
    assert client.post(f"{PAGE}/draft", json=first, status=200).json == {"version": 1}
    assert client.post(f"{PAGE}/draft", json=first, status=200).json == {"version": 1}
    second = {"text": "Một hai", "save_id": "b", "base": 1}
    assert client.post(f"{PAGE}/draft", json=second, status=200).json == {"version": 2}
    assert work_of(factory, learner).text == "Một hai"


def test_an_older_page_overwrites_nothing_and_is_told_what_stands_there(
    factory: Factory, client: CheckingClient, learner: Person
) -> None:
    client.post(f"{PAGE}/draft", json={"text": "Mới", "save_id": "a", "base": 0}, status=200)
    reply = client.post(f"{PAGE}/draft", json={"text": "Cũ", "save_id": "b", "base": 0}, status=409).json
    assert reply is not None
    assert (reply["text"], reply["version"]) == ("Mới", 1)
    page = client.post(PAGE, data={"text": "Cũ", "base": "0", "save": "1"}, status=409)
    assert "vừa được sửa ở nơi khác" in page.text
    assert "Cũ" in page.text
    assert work_of(factory, learner).text == "Mới"


@pytest.mark.parametrize(
    "told", [[], {"text": 1}, {"text": "x", "save_id": "a", "base": True}, {"text": "x"}]
)
def test_rubbish_is_refused(client: CheckingClient, learner: Person, told: Any) -> None:
    client.post(f"{PAGE}/draft", json=told, status=400)
    client.post(f"{PAGE}/photos", json={"client_id": "", "size": 1}, status=400)
    client.post(f"{PAGE}/photos", json={"client_id": "a", "size": "1"}, status=400)


def test_a_sent_draft_is_not_written_over(factory: Factory, client: CheckingClient, learner: Person) -> None:
    send(client)
    client.post(f"{PAGE}/draft", json={"text": "Muộn", "save_id": "z", "base": 1}, status=409)
    assert work_of(factory, learner).text == "Lãi góp 33.000 đồng."


# Photos.


def test_photos_of_a_form_without_script_are_made_small_and_plain(
    app: Flask, factory: Factory, client: CheckingClient, learner: Person
) -> None:
    camera = Image.effect_noise((900, 650), 90).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[2] = (21.0, 1.0, 2.0)
    out = io.BytesIO()
    camera.save(out, "JPEG", quality=82, exif=exif, comment=b"tai nha ba Lanh")
    assert PHOTO_BYTES < len(out.getvalue()) < 480_000  # from 500 kB on the test client leaves a file open
    add(client, (out.getvalue(), "DSC1.JPG"), (picture(kind="PNG"), "b.png"))
    work = work_of(factory, learner)
    found = factory.read(queries.photos, work.id)
    assert [one.state for one in found] == [PhotoState.READY] * 2
    with app.app_context():
        kept = get_storage().get(found[0].key)
    with Image.open(io.BytesIO(kept)) as shown:
        assert shown.format == "JPEG"
        assert shown.height > shown.width
        assert not shown.getexif()
    assert len(kept) <= PHOTO_BYTES
    assert b"tai nha ba Lanh" not in kept


def add(client: CheckingClient, *files: tuple[bytes, str], status: int = 303) -> Any:
    data = {"text": "", "save": "1", "photo": [(io.BytesIO(data), name) for data, name in files]}
    return client.post(PAGE, data=data, content_type="multipart/form-data", status=status)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<html><script>alert(1)</script>", "a.jpg"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "a.svg"),
        (b"", "a.jpg"),
        (b"\xff\xd8\xff" + b"\0" * 50, "a.php.jpg"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "a.gif"),
    ],
)
def test_s30_what_is_no_photo_is_refused_and_nothing_is_kept(
    app: Flask, factory: Factory, client: CheckingClient, learner: Person, data: bytes, name: str
) -> None:
    answer = add(client, (data, name), status=422)
    assert "không mở được như ảnh" in answer.text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Photo)) == 0


def test_the_refused_among_several_photos_are_named_and_the_others_taken(
    factory: Factory, client: CheckingClient, learner: Person
) -> None:
    large = io.BytesIO()
    Image.new("1", (6000, 4001)).save(large, "PNG")
    files = [(b"no", "giấy <b>.jpg"), (picture(), "a.jpg"), (large.getvalue(), "to.png"), (b"", "trong.jpg")]
    data = {"text": "Bán 40 túi.", "send": "1", "photo": [(io.BytesIO(one), name) for one, name in files]}
    page = client.post(PAGE, data=data, content_type="multipart/form-data", status=422).text
    assert "Chưa thêm được “giấy &lt;b&gt;.jpg”, “trong.jpg”. Tệp này không mở được như ảnh." in page
    assert "Chưa thêm được “to.png”. Ảnh này lớn quá." in page
    assert "bài chưa gửi" in page
    work = work_of(factory, learner)
    assert (work.state, work.text) == (WorkState.DRAFT, "Bán 40 túi.")
    assert len(factory.read(queries.photos, work.id)) == 1


def test_s43_a_bomb_is_refused_by_its_header(client: CheckingClient, learner: Person) -> None:
    bomb = bytearray(picture((8, 8), "PNG"))
    bomb[16:24] = (50_000).to_bytes(4, "big") * 2
    answer = add(client, (bytes(bomb), "a.png"), status=422)
    assert "không mở được" in answer.text or "lớn quá" in answer.text


def test_photos_are_put_in_order_without_script_and_with_it(
    factory: Factory, client: CheckingClient, learner: Person
) -> None:
    add(client, *[(picture((20 + n, 20)), f"{n}.jpg") for n in range(3)])
    work = work_of(factory, learner)
    one, two, three = factory.read(queries.photos, work.id)

    def order() -> list[UUID]:
        return [photo.id for photo in factory.read(queries.photos, work.id)]

    client.send_form(PAGE, {"text": "Ba ảnh.", "up": str(three.id)}, form="practical", status=303)
    assert order() == [one.id, three.id, two.id]
    assert work_of(factory, learner).text == "Ba ảnh.", "what was typed goes along"
    client.send_form(PAGE, {"down": str(one.id)}, form="practical", status=303)
    assert order() == [three.id, one.id, two.id]
    # The ends stay where they are, and a photo of nobody's moves nothing.
    for name, photo in (("up", str(three.id)), ("down", str(two.id)), ("up", "khong-co")):
        client.send_form(PAGE, {name: photo}, form="practical", status=303)
        assert order() == [three.id, one.id, two.id]
    told = {"order": [two.client_id, "cua-ai", one.client_id]}
    for _ in range(2):
        client.post(f"{PAGE}/order", json=told, status=200)
        assert order() == [two.id, one.id, three.id]
    client.send_form(PAGE, {"send": "1"}, form="practical", status=303)
    client.post(f"{PAGE}/order", json={"order": [one.client_id]}, status=409)
    assert order() == [two.id, one.id, three.id]


@pytest.mark.parametrize("wanted", [None, "x", [1], ["x" * 65], ["x"] * 101])
def test_an_order_that_is_none_is_refused(client: CheckingClient, learner: Person, wanted: Any) -> None:
    client.post(f"{PAGE}/order", json={"order": wanted}, status=400)


def test_no_more_photos_than_the_task_takes_and_one_may_be_taken_out(
    app: Flask, factory: Factory, client: CheckingClient, learner: Person
) -> None:
    answer = add(client, *[(picture((20 + n, 20)), f"{n}.jpg") for n in range(4)], status=422)
    assert "Chưa thêm được “3.jpg”. Bài này đã đủ số ảnh." in answer.text
    work = work_of(factory, learner)
    first, second, third = factory.read(queries.photos, work.id)
    client.send_form(PAGE, {"remove": str(second.id)}, form="practical", status=303)
    assert [one.id for one in factory.read(queries.photos, work.id)] == [first.id, third.id]
    with app.app_context():
        jobs = db.session.scalars(select(Job.payload).where(Job.kind == photos.REMOVE)).all()
    assert jobs == [{"keys": [second.key]}]


def upload(client: CheckingClient, data: bytes, client_id: str = "c1") -> dict[str, Any]:
    """Send a photo as the script does; return what its beginning said."""
    begun: Any = client.post(
        f"{PAGE}/photos", json={"client_id": client_id, "size": len(data)}, status=200
    ).json
    if begun["upload"]:
        told: Any = client.post(f"{begun['upload']}/parts", json={"want": [1]}, status=200).json
        # As under gunicorn, which tells that it ends the body by itself.
        client.put(
            told["urls"]["1"].split("127.0.0.1:8000")[-1],
            data=data,
            csrf=False,
            status=200,
            environ_overrides={"wsgi.input_terminated": True},
        )
        client.post(f"{begun['upload']}/done", json={}, status=200)
    return begun  # type: ignore[no-any-return]


def test_a_photo_sent_in_parts_is_looked_through_before_others_see_it(
    app: Flask, factory: Factory, client: CheckingClient, teaching: CheckingClient, learner: Person
) -> None:
    data = picture(comment=b"nha ba Lanh")
    begun = upload(client, data)
    assert upload(client, data) == {**begun, "upload": None}
    (found,) = factory.read(queries.photos, work_of(factory, learner).id)
    assert found.state is PhotoState.ARRIVED
    address = begun["photo"]
    assert client.get(address, status=302).location
    send(client, "")
    teaching.get(address, status=404)
    with app.app_context():
        payload = db.session.scalar(select(Job.payload).where(Job.kind == photos.CHECK))
        photos.look_through(UUID(payload["photo_id"]), get_storage())
        photos.look_through(UUID(payload["photo_id"]), get_storage())
        assert b"nha ba Lanh" not in get_storage().get(found.key)
    link = teaching.get(address, status=302).location
    assert "expires" in link or "Expires" in link
    shown = teaching.get(link.split("127.0.0.1:8000")[-1], status=200)
    assert shown.mimetype == "image/jpeg"
    assert teaching.get(f"/teach/works/{work_of(factory, learner).id}").text.count("<img") == 1


def test_a_photo_that_is_none_is_noted_and_never_shown(
    app: Flask, factory: Factory, client: CheckingClient, teaching: CheckingClient, learner: Person
) -> None:
    begun = upload(client, b"<script>alert(1)</script>")
    (found,) = factory.read(queries.photos, work_of(factory, learner).id)
    with app.app_context():
        photos.look_through(found.id, get_storage())
    assert "Ảnh hỏng, không mở được" in client.get(PAGE).text
    send(client)
    teaching.get(begun["photo"], status=404)


def test_a_work_is_not_sent_while_a_photo_is_on_its_way(client: CheckingClient, learner: Person) -> None:
    client.post(f"{PAGE}/photos", json={"client_id": "c", "size": 900}, status=200)
    answer = client.post(PAGE, data={"text": "Xong.", "send": "1"}, status=409)
    assert "Còn ảnh chưa gửi xong" in answer.text
    (remove,) = [words for words in answer.text.split('"') if words.endswith("/remove")]
    client.post(remove, json={}, status=200)
    client.post(PAGE, data={"text": "Xong.", "send": "1"}, status=303)


def test_a_photo_over_300_kb_is_not_taken_in_parts(client: CheckingClient, learner: Person) -> None:
    client.post(f"{PAGE}/photos", json={"client_id": "c", "size": PHOTO_BYTES + 1}, status=422)


# Whose it is.


def test_s04_nobody_else_sees_work_or_photos(
    factory: Factory, client: CheckingClient, new_client: Clients, learner: Person
) -> None:
    begun = upload(client, picture())
    send(client)
    work = work_of(factory, learner)
    others = [factory.person("Người cùng lớp"), factory.person("Giảng viên khóa khác", teaches="khoa-khac")]
    factory.enrol(others[0])
    others.append(factory.person("Cán bộ xã", contact_of="09022"))
    for other in others:
        stranger = new_client()
        factory.sign_in(stranger, other)
        for address in (begun["photo"], f"/practicals/works/{work.id}", f"/teach/works/{work.id}"):
            stranger.get(address, status=404)
        stranger.post(begun["remove"], json={}, status=404)
        stranger.post(f"/practicals/works/{work.id}/showing", data={"showing": "named"}, status=404)
    assert work_of(factory, learner).showing is Showing.NO


def test_a_draft_is_its_owners_alone(
    factory: Factory, client: CheckingClient, teaching: CheckingClient, learner: Person, app: Flask
) -> None:
    begun = upload(client, picture())
    with app.app_context():
        photos.look_through(UUID(begun["photo"].rsplit("/", 1)[1]), get_storage())
    teaching.get(f"/teach/works/{work_of(factory, learner).id}", status=404)
    teaching.get(begun["photo"], status=404)


# Marking.


def test_every_row_needs_a_level_and_what_was_typed_is_kept(
    factory: Factory, teaching: CheckingClient, learner: Person
) -> None:
    work_id = factory.send_work(learner, TASK)
    answer = teaching.post(
        f"/teach/works/{work_id}", data={"turn": "1", "row.du-ngay": "met", "comment": "Khá."}, status=422
    )
    assert "Chọn một mức cho mỗi dòng chấm." in answer.text
    assert "Khá." in answer.text
    assert state(factory, learner) is WorkState.SENT


def test_from_the_queue_to_the_next_work(factory: Factory, teaching: CheckingClient, learner: Person) -> None:
    """Oldest first; sending the marks opens the next work, as skipping does."""
    now, works = clock.now(), []
    for number in range(3):
        person = factory.person(f"Người {number}")
        factory.enrol(person)
        works.append(factory.send_work(person, TASK, at=now - timedelta(hours=5 - number)))
    page = teaching.get(f"/teach/{COURSE_ID}/practicals", status=200).text
    assert [page.index(str(one)) for one in works] == sorted(page.index(str(one)) for one in works)
    assert mark(teaching, works[0], MET, MET, MET).location == f"/teach/works/{works[1]}"
    assert teaching.get(f"/teach/works/{works[1]}/next", status=302).location == f"/teach/works/{works[2]}"
    assert mark(teaching, works[2], MET, MET, MET).location == f"/teach/{COURSE_ID}/practicals"


def test_own_phrases_go_into_the_comment_by_one_tap(
    factory: Factory, client: CheckingClient, teaching: CheckingClient, learner: Person, trainer: Person
) -> None:
    work_id = factory.send_work(learner, TASK)
    mark(teaching, work_id, FIX, MET, MET, comment="Ghi đủ bảy ngày.", keep="1")
    (phrase,) = factory.read(queries.phrases, trainer.id)
    factory.send_work(learner, TASK, text="Lại.")
    mark(teaching, work_id, FIX, MET, MET, phrase=str(phrase.id), comment="Gần xong.")
    assert work_of(factory, learner).comment == "Ghi đủ bảy ngày.\nGần xong."
    teaching.send_form("/teach/practicals/phrases", {"text": "Cộng lại."}, form="phrase", status=303)
    other = factory.person("Giảng viên khác", teaches=COURSE_ID)
    assert factory.read(queries.phrases, other.id) == []
    teaching.post(f"/teach/practicals/phrases/{phrase.id}/drop", status=303)
    assert [one.text for one in factory.read(queries.phrases, trainer.id)] == ["Cộng lại."]


def test_where_no_phrase_can_be_kept_any_more_none_is_offered_to_be(
    factory: Factory, teaching: CheckingClient, learner: Person, trainer: Person
) -> None:
    work_id = factory.send_work(learner, TASK)
    assert 'name="keep"' in teaching.get(f"/teach/works/{work_id}").text

    def keep_all() -> None:
        for number in range(MOST_PHRASES):
            marking.keep_phrase(trainer.id, f"Câu {number}.", clock.now())

    factory.write(keep_all)
    page = teaching.get(f"/teach/works/{work_id}").text
    assert 'name="keep"' not in page
    assert "bỏ bớt một câu" in page


def test_a_phrase_is_written_anew_and_never_kept_twice(
    factory: Factory, teaching: CheckingClient, trainer: Person
) -> None:
    address = "/teach/practicals/phrases"
    for text in ("Ghi đủ ngày.", "Cộng lại."):
        teaching.send_form(address, {"text": text}, form="phrase", status=303)
    newer, older = factory.read(queries.phrases, trainer.id)
    changing = f"{address}?change={older.id}"
    assert 'value="Ghi đủ ngày."' in teaching.get(changing, status=200).text
    page = teaching.send_form(changing, {"text": " "}, form="phrase", status=422).text
    assert "Viết câu muốn giữ" in page
    page = teaching.send_form(changing, {"text": "dài " * 76}, form="phrase", status=422).text
    assert "dài nhất 300 chữ" in page and f'value="{"dài " * 76}"' in page
    teaching.send_form(changing, {"text": "Ghi đủ  bảy ngày."}, form="phrase", status=303)
    assert [one.text for one in factory.read(queries.phrases, trainer.id)] == [
        "Cộng lại.",
        "Ghi đủ bảy ngày.",
    ]
    teaching.send_form(changing, {"text": "Cộng lại."}, form="phrase", status=303)
    assert [one.id for one in factory.read(queries.phrases, trainer.id)] == [newer.id]
    teaching.post(f"{address}/{newer.id}/drop", status=303)
    assert "Đã bỏ câu: Cộng lại." in teaching.get(address).text


def test_what_is_too_long_to_be_kept_is_said_and_stays_in_the_form(
    factory: Factory, teaching: CheckingClient, learner: Person, trainer: Person
) -> None:
    work_id = factory.send_work(learner, TASK)
    answer = mark(teaching, work_id, MET, MET, MET, comment="a" * 2001)
    page = answer.text
    assert answer.status_code == 422
    assert "Lời nhận xét dài quá 2000 chữ" in page and "a" * 2001 in page
    assert state(factory, learner) is WorkState.SENT
    lines = "\r\n".join(["b" * 99] * 20)
    mark(teaching, work_id, MET, MET, MET, comment=lines, keep="1")
    assert work_of(factory, learner).comment == lines.replace("\r\n", "\n")
    assert factory.read(queries.phrases, trainer.id) == []
    assert "dài nhất 300 chữ" in teaching.get("/teach").text
    page = teaching.send_form(
        "/teach/practicals/phrases", {"text": "c" * 301}, form="phrase", status=422
    ).text
    assert f'value="{"c" * 301}"' in page


def test_two_markers_who_agree_settle_it_together(
    factory: Factory, client: CheckingClient, teaching: CheckingClient, new_client: Clients, learner: Person
) -> None:
    work_id = factory.send_work(learner, TASK)
    mark(teaching, work_id, MET, MET, MET, comment="Tốt.", second="1")
    assert state(factory, learner) is WorkState.SENT
    assert "Tốt." not in client.get(PAGE).text
    assert "sau khi người thứ hai chấm xong" in teaching.get("/teach").text
    assert f"/teach/works/{work_id}" not in teaching.get(f"/teach/{COURSE_ID}/practicals").text
    assert "Đang chờ người thứ hai" in teaching.get(f"/teach/works/{work_id}").text
    second = signed_in(factory, new_client, "Lê Thị Hai")
    assert "chờ người chấm thứ hai" in second.get(f"/teach/{COURSE_ID}/practicals").text
    page = second.get(f"/teach/works/{work_id}").text
    assert "nhờ người thứ hai" in page
    assert "Tốt." not in page
    mark(second, work_id, MET, MET, MET, comment="Đồng ý.")
    assert state(factory, learner) is WorkState.MET
    assert work_of(factory, learner).comment == "Tốt.\n\nĐồng ý."


def signed_in(factory: Factory, new_client: Clients, name: str) -> CheckingClient:
    made = new_client()
    factory.sign_in(made, factory.person(name, teaches=COURSE_ID))
    return made


def test_two_markers_who_differ_see_both_and_one_settles_it(
    factory: Factory, teaching: CheckingClient, new_client: Clients, learner: Person
) -> None:
    work_id = factory.send_work(learner, TASK)
    mark(teaching, work_id, MET, MET, MET, second="1")
    second, third = signed_in(factory, new_client, "Lê Thị Hai"), signed_in(factory, new_client, "Người Ba")
    mark(second, work_id, MET, FIX, MET, comment="Cộng chưa khớp.")
    assert state(factory, learner) is WorkState.SENT
    assert "Đã gửi lời chấm. Hai người chấm khác nhau" in second.get("/teach").text
    for one in (teaching, second):
        assert "hai người chấm khác nhau" in one.get(f"/teach/{COURSE_ID}/practicals").text
        page = one.get(f"/teach/works/{work_id}").text
        assert "Trần Văn Giảng" in page
        assert "Lê Thị Hai" in page
    assert f"/teach/works/{work_id}" not in third.get(f"/teach/{COURSE_ID}/practicals").text
    third.post(f"/teach/works/{work_id}", data={"turn": "1", **rows(MET, MET, MET)}, status=409)
    mark(teaching, work_id, MET, FIX, MET, comment="Sửa phép cộng.")
    assert state(factory, learner) is WorkState.FIX
    assert work_of(factory, learner).comment == "Sửa phép cộng."


def test_marking_twice_counts_once_and_nobody_marks_their_own(
    factory: Factory,
    client: CheckingClient,
    teaching: CheckingClient,
    learner: Person,
    trainer: Person,
    app: Flask,
) -> None:
    factory.enrol(trainer)
    own = factory.send_work(trainer, TASK)
    assert str(own) not in teaching.get(f"/teach/{COURSE_ID}/practicals").text
    teaching.post(f"/teach/works/{own}", data={"turn": "1", **rows(MET, MET, MET)}, status=403)
    work_id = factory.send_work(learner, TASK)
    for _ in range(2):
        teaching.post(f"/teach/works/{work_id}", data={"turn": "1", **rows(MET, MET, MET)}, status=303)
    teaching.post(f"/teach/works/{work_id}", data={"turn": "1", **rows(FIX, MET, MET)}, status=409)
    with app.app_context():
        marked = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "practical.mark")
        assert db.session.scalar(marked) == 1


# The office.


def long_ago(app: Flask, work_id: UUID, days: int) -> None:
    with app.app_context(), atomic():
        db.session.execute(
            update(Work).where(Work.id == work_id).values(sent_at=clock.now() - timedelta(days=days))
        )


def test_after_seven_days_the_office_is_told_and_may_waive_with_a_reason(
    app: Flask, factory: Factory, client: CheckingClient, new_client: Clients, learner: Person
) -> None:
    enrolment_id = all_but_the_task(factory, learner)
    work_id = factory.send_work(learner, TASK)
    office = new_client()
    factory.sign_in(office, factory.person("Văn phòng", admin=True))
    long_ago(app, work_id, 6)
    assert "chưa ai chấm" not in office.get("/office").text
    office.post(f"/office/works/{work_id}", data={"reason": "giảng viên ốm"}, status=409)
    assert "Giảng viên chấm trong 7 ngày" in client.get(PAGE).text
    long_ago(app, work_id, 8)
    assert "Văn phòng đã được báo" in client.get(PAGE).text
    assert "1 bài thực hành chưa ai chấm sau 7 ngày" in office.get("/office").text
    assert learner.full_name in office.get("/office/works", status=200).text
    answer = office.send_form(f"/office/works/{work_id}", {"reason": ""}, form="works", status=422)
    assert "Viết lý do" in answer.text
    office.send_form(f"/office/works/{work_id}", {"reason": "giảng viên nghỉ ốm"}, form="works", status=303)
    with app.app_context():
        assert db.session.get_one(Enrolment, enrolment_id).state is EnrolmentState.COMPLETED
        entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "practical.waive"))
        assert entry is not None
        assert entry.detail["reason"] == "giảng viên nghỉ ốm"
    assert "do văn phòng quyết định" in client.get(PAGE).text
    assert "Không có bài nào chờ quá lâu." in office.get("/office/works").text
    office.post(f"/office/works/{work_id}", data={"reason": "lần nữa"}, status=409)
    assert app.test_cli_runner().invoke(args=["learning", "verify"]).exit_code == 0


def test_verify_finds_work_and_completions_that_do_not_agree(
    app: Flask, factory: Factory, learner: Person, trainer: Person
) -> None:
    work_id = factory.send_work(learner, TASK)
    factory.mark_work(work_id, trainer)
    with app.app_context(), atomic():
        db.session.execute(update(Work).values(state=WorkState.SENT))
    found = app.test_cli_runner().invoke(args=["learning", "verify"])
    assert (found.exit_code, "no settled work stands behind it" in found.output) == (1, True)
    with app.app_context(), atomic():
        db.session.execute(update(Work).values(state=WorkState.MET))
        db.session.execute(Completion.__table__.delete())
    found = app.test_cli_runner().invoke(args=["learning", "verify"])
    assert (found.exit_code, f"work {work_id}: settled" in found.output) == (1, True)


# The class.


@pytest.mark.parametrize(("showing", "named"), [("named", True), ("unnamed", False)])
def test_good_work_is_shown_with_consent_and_taken_down_without(
    factory: Factory, client: CheckingClient, teaching: CheckingClient, new_client: Clients,
    learner: Person, showing: str, named: bool,
) -> None:  # fmt: skip
    send(client, "Bài hay.", showing=showing)
    work = work_of(factory, learner)
    teaching.post(f"/teach/works/{work.id}/show", data={"shown": "1"}, status=409)
    mark(teaching, work.id, MET, MET, MET)
    mate = new_client()
    person = factory.person("Người cùng lớp")
    factory.enrol(person)
    factory.sign_in(mate, person)
    assert "Bài tốt của lớp" not in mate.get(f"/courses/{COURSE_ID}").text
    mate.get(f"/practicals/works/{work.id}", status=404)
    teaching.send_form(f"/teach/works/{work.id}", form="/show", status=303)
    page = mate.get(f"/courses/{COURSE_ID}").text
    assert "Bài tốt của lớp" in page
    assert (learner.full_name in page) is named
    page = mate.get(f"/practicals/works/{work.id}", status=200).text
    assert "Bài hay." in page
    assert (learner.full_name in page) is named
    outside = new_client()
    factory.sign_in(outside, factory.person("Người ngoài"))
    outside.get(f"/practicals/works/{work.id}", status=404)
    client.send_form(PAGE, {"showing": "no"}, form="showing", status=303)
    mate.get(f"/practicals/works/{work.id}", status=404)
    assert "Bài tốt của lớp" not in mate.get(f"/courses/{COURSE_ID}").text


def test_one_s_own_work_is_read_before_all_that_the_class_is_shown(factory: Factory, learner: Person) -> None:
    """Not sent yet, so never shown: it must not be cut off behind what others show."""
    for number in range(queries.SHOWN + 25):
        mate = factory.person(f"Người cùng lớp {chr(65 + number % 26)}")
        factory.enrol(mate)
        factory.send_work(mate, TASK, showing=Showing.NAMED)
    factory.write(lambda: db.session.execute(update(Work).values(shown_at=clock.now())))
    factory.send_work(learner, TASK)
    found = factory.read(queries.of_course, learner.id, COURSE_ID)
    assert found.states == {TASK: WorkState.SENT}
    assert len(found.shown) == queries.SHOWN


def test_without_consent_nothing_is_shown(
    factory: Factory, teaching: CheckingClient, learner: Person
) -> None:
    work_id = factory.send_work(learner, TASK)
    mark(teaching, work_id, MET, MET, MET)
    assert "Học viên không muốn cho lớp xem" in teaching.get(f"/teach/works/{work_id}").text
    teaching.post(f"/teach/works/{work_id}/show", data={"shown": "1"}, status=409)


def test_withdrawing_the_wider_consent_takes_work_down(
    factory: Factory, learner: Person, trainer: Person
) -> None:
    from lms.accounts.consents.rules import Purpose
    from lms.accounts.consents.service import withdraw
    from lms.practical import service

    work_id = factory.send_work(learner, TASK, showing=Showing.NAMED)
    factory.mark_work(work_id, trainer)
    factory.write(service.show, work_id, True, trainer.id, clock.now())
    factory.write(withdraw, learner.id, Purpose.NEWS, clock.now())
    assert work_of(factory, learner).shown_at is not None
    factory.write(withdraw, learner.id, Purpose.SHOWCASE, clock.now())
    assert (work_of(factory, learner).showing, work_of(factory, learner).shown_at) == (Showing.NO, None)


def test_visitors_and_trainers_see_the_task_but_no_form(
    factory: Factory, teaching: CheckingClient, new_client: Clients, learner: Person
) -> None:
    page = teaching.get(PAGE, status=200).text
    assert "Việc phải làm" in page
    assert 'name="text"' not in page
    outside = new_client()
    factory.sign_in(outside, factory.person("Người ngoài"))
    assert outside.get(PAGE, status=302).location == f"/courses/{COURSE_ID}"


def test_own_data_holds_what_was_sent(factory: Factory, client: CheckingClient, learner: Person) -> None:
    from lms.privacy.own_data import own_data

    factory.send_work(learner, TASK, text="Lời của tôi.")
    found = factory.read(own_data, learner.id)["bai_thuc_hanh"]
    assert [row["noi_dung"] for row in found] == ["Lời của tôi."]
    json.dumps(found)
