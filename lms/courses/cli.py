"""`flask content …`: check, publish, pull and describe courses as text."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

from lms import clock
from lms.calculators.catalogue import BY_SLUG
from lms.courses import queries, service
from lms.courses.bank_folder import bank_files
from lms.courses.definitions import CourseText, digest_of
from lms.courses.errors import ContentMissing, CourseMovedOn
from lms.courses.folder import course_folders, read_folder, write_folder
from lms.courses.layout import BANK
from lms.courses.models import CourseState
from lms.courses.publish import Plan, Prepared, Standing, prepare, source_digest, standing
from lms.courses.publish import moved_files as changed_files
from lms.courses.rules import ChangeKind
from lms.courses.source import Reading, read_course
from lms.courses.tables import json_schema
from lms.courses.video_checks import unready_videos, video_faults
from lms.db import atomic
from lms.markup.cli import render
from lms.questions import read_bank, version_of
from lms.questions import schema as quiz_schema
from lms.sources import Fault
from lms.storage import get_storage
from lms.storage.errors import ObjectMissing, StorageUnavailable

cli = AppGroup("content", help="Khóa học viết thành tệp: kiểm tra, xuất bản, kéo về.")
cli.add_command(render)

_DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)
_REACH = {
    ChangeKind.PATCH: "bản vá, đến với mọi người đang học",
    ChangeKind.MINOR: "ấn bản nhỏ, người đang học giữ ấn bản cũ",
    ChangeKind.MAJOR: "ấn bản lớn, người đang học giữ ấn bản cũ",
}


@cli.command()
@click.argument("directory", type=_DIRECTORY)
def check(directory: Path) -> None:
    """Kiểm tra một khóa học, hoặc mọi khóa học trong một thư mục."""
    faulty = False
    for folder, reading in _read_all(directory):
        faulty |= _report(folder, reading)
        if reading.course:
            items = [item for module in reading.course.modules for item in module.items]
            click.echo(f"{folder}: không có lỗi ({len(items)} bài học và bài kiểm tra).")
            for line in _lines(folder, _videos_of(reading.course)):
                click.echo(f"{line} (cần trước khi xuất bản)", err=True)
    place = _shown(directory.resolve()) / BANK
    banked, faults = read_bank(bank_files(directory.resolve()))
    # Those of questions in use have been told with their course.
    for line in _lines(place, faults):
        click.echo(line)
    if banked and not faults:
        click.echo(f"{place}: không có lỗi ({len(banked)} câu trong ngân hàng).")
    if faulty or faults:
        raise SystemExit(1)


@cli.command()
@click.argument("directory", type=_DIRECTORY)
def bank(directory: Path) -> None:
    """Liệt kê câu hỏi trong ngân hàng của DIRECTORY: mã, phiên bản, loại, nhãn, đang dùng ở đâu."""
    root = directory.resolve()
    banked, faults = read_bank(bank_files(root))
    for line in _lines(_shown(root) / BANK, faults):
        click.echo(line)
    live = queries.uses_of_bank()
    here = {folder.name: read_folder(folder)[0] for folder in course_folders(root)}
    for name, found in sorted(banked.items()):
        if found.question is None:
            continue
        tags = ", ".join(found.question.tags)
        click.echo(f"{name}  {version_of(found.question)[:12]}  {found.question.type}  [{tags}]")
        for course, files in here.items():
            if f"{BANK}/{name}.yml" in files:
                click.echo(f"  thư mục    {course}")
        for use in live.get(name, ()):
            click.echo(f"  đang dùng  {use.course_id} {use.number}, {use.quiz_id}, bản {use.version[:12]}")
    if faults:
        raise SystemExit(1)


@cli.command()
def schema() -> None:
    """In JSON Schema của course.yml, phần đầu bài học, bài kiểm tra và bài thực hành, cho trình soạn thảo."""
    click.echo(json.dumps(json_schema(quiz_schema()), ensure_ascii=False, indent=2))


@cli.command()
@click.argument("directory", type=_DIRECTORY)
@click.option("--fast-forward", is_flag=True, help="Khóa học đã đổi ở nơi khác thì để nguyên, không báo lỗi.")
def publish(directory: Path, fast_forward: bool) -> None:
    """Xuất bản một khóa học, hoặc mọi khóa học trong một thư mục; khóa có lỗi thì không được ghi."""
    failed = False
    seen: dict[str, Path] = {}
    for folder, reading in _read_all(directory, skip_settled=fast_forward):
        if _report(folder, reading) or reading.course is None:
            failed = True
            continue
        unready = video_faults(reading.course)
        for line in _lines(folder, unready):
            click.echo(line)
        # A new course must be there for its videos to be sent: until they are, nobody but trainers sees it.
        if unready and not _hidden(reading.course.id):
            failed = True
            continue
        other = seen.setdefault(reading.course.id, folder)
        if other != folder:
            click.echo(f"{folder}: mã “{reading.course.id}” đã dùng ở {other}; không xuất bản.", err=True)
            failed = True
            continue
        failed |= not _publish(folder, prepare(reading.course), fast_forward, draft=bool(unready))
    if failed:
        raise SystemExit(1)


@cli.command()
@click.argument("course_id")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--overwrite", is_flag=True, help="Ghi đè cả những tệp đã sửa mà chưa xuất bản.")
def pull(course_id: str, directory: Path, overwrite: bool) -> None:
    """Ghi bản đang dùng của một khóa học vào thư mục, đúng từng byte."""
    found = queries.live(course_id)
    if found is None:
        raise click.ClickException(f"Không có khóa học “{course_id}”.")
    row, live = found
    directory.mkdir(parents=True, exist_ok=True)
    folder = directory.resolve()
    here, faults = read_folder(folder)
    if faults:
        raise click.ClickException("\n".join(_lines(directory, faults)))
    base = queries.folder_base(course_id, str(folder), row.pulled_digest) or {}
    now = {path: digest_of(data) for path, data in here.items()}
    stands = standing(source_digest(now), source_digest(base), live.source_digest)
    if now and stands is Standing.DIVERGED and not overwrite:
        edited = "\n".join(f"  {path}" for path in changed_files(base, now))
        raise click.ClickException(
            f"Thư mục {directory} có tệp đã sửa mà chưa xuất bản, kéo về sẽ mất:\n{edited}\n"
            "Chép các tệp này ra chỗ khác, hoặc thêm --overwrite."
        )
    if now and stands is Standing.FORWARD and not overwrite:
        raise click.ClickException(
            f"Thư mục {directory} mới hơn bản đang dùng: hãy xuất bản, hoặc thêm --overwrite."
        )
    try:
        written = write_folder(folder, service.live_files(live, get_storage()), now if overwrite else base)
        with atomic():
            service.note_pull(course_id, str(folder), live.source_digest)
    except (ObjectMissing, StorageUnavailable, ContentMissing, CourseMovedOn) as refused:
        raise click.ClickException(str(refused.message)) from refused
    for path in written:
        click.echo(f"  {path}")
    click.echo(f"{course_id}: thư mục {directory} đã giống bản {live.number} ({len(written)} tệp thay đổi).")


@cli.command()
@click.argument("course_id")
@click.argument("state", type=click.Choice([state.value for state in CourseState]))
def state(course_id: str, state: str) -> None:
    """Cho hiện (published), cất đi (archived) hoặc để dạng nháp (draft) một khóa học."""
    row = queries.course(course_id)
    if row is not None and state == CourseState.PUBLISHED:
        revision = queries.manifest(row.revision_id)
        unready = unready_videos(course_id, revision.language, queries.video_uses(revision))
        if unready:
            raise click.ClickException("\n".join(unready.values()))
    try:
        with atomic():
            service.set_state(course_id, CourseState(state), None, clock.now())
    except ContentMissing as missing:
        raise click.ClickException(f"Không có khóa học “{course_id}”.") from missing
    click.echo(f"{course_id}: {state}.")


def _hidden(course_id: str) -> bool:
    """Whether learners do not see the course: it is a draft, or not there yet."""
    row = queries.course(course_id)
    return row is None or row.state is CourseState.DRAFT


def _videos_of(course: CourseText) -> list[Fault]:
    """What publishing will say of the videos; nothing where an author checks without a database."""
    try:
        return video_faults(course)
    except (OperationalError, ProgrammingError):
        return []


def _read_all(directory: Path, *, skip_settled: bool = False) -> list[tuple[Path, Reading]]:
    folders = course_folders(directory.resolve())
    if not folders:
        raise click.ClickException(
            f"Không thấy khóa học nào trong {directory}: mỗi khóa học là một thư mục có course.yml."
        )
    readings = []
    for folder in folders:
        files, faults = read_folder(folder)
        if skip_settled and not faults:
            digests = {path: digest_of(data) for path, data in files.items()}
            settled = queries.settled(str(folder), source_digest(digests))
            if settled is not None:
                click.echo(f"{settled}: không có gì mới.")
                continue
        course, more, warnings = read_course(files, clock.local_date(clock.now()), BY_SLUG)
        both = sorted({*faults, *more})
        readings.append((_shown(folder), Reading(None if both else course, both, warnings)))
    return readings


def _shown(folder: Path) -> Path:
    """The folder as the author would name it from here."""
    return folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder


def _lines(folder: Path, faults: list[Fault]) -> list[str]:
    return [f"{_place(folder, fault.file)}:{fault.line}: {fault.message}" for fault in faults]


def _place(folder: Path, path: str) -> Path:
    """A file of a course by its path; those of the bank lie beside the course."""
    return (folder.parent if path.startswith(f"{BANK}/") else folder) / path


def _report(folder: Path, reading: Reading) -> bool:
    """Print warnings on stderr and faults on stdout; True where there is a fault."""
    for line in _lines(folder, reading.warnings):
        click.echo(f"{line} (lưu ý)", err=True)
    for line in _lines(folder, reading.faults):
        click.echo(line)
    return bool(reading.faults)


def _publish(folder: Path, prepared: Prepared, fast_forward: bool, *, draft: bool) -> bool:
    """Publish one course, as a draft where its videos are missing, and say what happened; False: refused."""
    origin = str(folder.resolve())
    planned = service.plan(prepared, origin)
    if planned.standing in (Standing.BEHIND, Standing.DIVERGED):
        return _moved_on(folder, prepared, planned, fast_forward)
    try:
        if planned.number is not None:
            service.store_pictures(prepared, get_storage(), clock.now())
        with atomic():
            service.publish(prepared, planned, origin, None, clock.now())
            if draft:
                service.set_state(prepared.course.id, CourseState.DRAFT, None, clock.now())
    except (StorageUnavailable, CourseMovedOn) as refused:
        click.echo(f"{folder}: không xuất bản. {refused.message}", err=True)
        return False
    _say(prepared.course.id, planned)
    if draft:
        click.echo(
            f"  Để dạng nháp, học viên chưa thấy. Gửi video và phụ đề ở /teach/{prepared.course.id}/videos, "
            f"rồi chạy: flask content state {prepared.course.id} published"
        )
    return True


def _say(course_id: str, planned: Plan) -> None:
    if planned.number is None or planned.kind is None:
        click.echo(f"{course_id}: không có gì mới ({planned.live.number if planned.live else ''}).")
    elif planned.live is None:
        click.echo(f"{course_id}: xuất bản lần đầu, bản {planned.number}.")
    else:
        kind = f"{planned.kind} ({_REACH[planned.kind]})"
        click.echo(f"{course_id}: {planned.live.number} -> {planned.number}, {kind}")
        for change in planned.changes:
            click.echo(f"  {change.kind:<5}  {change.where}: {change.reason}")


def _moved_on(folder: Path, prepared: Prepared, planned: Plan, fast_forward: bool) -> bool:
    course_id = prepared.course.id
    if planned.standing is Standing.BEHIND:
        said = f"bản đang dùng mới hơn thư mục {folder}"
    else:
        said = f"bản đang dùng và thư mục {folder} cùng thay đổi"
    click.echo(f"{course_id}: để nguyên, {said}. Đã đổi ở bản đang dùng:", err=not fast_forward)
    for path in planned.moved:
        click.echo(f"  {path}", err=not fast_forward)
    click.echo(f"  Kéo về: flask content pull {course_id} {folder}", err=not fast_forward)
    return fast_forward
