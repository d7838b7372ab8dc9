"""`flask quizzes …`: quizzes as files: converted, and graded without storing anything."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from lms.courses.bank_folder import bank_beside
from lms.exchange.cli import convert, template
from lms.questions import (
    AnswerRejected,
    Marking,
    Quiz,
    grade,
    make_instance,
    parse_quiz,
    stored_answers,
    with_values,
)
from lms.sources import load_yaml

cli = AppGroup("quizzes", help="Bài kiểm tra: đổi tệp câu hỏi giữa các định dạng, chấm thử.")
cli.add_command(convert)
cli.add_command(template)

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@cli.command("grade")
@click.argument("quiz_file", metavar="QUIZ.yml", type=_FILE)
@click.argument("answers_file", metavar="ANSWERS.json", type=_FILE)
def grade_file(quiz_file: Path, answers_file: Path) -> None:
    """Chấm các câu trả lời trong ANSWERS.json theo QUIZ.yml, in kết quả dạng JSON."""
    quiz, faults = parse_quiz(load_yaml(quiz_file.read_bytes(), str(quiz_file)), bank_beside(quiz_file))
    if quiz is None:
        raise click.ClickException(
            "\n".join((f"{fault.file}:{fault.line}: {fault.message}") for fault in faults)
        )
    try:
        given = json.loads(answers_file.read_bytes())
        graded = _graded(quiz, given)
    except AnswerRejected as refused:
        which = "".join(getattr(refused, "__notes__", []))
        raise click.ClickException(f"{which}: câu trả lời không dùng được ({refused.reason}).") from refused
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError, InvalidOperation) as wrong:
        raise click.ClickException(f"{answers_file}: không đúng dạng ({wrong}).") from wrong
    click.echo(json.dumps(graded, ensure_ascii=False, indent=2))


def _graded(quiz: Quiz, given: Any) -> dict[str, Any]:
    instance = with_values(make_instance(quiz, str(given.get("seed", "0"))), given.get("values", {}))
    marking = Marking(
        tries={name: int(tries) for name, tries in given.get("tries", {}).items()},
        given={name: Decimal(str(points)) for name, points in given.get("marks", {}).items()},
    )
    result = grade(quiz, instance, stored_answers(quiz, instance, given["answers"]), marking)
    return {
        "score": f"{result.score:f}",
        "max_score": f"{result.max_score:f}",
        "pass": f"{quiz.pass_points:f}",
        "passed": result.passed,
        "waiting": list(result.waiting),
        "questions": [
            {
                "id": question.id,
                "correctness": question.outcome.value,
                "score": f"{question.score:f}",
                "points": f"{question.points:f}",
                "feedback": list(question.feedback),
            }
            for question in result.questions
        ],
    }
