"""`flask content render`: look at what a Markdown file becomes, and at what is taken out of it."""

import json
from pathlib import Path
from typing import IO

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
    out, err = click.get_binary_stream("stdout"), click.get_binary_stream("stderr")
    failed = False
    for file in files:
        done = _read(file)
        failed = failed or bool(done.errors)
        if jsonl:
            _write(out, json.dumps(done.as_json(), ensure_ascii=False) + "\n")
        else:
            _write(out, done.html)
            for item in done.removed:
                _write(err, json.dumps({"file": file, **item}, ensure_ascii=False) + "\n")
        for error in done.errors:
            _write(err, f"{error}\n")
    context.exit(1 if failed else 0)


def _read(file: str) -> Report:
    try:
        data = Path(file).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return Report(file, "", (), (Fault(file, 1, f"Không đọc được tệp: {reason}."),))
    return report(data, file)


def _write(stream: IO[bytes], text: str) -> None:
    # A file name may hold bytes that are no text; what was rendered may not.
    stream.write(text.encode("utf-8", "backslashreplace"))
    stream.flush()
