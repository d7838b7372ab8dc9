"""The question bank: text files `_bank/<id>.yml`, one question each, shared by quizzes of all courses
(law 9)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from lms.questions.canonical import question_to_canonical
from lms.questions.definitions import Question, Rich
from lms.questions.entries import Bank, Banked, fits
from lms.questions.parsing import draw_rows, parse_question, references
from lms.questions.rich import with_texts
from lms.sources import Fault, Sentence, Source, load_yaml

FOLDER = "_bank"


def read_bank(files: Mapping[str, bytes]) -> tuple[Bank, list[Fault]]:
    """The questions of the bank by id, and every fault of its files; files: bytes by path,
    `_bank/…yml` alone."""
    bank: dict[str, Banked] = {}
    faults: list[Fault] = []
    for path, data in sorted(files.items()):
        if not is_banked(path):
            continue
        source = load_yaml(data, path)
        question, found = parse_question(source)
        name = PurePosixPath(path).stem
        if question is not None and question.id != name:
            found.append(
                source.fault(
                    Sentence(
                        "Mã câu “%(id)s” phải giống tên tệp: sửa thành %(name)s.", id=question.id, name=name
                    ),
                    "id",
                )
            )
            question = None
        faults += found
        bank[name] = Banked(source, question)
    return bank, faults


def is_banked(path: str) -> bool:
    """Whether a path is that of a question of the bank."""
    parts = PurePosixPath(path).parts
    return len(parts) == 2 and parts[0] == FOLDER and parts[1].endswith(".yml")


def used_of_bank(quizzes: Iterable[Source], bank: Bank) -> set[str]:
    """Ids of the bank's questions that quizzes name, or that their blueprints draw from."""
    used: set[str] = set()
    for source in quizzes:
        used |= references(source) & bank.keys()
        for row in draw_rows(source):
            used |= {
                name
                for name, banked in bank.items()
                if banked.question is not None and fits(row, banked.question)
            }
    return used


def version_of(question: Question) -> str:
    """The version of a question: the digest of what its author wrote, not of how it is rendered today."""
    bare = with_texts(question, lambda text: Rich(text.markdown))
    return hashlib.sha256(question_to_canonical(bare)).hexdigest()
