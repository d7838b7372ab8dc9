"""The few words that rendering adds by itself, in the language of the text."""

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Labels:
    """Words of one language. boxes: title of each kind of box; until: takes a date."""

    boxes: MappingProxyType[str, str]
    until: str
    date_format: str
    source: str
    back: str
    table: str


VIETNAMESE = Labels(
    boxes=MappingProxyType(
        {
            "turn": "Đến lượt anh/chị",
            "tomorrow": "Việc làm ngày mai",
            "remember": "Nhớ ba điều",
            "elsewhere": "Nơi khác làm",
            "recall": "Nhớ lại",
            "note": "Ghi chú",
            "warning": "Cẩn thận",
            "jobaid": "Tờ việc để in",
        }
    ),
    until="Đúng đến ngày {}",
    date_format="%d/%m/%Y",
    source="Nguồn",
    back="Về chỗ đang đọc, chú thích {}",
    table="Bảng",
)

ENGLISH = Labels(
    boxes=MappingProxyType(
        {
            "turn": "Your turn",
            "tomorrow": "A job for tomorrow",
            "remember": "Three things to remember",
            "elsewhere": "How others do it",
            "recall": "Recall",
            "note": "Note",
            "warning": "Take care",
            "jobaid": "Job aid to print",
        }
    ),
    until="True until {}",
    date_format="%d/%m/%Y",
    source="Source",
    back="Back to the text, note {}",
    table="Table",
)

BOXES = frozenset(VIETNAMESE.boxes) | {"dated"}


def labels(language: str) -> Labels:
    """Return the words for a language code; Vietnamese for any but English."""
    return ENGLISH if language == "en" else VIETNAMESE
