"""The columns of the Excel sheet of questions, and the words a sheet has for the kinds of question."""

from lms.names import fold

LETTERS = "ABCDEFGH"
PLACES = {
    "id": "Mã câu",
    "type": "Loại",
    "stem": "Câu hỏi",
    "answer": "Đáp án",
    "points": "Điểm",
    "explanation": "Giải thích",
    "hint": "Gợi ý",
}
#: Holds, as lines of our YAML, what has no column of its own.
REST = "Mục khác"
HEADINGS = (
    *(list(PLACES.values())[:3]),
    *LETTERS,
    *(list(PLACES.values())[3:]),
    *(f"Lời nhắn {letter}" for letter in LETTERS),
    REST,
)
#: The kind of the row that speaks of the whole quiz: its title, its id, its points to pass.
QUIZ = "bài kiểm tra"
#: Kinds as a sheet names them; the names of our format are read too.
KINDS = {
    "single": "chọn một",
    "multiple": "chọn nhiều",
    "truefalse": "đúng sai",
    "numeric": "điền số",
    "short": "điền chữ",
    "matching": "ghép",
    "ordering": "xếp thứ tự",
    "categorise": "xếp nhóm",
    "gaps": "điền ô trống",
    "calculated": "tính",
    "essay": "tự luận",
}
KIND_OF = {fold(words): kind for kind, words in KINDS.items()}
