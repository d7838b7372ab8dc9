"""`flask quizzes convert`: one quiz file from one format into another, whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import click

from lms.exchange.conversion import convert as convert_file
from lms.exchange.formats import IN, OUT, Format
from lms.exchange.sheet import template as sample_sheet

_STDIN = "-"


@click.command()
@click.option("--from", "source", type=click.Choice([str(known) for known in IN]), required=True)
@click.option("--to", "target", type=click.Choice([str(known) for known in OUT]), required=True)
@click.argument("in_file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.argument("out_file", type=click.Path(dir_okay=False, allow_dash=True))
def convert(source: str, target: str, in_file: str, out_file: str) -> None:
    """Đổi tệp câu hỏi IN_FILE sang OUT_FILE; dấu - là đầu vào và đầu ra chuẩn.

    Lỗi: in tệp:dòng: lời nhắn, thoát với mã 1, không ghi gì. Những gì không giữ được in ra đầu lỗi chuẩn.
    """
    data = sys.stdin.buffer.read() if in_file == _STDIN else Path(in_file).read_bytes()
    result = convert_file(data, in_file, Format(source), Format(target))
    for word, notes in (("lưu ý", result.warnings), ("không giữ được", result.losses)):
        for note in notes:
            click.echo(f"{note.file}:{note.line}: {word}: {note.message}", err=True)
    if result.output is None:
        for fault in result.faults:
            click.echo(str(fault), err=True)
        raise SystemExit(1)
    if out_file == _STDIN:
        sys.stdout.buffer.write(result.output)
    else:
        _write_whole(Path(out_file), result.output)


@click.command()
@click.argument("out_file", type=click.Path(dir_okay=False))
def template(out_file: str) -> None:
    """Ghi bảng Excel mẫu để soạn câu hỏi."""
    _write_whole(Path(out_file), sample_sheet())


def _write_whole(path: Path, data: bytes) -> None:
    """Write beside the target and move into its place, so that nobody meets half a file."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
