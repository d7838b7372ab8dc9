"""Course folders on the disk: read whole into memory, written back byte for byte.

What is read here is untrusted (an archive somebody sent, a checkout with a clever link in it), so nothing is
followed out of the folder: symbolic links are refused, not resolved, and special files are never opened.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from lms.courses.bank_folder import bank_files, used_files
from lms.courses.layout import BANK, COURSE_FILE, safe_path
from lms.courses.pictures import MAX_BYTES
from lms.sources import Fault

_LINK = "Đây là liên kết (symbolic link): hãy chép tệp thật vào thư mục khóa học."


def course_folders(root: Path) -> list[Path]:
    """The course folders at `root`: itself when it holds course.yml, else those inside it, by name.

    Folders whose name begins with "_" or "." hold no course (content/_bank).
    """
    if (root / COURSE_FILE).exists():
        return [root]
    if not root.is_dir():
        return []
    return sorted(
        inner
        for inner in root.iterdir()
        if not inner.name.startswith((".", "_")) and (inner / COURSE_FILE).exists()
    )


def read_folder(folder: Path) -> tuple[dict[str, bytes], list[Fault]]:
    """Every file of a course folder by its path inside it, with "/" between the parts.

    The files of the question bank beside it that its quizzes use are among them, as `_bank/…`.
    Names that begin with "." (editors, systems) are not part of a course. A file over 5 MB is read only as
    far as is needed to refuse it. Returns the files and the faults that reading alone shows.
    """
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    if folder.is_symlink():
        return files, [Fault(COURSE_FILE, 1, _LINK)]
    for path, entry in _walk(folder, ""):
        mode = entry.lstat().st_mode
        if stat.S_ISLNK(mode):
            faults.append(Fault(path, 1, _LINK))
        elif not stat.S_ISREG(mode):
            faults.append(Fault(path, 1, "Đây không phải là tệp thường: hãy bỏ khỏi thư mục khóa học."))
        else:
            with entry.open("rb") as opened:
                files[path] = opened.read(MAX_BYTES + 1)
    inside = [path for path in files if path.startswith(f"{BANK}/")]
    if inside:
        faults.append(
            Fault(inside[0], 1, "Ngân hàng câu hỏi nằm cạnh các khóa học, không nằm trong một khóa.")
        )
        return {path: data for path, data in files.items() if path not in inside}, faults
    return files | used_files(files, bank_files(folder.parent)), faults


def write_folder(folder: Path, files: Mapping[str, bytes], before: Mapping[str, str]) -> list[str]:
    """Make a course folder hold exactly these bytes.

    files: bytes by path; before: the files of the revision the folder was last in step with, of which those
    no longer in `files` are removed. Files that belong to neither are left alone. Each file is replaced in
    one step. Returns the paths written or removed, sorted. Raises ValueError for a path that would leave the
    folder, by its name or through a symbolic link.
    """
    for path in [*files, *before]:
        if not safe_path(path) or _through_link(folder, path):
            raise ValueError(path)
    done = []
    for path, data in files.items():
        target = _target(folder, path)
        if target.is_file() and target.read_bytes() == data:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, data)
        done.append(path)
    for path in before:
        # Other courses may use what this one no longer uses of the bank.
        if path not in files and not path.startswith(f"{BANK}/") and (folder / path).is_file():
            (folder / path).unlink()
            done.append(path)
    return sorted(done)


def _target(folder: Path, path: str) -> Path:
    return (folder.parent if path.startswith(f"{BANK}/") else folder) / path


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, Path]]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        path = prefix + entry.name
        if entry.is_dir() and not entry.is_symlink():
            yield from _walk(entry, path + "/")
        else:
            yield path, entry


def _through_link(folder: Path, path: str) -> bool:
    place = folder.parent if path.startswith(f"{BANK}/") else folder
    for part in path.split("/"):
        place = place / part
        if place.is_symlink():
            return True
    return False


def _replace(target: Path, data: bytes) -> None:
    """Write beside the target, then rename over it: a reader sees the old bytes or the new, never half."""
    beside = target.with_name(f".{target.name}.new")
    beside.unlink(missing_ok=True)
    try:
        with beside.open("xb") as out:
            out.write(data)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
