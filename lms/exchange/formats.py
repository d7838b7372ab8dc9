"""The formats, what they are called, and the file names they have."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """One format of quiz files."""

    GIFT = "gift"
    AIKEN = "aiken"
    MOODLEXML = "moodlexml"
    XLSX = "xlsx"
    YAML = "yaml"


IN = tuple(Format)
OUT = (Format.GIFT, Format.MOODLEXML, Format.XLSX, Format.YAML)

LABELS = {
    Format.GIFT: "GIFT",
    Format.AIKEN: "Aiken",
    Format.MOODLEXML: "Moodle XML",
    Format.XLSX: "Excel",
    Format.YAML: "YAML",
}
ENDINGS = {
    Format.GIFT: ".gift.txt",
    Format.AIKEN: ".txt",
    Format.MOODLEXML: ".xml",
    Format.XLSX: ".xlsx",
    Format.YAML: ".yml",
}
MEDIA_TYPES = {
    Format.GIFT: "text/plain; charset=utf-8",
    Format.AIKEN: "text/plain; charset=utf-8",
    Format.MOODLEXML: "application/xml",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.YAML: "application/yaml",
}

_BY_ENDING = {".gift": Format.GIFT, ".xml": Format.MOODLEXML, ".xlsx": Format.XLSX, ".yml": Format.YAML,
              ".yaml": Format.YAML}  # fmt: skip


def guess_format(name: str, data: bytes) -> Format:
    """The format of a file by its name, and for plain text by what stands in it."""
    lowered = name.lower()
    for ending, found in _BY_ENDING.items():
        if lowered.endswith(ending):
            return found
    if data.startswith(b"PK\x03\x04"):
        return Format.XLSX
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return Format.MOODLEXML
    answers = b"ANSWER:" in data or "ANSWER:".encode("utf-16-le") in data
    return Format.AIKEN if answers and b"{" not in data else Format.GIFT
