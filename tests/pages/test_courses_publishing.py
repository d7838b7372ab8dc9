"""Publishing from the command line: whole or not at all, nothing twice, nothing over what has moved on."""

import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from lms import clock
from lms.audit.models import AuditEntry
from lms.courses import cli, queries, service
from lms.courses.definitions import digest_of
from lms.courses.errors import CourseMovedOn
from lms.courses.folder import read_folder
from lms.courses.models import Blob, Course, CourseFolder, Revision, SearchEntry
from lms.courses.publish import media_key
from lms.courses.rules import ChangeKind
from lms.courses.views import serve_media
from lms.db import atomic, db
from lms.storage import get_storage
from tests.factories import SAMPLE_COURSE, Factory
from tests.unit.courses.sample import TASK, TASK_PATH, altered, prepared, sample

COURSE = "so-ban-hang"
LESSON = "01-ghi/01-so-ban.md"
QUIZ = "01-ghi/03-kiem-tra.yml"

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE_COURSE, tmp_path / "content" / COURSE))


@pytest.fixture
def run(app: Flask) -> Run:
    """`flask content …` as the command line runs it."""
    runner = app.test_cli_runner()

    def content(*arguments: object, code: int = 0) -> Result:
        result = runner.invoke(cli.cli, [str(argument) for argument in arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result

    return content


def edit(folder: Path, path: str, old: str, new: str) -> None:
    file = folder / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def rows(app: Flask) -> dict[str, int]:
    tables = (Course, Revision, Blob, SearchEntry, CourseFolder, AuditEntry)
    with app.app_context():
        return {
            table.__tablename__: db.session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables
        }


def number(app: Flask) -> str:
    with app.app_context():
        found = queries.live(COURSE)
        return str(found[1].number) if found else ""


def test_check(run: Run, folder: Path) -> None:
    assert "không có lỗi" in run("check", folder).output
    edit(folder, "course.yml", "periods: 2", "periods: hai")
    edit(folder, LESSON, "(lai-gop)", "(khong-co)")
    shown = run("check", folder.parent, code=1).output.splitlines()
    assert [line.rsplit("/", 1)[1].split(": ")[0] for line in shown] == ["01-so-ban.md:32", "course.yml:9"]
    assert all(line.startswith(f"{folder}/") for line in shown)


def test_check_of_nothing(run: Run, tmp_path: Path) -> None:
    assert "Không thấy khóa học nào" in run("check", tmp_path, code=1).output
    run("check", tmp_path / "none", code=2)


def test_schema_is_the_validators(run: Run) -> None:
    schema = json.loads(run("schema").output)
    course = schema["$defs"]["course"]
    assert course["additionalProperties"] is False
    assert {"id", "title", "modules"} <= set(course["required"])
    assert schema["$defs"]["lesson"]["properties"]["valid_until"]["description"]
    assert "questions" in schema["$defs"]["quiz"]["required"]


def test_first_publication_and_nothing_new(run: Run, app: Flask, folder: Path) -> None:
    assert "xuất bản lần đầu, bản 0.1.0" in run("publish", folder).output
    before = rows(app)
    assert (before["revisions"], before["search_entries"], before["audit_entries"]) == (1, 4, 1)
    assert "không có gì mới (0.1.0)" in run("publish", folder).output
    assert "không có gì mới" in run("publish", folder.parent, "--fast-forward").output
    assert rows(app) == before


def test_edits_get_their_numbers_and_reasons(
    run: Run, app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms.courses.source.POOL_AN_OUTCOME", 1)
    run("publish", folder)
    edit(folder, LESSON, "đừng để tối", "ghi ngay")
    shown = run("publish", folder).output
    assert "0.1.0 -> 0.1.1, patch" in shown
    assert f"patch  {LESSON}: sửa chữ hoặc hình" in shown
    (folder / "02-tinh" / "03-them.md").write_text(
        "---\nid: them\ntitle: Thêm\nsummary: Thêm.\noutcomes: [O1]\nrequired: false\n---\nChữ.\n"
    )
    assert "0.1.1 -> 0.2.0, minor" in run("publish", folder).output
    edit(folder, QUIZ, "pass: 1", "pass: 2")
    shown = run("publish", folder).output
    assert "0.2.0 -> 0.3.0, major" in shown
    assert f"major  {QUIZ}: đổi pass_points" in shown
    (folder / TASK_PATH).write_bytes(TASK)
    edit(folder, "course.yml", "edition: 0", "edition: 1")
    assert "0.3.0 -> 1.0.0, major" in run("publish", folder).output
    edit(folder, QUIZ, "pass: 2", "pass: 1")
    assert "1.0.0 -> 2.0.0, major" in run("publish", folder).output
    with app.app_context():
        kinds = (
            db.session.execute(select(Revision.kind).order_by(Revision.created_at, Revision.id))
            .scalars()
            .all()
        )
    assert list(kinds) == [
        ChangeKind.MAJOR,
        ChangeKind.PATCH,
        ChangeKind.MINOR,
        ChangeKind.MAJOR,
        ChangeKind.MAJOR,
        ChangeKind.MAJOR,
    ]


def test_editions_are_served_their_latest_patch(factory: Factory) -> None:
    first = factory.course()
    patch = factory.course(altered(LESSON, "đừng để tối", "ghi ngay"))
    major = factory.course(altered(QUIZ, "pass: 1", "pass: 2"))
    assert factory.read(queries.latest_revision, COURSE, 0, 1) == patch != first
    assert factory.read(queries.latest_revision, COURSE, 0, 2) == major
    assert factory.read(queries.latest_revision, COURSE, 9, 9) is None
    assert factory.read(queries.edition_of, patch) == (0, 1)
    with factory.app.app_context():
        column = queries.revision_of_edition(Revision.course_id, Revision.major, Revision.minor)
        found = {row[0]: row[1] for row in db.session.execute(select(Revision.id, column))}
    assert found == {first: patch, patch: patch, major: major}


def test_a_faulty_course_writes_nothing_and_does_not_stop_the_others(
    run: Run, app: Flask, folder: Path
) -> None:
    other = Path(shutil.copytree(folder, folder.parent / "khac"))
    edit(other, "course.yml", "id: so-ban-hang", "id: khac")
    edit(folder, QUIZ, "pass: 1", "pass: 9")
    shown = run("publish", folder.parent, code=1).output
    assert f"{folder / QUIZ}:3:" in shown
    assert "khac: xuất bản lần đầu" in shown
    assert rows(app)["courses"] == 1


def test_two_folders_cannot_hold_one_course(run: Run, app: Flask, folder: Path) -> None:
    shutil.copytree(folder, folder.parent / "zz")
    assert "đã dùng ở" in run("publish", folder.parent, code=1).output
    assert rows(app)["revisions"] == 1


def test_refuses_to_overwrite_what_has_moved_on(run: Run, app: Flask, folder: Path, tmp_path: Path) -> None:
    run("publish", folder)
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    edit(other, LESSON, "đừng để tối", "ghi ngay")
    run("publish", other)
    before = rows(app)
    behind = run("publish", folder, code=1).output
    assert "bản đang dùng mới hơn" in behind
    assert LESSON in behind
    edit(folder, QUIZ, "pass: 1", "pass: 2")
    both = run("publish", folder, code=1).output
    assert "cùng thay đổi" in both
    assert (LESSON in both, QUIZ in both) == (True, False)
    left = run("publish", folder, "--fast-forward").output
    assert "để nguyên" in left
    assert (rows(app), number(app)) == (before, "0.1.1")


def test_pull_brings_folder_and_database_together(run: Run, app: Flask, folder: Path, tmp_path: Path) -> None:
    run("publish", folder)
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    edit(other, LESSON, "đừng để tối", "ghi ngay")
    (other / "01-ghi" / "02-so-chi.md").unlink()
    run("publish", other)
    shown = run("pull", COURSE, folder).output
    assert "(2 tệp thay đổi)" in shown
    assert read_folder(folder) == read_folder(other)
    assert "không có gì mới" in run("publish", folder).output
    edit(folder, QUIZ, "pass: 1", "pass: 2")
    assert "major" in run("publish", folder).output


def test_pull_refuses_to_lose_edits(run: Run, folder: Path, tmp_path: Path) -> None:
    run("publish", folder)
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    edit(other, LESSON, "đừng để tối", "ghi ngay")
    run("publish", other)
    edit(folder, QUIZ, "pass: 1", "pass: 2")
    mine = read_folder(folder)
    assert QUIZ in run("pull", COURSE, folder, code=1).output
    assert read_folder(folder) == mine
    run("pull", COURSE, folder, "--overwrite")
    assert read_folder(folder) == read_folder(other)


def test_pull_of_a_folder_that_is_ahead(run: Run, folder: Path) -> None:
    run("publish", folder)
    edit(folder, QUIZ, "pass: 1", "pass: 2")
    assert "hãy xuất bản" in run("pull", COURSE, folder, code=1).output


def test_pull_of_no_course(run: Run, tmp_path: Path) -> None:
    assert "Không có khóa học “khong-co”" in run("pull", "khong-co", tmp_path / "x", code=1).output
    assert not (tmp_path / "x").exists()


def test_every_byte_comes_back(run: Run, folder: Path, tmp_path: Path) -> None:
    """Byte order marks, CRLF, comments, no last newline, decomposed letters, pictures: as they were."""
    (folder / "course.yml").write_bytes(
        b"\xef\xbb\xbf# c\r\n" + (folder / "course.yml").read_bytes().rstrip()
    )
    (folder / QUIZ).write_bytes((folder / QUIZ).read_bytes().replace(b"\n", b"\r\n"))
    lesson = (folder / LESSON).read_text().replace("quên", "quên")
    (folder / LESSON).write_text(lesson + "\n\n\n   ", newline="\n")
    Image.effect_noise((900, 600), 60).convert("RGB").save(folder / "media" / "anh.jpg")
    edit(folder, "02-tinh/01-lai-gop.md", "95.000", "![Ảnh chụp một trang sổ](../media/anh.jpg)\n\n95.000")
    run("publish", folder)
    run("pull", COURSE, tmp_path / "out")
    assert read_folder(tmp_path / "out") == read_folder(folder)
    assert "không có gì mới" in run("publish", tmp_path / "out").output


def test_pictures_are_stored_with_a_smaller_copy(run: Run, app: Flask, folder: Path) -> None:
    Image.effect_noise((900, 600), 60).convert("RGB").save(folder / "media" / "anh.jpg")
    edit(folder, "02-tinh/01-lai-gop.md", "95.000", "![Ảnh chụp một trang sổ](../media/anh.jpg)\n\n95.000")
    run("publish", folder)
    data = (folder / "media" / "anh.jpg").read_bytes()
    with app.test_request_context("/"):
        row = queries.course(COURSE)
        assert row is not None
        manifest = queries.manifest(row.revision_id)
        media = manifest.media["media/anh.jpg"]
        assert (media.digest, media.width, media.height, media.small_width) == (
            digest_of(data),
            900,
            600,
            480,
        )
        assert media.small is not None
        assert manifest.media_type(media.small) == "image/webp"
        assert get_storage().get(media_key(media.digest)) == data
        html = "".join(getattr(part, "html", "") for part in queries.lesson_body(manifest.lessons[2].body))
        assert f"/courses/{COURSE}/media/{media.small}" in html
        assert 'width="900"' in html
        assert 'loading="lazy"' in html
        response = serve_media(media.digest, "image/jpeg")
        assert response.get_data() == data
        assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert response.headers["Content-Security-Policy"] == "sandbox"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.content_type == "image/jpeg"
    with app.test_request_context("/", headers={"If-None-Match": f'"{media.digest}"'}):
        response = serve_media(media.digest, "image/jpeg")
        assert (response.status_code, response.get_data()) == (304, b"")


def test_failing_halfway_leaves_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    made = prepared(sample())
    before = rows(app)

    def fails(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(service.audit, "record", fails)
    with app.app_context():
        planned = service.plan(made, "/a")
        service.store_pictures(made, get_storage(), clock.now())
        with pytest.raises(OSError, match="disk full"), atomic():
            service.publish(made, planned, "/a", None, clock.now())
    assert rows(app) == before
    monkeypatch.undo()
    with app.app_context():
        assert service.store_pictures(made, get_storage(), clock.now()) == 0
        with atomic():
            assert service.publish(made, service.plan(made, "/a"), "/a", None, clock.now())


def test_a_plan_that_is_too_old_is_refused(app: Flask, factory: Factory) -> None:
    made = prepared(altered(QUIZ, "pass: 1", "pass: 2"))
    with app.app_context():
        absent = service.plan(made, "/a")
    factory.course(folder="/b")
    with app.app_context():
        present = service.plan(made, "/b")
    factory.course(altered(LESSON, "đừng để tối", "ghi ngay"), folder="/b")
    before = rows(app)
    for planned in (absent, present):
        with app.app_context(), pytest.raises(CourseMovedOn), atomic():
            service.publish(made, planned, "/a", None, clock.now())
    assert rows(app) == before


@pytest.mark.parametrize("first", [True, False])
def test_two_publications_at_once_give_one_revision(app: Flask, factory: Factory, first: bool) -> None:
    if not first:
        factory.course(folder="/a")
    made = [
        prepared(altered(QUIZ, "pass: 1", "pass: 2")),
        prepared(altered(LESSON, "đừng để tối", "ghi ngay")),
    ]
    with app.app_context():
        planned = [service.plan(one, "/a") for one in made]
        for one in made:
            service.store_pictures(one, get_storage(), clock.now())
    together = threading.Barrier(2)
    outcomes: list[str] = []

    def work(index: int) -> None:
        with app.app_context():
            together.wait()
            try:
                with atomic():
                    service.publish(made[index], planned[index], "/a", None, clock.now())
                outcomes.append("published")
            except CourseMovedOn:
                outcomes.append("refused")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work, args=(index,)) for index in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["published", "refused"]
    counts = rows(app)
    assert (counts["courses"], counts["revisions"]) == (1, 1 if first else 2)
    assert counts["search_entries"] == 4


def test_blobs_are_shared_and_never_rewritten(app: Flask, factory: Factory) -> None:
    factory.course()
    before = rows(app)["blobs"]
    factory.course(altered(LESSON, "đừng để tối", "ghi ngay"))
    # The lesson's source and its rendering; everything else is the same bytes.
    assert rows(app)["blobs"] == before + 2
    with app.app_context():
        assert all(digest_of(blob.body) == blob.digest for blob in db.session.execute(select(Blob)).scalars())


def test_state(run: Run, app: Flask, folder: Path) -> None:
    run("publish", folder)
    assert run("state", COURSE, "archived").output == f"{COURSE}: archived.\n"
    with app.app_context():
        row = queries.course(COURSE)
        assert row is not None
        assert not row.open
        actions = db.session.execute(select(AuditEntry.action)).scalars().all()
    assert sorted(actions) == ["course.archived", "course.publish"]
    run("state", "none", "draft", code=1)
    run("state", COURSE, "gone", code=2)


def test_fast_forward_publishes_what_is_absent(run: Run, app: Flask, folder: Path) -> None:
    assert "xuất bản lần đầu" in run("publish", folder.parent, "--fast-forward").output
    edit(folder, LESSON, "đừng để tối", "ghi ngay")
    assert "0.1.1" in run("publish", folder.parent, "--fast-forward").output
    assert number(app) == "0.1.1"


def test_fast_forward_renders_nothing_that_is_settled(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("publish", folder)

    def unwanted(*_: object) -> None:
        raise AssertionError("rendered")

    monkeypatch.setattr("lms.courses.cli.read_course", unwanted)
    assert run("publish", folder, "--fast-forward").output == f"{COURSE}: không có gì mới.\n"
    with pytest.raises(AssertionError, match="rendered"):
        run("publish", folder)
    edit(folder, LESSON, "đừng để tối", "ghi ngay")
    with pytest.raises(AssertionError, match="rendered"):
        run("publish", folder, "--fast-forward")


def test_new_code_renders_again_once(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("publish", folder)
    monkeypatch.setattr("lms.courses.service.fingerprint", lambda: "1" * 64)
    monkeypatch.setattr("lms.courses.queries.fingerprint", lambda: "1" * 64)
    assert "không có gì mới (0.1.0)" in run("publish", folder, "--fast-forward").output
    assert run("publish", folder, "--fast-forward").output == f"{COURSE}: không có gì mới.\n"
