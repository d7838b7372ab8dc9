"""`flask content render`: look at what a Markdown file becomes, and at what is taken out of it."""

import json
from pathlib import Path

import click

from lms.markup.report import Report, report
from lms.sources import Fault


@click.command("render")
@click.argument("files", nargs=-1, required=True, metavar="FILE.md…")
@click.option("--jsonl", is_flag=True, help="One JSON line a file on standard output.")
@click.pass_context
def render(context: click.Context, files: tuple[str, ...], *, jsonl: bool) -> None:
    """Print the sanitised HTML of Markdown files.

    On standard error: one JSON line for each thing removed, and `file:line: message` for each file
    that cannot be rendered. Exits 1 when there was one; the others are still done.
    """
    failed = False
    for file in files:
        done = _read(file)
        failed = failed or bool(done.errors)
        if jsonl:
            _write(json.dumps(done.as_json(), ensure_ascii=False) + "\n")
        else:
            _write(done.html)
            for item in done.removed:
                _complain(json.dumps({"file": file, **item}, ensure_ascii=False) + "\n")
        for error in done.errors:
            _complain(f"{error}\n")
    context.exit(1 if failed else 0)


def _read(file: str) -> Report:
    try:
        data = Path(file).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return Report(file, "", (), (Fault(file, 1, f"Không đọc được tệp: {reason}."),))
    return report(data, file)


def _write(text: str) -> None:
    # UTF-8 whatever the terminal says; a file name may hold bytes that are no text.
    click.echo(text.encode("utf-8", "backslashreplace"), nl=False)


def _complain(text: str) -> None:
    click.echo(text.encode("utf-8", "backslashreplace"), nl=False, err=True)
