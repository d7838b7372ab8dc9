"""What every text field does to what was typed."""

from lms.names import nfc


def one_line(text: str | None) -> str | None:
    """NFC, single spaces, and none of the characters that no keyboard types (controls, direction marks)."""
    if not text:
        return text
    kept = "".join(char for char in nfc(text) if char.isprintable() or char.isspace())
    return " ".join(kept.split())
