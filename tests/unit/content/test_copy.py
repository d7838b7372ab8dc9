"""The register of the lessons: how learners are addressed, what is never written (course outline 0.2)."""

import re
from pathlib import Path

import pytest

from lms.names import nfc
from tests.unit.content.expressions import ROOT

TEXTS = sorted(path for path in (ROOT / "content").rglob("*") if path.suffix in (".md", ".yml"))
REFUSED = (
    "không ngừng nâng cao",
    "trong bối cảnh hiện nay",
    "như chúng ta đã biết",
    "góp phần quan trọng",
    "đẩy mạnh công tác",
    "nhằm mục đích",
    "một cách hiệu quả",
    "hơn nữa",
    "có thể nói rằng",
    "tối ưu hóa",
    "đột phá",
    "chuyển mình",
    "chìa khóa thành công",
    "trong thời đại 4.0",
    "quý học viên",
    "mọi người hãy",
    "chúng ta cần phải",
)
PHRASE = re.compile("|".join(re.escape(phrase) for phrase in REFUSED), re.IGNORECASE)
# "bạn" is too young for the reader; "bạn hàng" is a trading partner.
TOO_YOUNG = re.compile(r"(?<!\w)(?:các )?bạn(?!\w| hàng)", re.IGNORECASE)
# "!!!" opens a box in the lesson format.
EXCLAMATION = re.compile(r"!(?!\[)")
# The empty boxes of printed forms (U+2610) are no emoji.
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u260f\u2613-\u26ff\u2700-\u27bf]")


def lines(path: Path) -> list[tuple[int, str]]:
    """The numbered lines a learner reads: comments of YAML files and the marks of boxes left out."""
    found = []
    for number, line in enumerate(nfc(path.read_text(encoding="utf-8")).splitlines(), 1):
        read = line.lstrip().removeprefix("!!!")
        if path.suffix == ".yml" and read.startswith("#"):
            continue
        found.append((number, read))
    return found


def faults(path: Path, pattern: re.Pattern[str]) -> list[str]:
    where = path.relative_to(ROOT).as_posix()
    return [
        f"{where}:{number}: {found.group()}"
        for number, line in lines(path)
        for found in pattern.finditer(line)
    ]


@pytest.mark.parametrize("path", TEXTS, ids=[path.stem for path in TEXTS])
@pytest.mark.parametrize(
    "pattern", [PHRASE, TOO_YOUNG, EXCLAMATION, EMOJI], ids=["phrase", "ban", "!", "emoji"]
)
def test_register(path: Path, pattern: re.Pattern[str]) -> None:
    assert not faults(path, pattern), "\n".join(faults(path, pattern))


@pytest.mark.parametrize("path", TEXTS, ids=[path.stem for path in TEXTS])
def test_text_is_composed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == nfc(text)


def test_the_lint_sees_what_it_must(tmp_path: Path) -> None:
    assert PHRASE.search("Nhằm mục đích tăng thu")
    assert TOO_YOUNG.search("Chào các bạn")
    assert not TOO_YOUNG.search("Gọi bạn hàng cũ")
    assert EXCLAMATION.search("Giỏi lắm!")
    assert not EXCLAMATION.search("![Sơ đồ](a.svg)")


@pytest.mark.parametrize(
    "path", [path for path in TEXTS if "kiem-tra" in path.stem], ids=lambda path: path.stem
)
def test_no_intro_says_how_a_quiz_is_done(path: Path) -> None:
    """The page before the quiz says it by itself ("Cách làm"), and changes with the setting."""
    intro = path.read_text(encoding="utf-8").partition("intro:")[2].partition("questions:")[0]
    assert intro
    assert "Xem đúng chưa" not in intro
