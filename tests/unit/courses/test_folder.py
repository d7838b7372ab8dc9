"""Folders are read whole and never followed out of; what is written back is what was read, byte for byte."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.courses.definitions import digest_of
from lms.courses.folder import course_folders, read_folder, write_folder
from lms.courses.layout import place, safe_path
from tests.unit.courses.sample import FOLDER, sample

names = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,12}", fullmatch=True)
paths = st.lists(names, min_size=1, max_size=3).map("/".join)


@given(files=st.dictionaries(paths, st.binary(max_size=200), max_size=8))
def test_what_is_written_is_what_was_read(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
) -> None:
    # A name cannot be both a file and the folder of another file.
    files = {path: data for path, data in files.items() if not any(o.startswith(path + "/") for o in files)}
    folder = tmp_path_factory.mktemp("course")
    write_folder(folder, files, {})
    assert read_folder(folder) == (files, [])


def test_write_removes_only_what_was_published(tmp_path: Path) -> None:
    old = {"course.yml": b"1", "01-a/01-x.md": b"old", "media/gone.svg": b"x"}
    write_folder(tmp_path, old, {})
    (tmp_path / "my-notes.txt").write_text("keep")
    before = {path: digest_of(data) for path, data in old.items()}
    written = write_folder(tmp_path, {"course.yml": b"1", "01-a/01-x.md": b"new"}, before)
    assert written == ["01-a/01-x.md", "media/gone.svg"]
    assert read_folder(tmp_path)[0] == {"course.yml": b"1", "01-a/01-x.md": b"new", "my-notes.txt": b"keep"}


@pytest.mark.parametrize(
    "path", ["../x", "/tmp/x", "a/../../x", "", "a//b", "a\\b", ".git/hooks", "a/.x", "C:x"]
)
def test_write_stays_inside(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        write_folder(tmp_path / "in", {path: b"x"}, {})
    with pytest.raises(ValueError, match=r"^"):
        write_folder(tmp_path / "in", {}, {path: "0"})
    assert [entry for entry in tmp_path.rglob("*") if entry.is_file()] == []


def test_write_goes_through_no_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.md").write_text("theirs")
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / "01-a").symlink_to(outside)
    with pytest.raises(ValueError, match="01-a"):
        write_folder(folder, {"01-a/x.md": b"ours"}, {})
    assert (outside / "x.md").read_text() == "theirs"


def test_links_are_refused_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("canary")
    folder = tmp_path / "course"
    write_folder(folder, sample(), {})
    (folder / "media" / "b.svg").symlink_to(tmp_path / "secret")
    (folder / "03-c").symlink_to(tmp_path)
    files, faults = read_folder(folder)
    assert [fault.file for fault in faults] == ["03-c", "media/b.svg"]
    assert "liên kết" in faults[0].message
    assert files == sample()


def test_a_linked_course_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(FOLDER)
    assert course_folders(tmp_path) == [tmp_path / "link"]
    files, faults = read_folder(tmp_path / "link")
    assert files == {}
    assert [fault.file for fault in faults] == ["course.yml"]


def test_special_files_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    files, faults = read_folder(tmp_path)
    assert files == {}
    assert [fault.file for fault in faults] == ["pipe"]


def test_hidden_names_are_no_part_of_a_course(tmp_path: Path) -> None:
    write_folder(tmp_path, sample(), {})
    (tmp_path / ".DS_Store").write_bytes(b"x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_bytes(b"x")
    assert read_folder(tmp_path) == (sample(), [])


def test_course_folders(tmp_path: Path) -> None:
    assert course_folders(FOLDER) == [FOLDER]
    for name in ("b", "a", "_bank", ".git"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "course.yml").touch()
    (tmp_path / "empty").mkdir()
    (tmp_path / "numbers.yml").touch()
    assert course_folders(tmp_path) == [tmp_path / "a", tmp_path / "b"]
    assert course_folders(tmp_path / "none") == []


@given(st.text(max_size=40))
def test_safe_paths_lead_nowhere_else(path: str) -> None:
    if safe_path(path):
        assert not Path(path).is_absolute()
        assert os.path.normpath(path) == path
        assert ".." not in Path(path).parts
    place(path)
