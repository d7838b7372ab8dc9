"""`flask content render`: HTML on one stream, what was removed on the other, whatever the file holds."""

import json

import pytest
from click.testing import CliRunner

from lms.markup.cli import render


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(files, *options):
        for name, data in files.items():
            (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
        return CliRunner().invoke(render, [*options, *files], catch_exceptions=False)

    return run


def test_html_out_and_removals_as_json(run):
    done = run({"a.md": "---\nid: a\n---\nĐoạn <b onclick=1>đậm</b> [x](khong-co)\n\n<script>1</script>\n"})
    assert done.exit_code == 0
    assert done.stdout == '<p>Đoạn <b>đậm</b> <a href="khong-co">x</a></p>\n'
    assert [json.loads(line) for line in done.stderr.splitlines()] == [
        {"file": "a.md", "line": 4, "what": "<b onclick>"},
        {"file": "a.md", "line": 6, "what": "<script>"},
    ]


def test_jsonl_one_line_a_file(run):
    done = run({"a.md": "một", "b.md": "<i onclick=1>hai</i>"}, "--jsonl")
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"file": "a.md", "html": "<p>một</p>\n", "removed": []},
        {"file": "b.md", "html": "<p><i>hai</i></p>\n", "removed": [{"line": 1, "what": "<i onclick>"}]},
    ]
    assert done.stderr == ""


def test_a_bad_file_does_not_stop_the_others(run, tmp_path):
    (tmp_path / "folder").mkdir()
    files = {
        "a.bin": b"\x89PNG\r\n\x1a\n\x00\xff",
        "b.md": "[" * 300_000,
        "c.md": "",
        "d.md": "---\na: [\n---\nx",
    }
    done = run(files, "--jsonl", "missing.md", "folder")
    assert done.exit_code == 1
    lines = {line["file"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert set(lines) == {*files, "missing.md", "folder"}
    assert "UTF-8" in lines["a.bin"]["errors"][0]
    assert "quá dài" in lines["b.md"]["errors"][0]
    assert "errors" not in lines["c.md"]
    assert lines["d.md"]["html"] == "<p>x</p>\n"
    assert "cú pháp" in lines["d.md"]["errors"][0]
    assert "missing.md:1: " in done.stderr


def test_checks_are_shown_without_their_key(run):
    text = (
        "Hỏi:\n\n```check\nid: c1\ntype: single\nstem: Bao nhiêu **túi**?\noptions:\n"
        "  - {text: 666 túi}\n  - {text: 667 túi, right: true, feedback: PHANHOI}\n"
        "explanation: GIAITHICH\n```\n\n"
        "```check\nid: c2\ntype: matching\nstem: Nối\n"
        "pairs: [{left: A, right: Z}, {left: B, right: Y}]\n```\n\n"
        "```check\nid: c3\ntype: numeric\nstem: Tính\nanswer: 424242\n```\n\n::video{mo-dau}\n"
    )
    done = run({"a.md": text})
    assert done.exit_code == 0
    assert "<p>Bao nhiêu <strong>túi</strong>?</p>" in done.stdout
    assert "<li>667 túi</li>" in done.stdout
    for key in ("right", "PHANHOI", "GIAITHICH", "424242"):
        assert key not in done.stdout
    assert done.stdout.index("<li>Y</li>") < done.stdout.index("<li>Z</li>")
    assert "Video: mo-dau" in done.stdout
