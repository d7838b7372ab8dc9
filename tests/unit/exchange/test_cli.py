"""`flask quizzes convert`: the result whole, or every fault and nothing."""

from pathlib import Path

from click.testing import CliRunner

from lms.exchange.cli import convert


def test_a_sound_file_is_written_with_its_losses_told(tmp_path: Path) -> None:
    given, made = tmp_path / "a.gift", tmp_path / "a.yml"
    given.write_text("Câu{~%50%gần\n=đúng}\n", "utf-8")
    told = CliRunner().invoke(convert, ["--from", "gift", "--to", "yaml", str(given), str(made)])
    assert told.exit_code == 0, told.output
    assert "type: single" in made.read_text("utf-8")
    assert f"{given}:1: không giữ được: Phương án được 50% điểm" in told.output


def test_a_faulty_file_writes_nothing_and_leaves_what_was_there(tmp_path: Path) -> None:
    given, made = tmp_path / "a.gift", tmp_path / "a.yml"
    given.write_text("Câu{T}\n\nHai{=a\n=b\n~c}\n", "utf-8")
    made.write_text("cũ", "utf-8")
    told = CliRunner().invoke(convert, ["--from", "gift", "--to", "yaml", str(given), str(made)])
    assert told.exit_code == 1
    assert f"{given}:4: Câu chọn một mà có 2 phương án đúng" in told.output
    assert made.read_text("utf-8") == "cũ"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.gift", "a.yml"]


def test_standard_input_and_output() -> None:
    told = CliRunner().invoke(
        convert, ["--from", "aiken", "--to", "gift", "-", "-"], "Câu?\nA) a\nB) b\nANSWER: B\n"
    )
    assert told.exit_code == 0
    assert "\t=b\n" in told.stdout
