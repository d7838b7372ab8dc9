"""The keys of the quiz text: one table per kind of value, read by the validator and shown by the schema."""

from __future__ import annotations

from decimal import Decimal

from lms.questions.definitions import Level, Marks, Mistake, Option, Pair, Review, Rich, Scoring
from lms.questions.shapes import Built, Code, Exact, Flag, Id, Key, Keys, ListOf, OneOf, Record, Text, Whole

LARGEST = Decimal(10) ** 15
RICH = Built(Text(), Rich)
LINE = Built(Text(500), Rich)
PLAIN = Text(200)
POINTS = Exact(Decimal("0.01"), Decimal(100), places=2)
NUMBER = Exact(-LARGEST, LARGEST)

OPTION = Record(
    Keys(
        (
            Key("text", LINE, "chữ của phương án", required=True),
            Key("right", Flag(), "true cho phương án đúng"),
            Key("feedback", RICH, "lời nhắn cho người chọn phương án này"),
            Key("pinned", Flag(), "true: đứng yên một chỗ khi các phương án được xáo"),
        ),
        "phương án",
    ),
    Option,
)
MISTAKE = Record(
    Keys(
        (
            Key("value", NUMBER, "số mà người học hay ra nhầm", required=True),
            Key("feedback", RICH, "lời nhắn chỉ ra chỗ nhầm", required=True),
        ),
        "lỗi hay gặp",
    ),
    Mistake,
)
PAIR = Record(
    Keys(
        (
            Key("left", LINE, "vế trái", required=True),
            Key("right", PLAIN, "vế phải ghép với nó, chữ trơn", required=True),
        ),
        "cặp",
    ),
    Pair,
)

_COMMON = (
    Key("id", Id(), "mã của câu, không đổi, không dùng lại", required=True),
    Key("type", Text(20), "loại câu hỏi", required=True),
    Key("stem", RICH, "nội dung câu hỏi", required=True),
    Key("points", POINTS, "số điểm, mặc định 1"),
    Key("outcomes", ListOf(Code(r"O\d{1,2}", "O2")), "các mục tiêu mà câu này kiểm tra"),
    Key("level", OneOf(Level), "N nhớ và hiểu, V vận dụng, P phát hiện sai và quyết định"),
    Key("lesson", Id(), "mã bài cần xem lại khi trả lời sai"),
    Key("explanation", RICH, "lời giải, hiện sau khi được phép xem"),
    Key("hint", RICH, "gợi ý, hiện cùng câu hỏi"),
)
_OPTIONS = Key("options", ListOf(OPTION, least=2, most=20), "các phương án", required=True)
_SCORING = Key("scoring", OneOf(Scoring), "all_or_nothing: đúng hết mới có điểm; partial: tính từng phần")
_FEEDBACK = (
    Key("feedback_right", RICH, "lời nhắn khi trả lời đúng"),
    Key("feedback_wrong", RICH, "lời nhắn khi trả lời sai"),
)

QUESTIONS: dict[str, Keys] = {
    "single": Keys((*_COMMON, _OPTIONS), "câu hỏi loại single"),
    "multiple": Keys((*_COMMON, _OPTIONS, _SCORING), "câu hỏi loại multiple"),
    "truefalse": Keys(
        (
            *_COMMON,
            Key("answer", Flag(), "true: câu nói đúng; false: câu nói sai", required=True),
            Key("feedback_true", RICH, "lời nhắn cho người chọn Đúng"),
            Key("feedback_false", RICH, "lời nhắn cho người chọn Sai"),
        ),
        "câu hỏi loại truefalse",
    ),
    "numeric": Keys(
        (
            *_COMMON,
            Key("answer", NUMBER, "đáp số, viết liền không chấm hàng nghìn", required=True),
            Key("tolerance", Exact(Decimal(0), LARGEST), "lệch nhiều nhất bao nhiêu vẫn đúng, mặc định 0"),
            Key("unit", Text(40), "đơn vị in cạnh ô trả lời"),
            Key("decimals", Whole(0, 6), "làm tròn số người học viết đến mấy chữ số lẻ trước khi so"),
            Key("mistakes", ListOf(MISTAKE, most=20), "những số sai hay gặp và lời nhắn riêng"),
            *_FEEDBACK,
        ),
        "câu hỏi loại numeric",
    ),
    "short": Keys(
        (
            *_COMMON,
            Key(
                "accepted", ListOf(PLAIN, least=1, most=50), "các cách viết được nhận là đúng", required=True
            ),
            Key("marks", OneOf(Marks), "strict: phải đúng dấu; ignore: không xét dấu"),
            *_FEEDBACK,
        ),
        "câu hỏi loại short",
    ),
    "matching": Keys(
        (
            *_COMMON,
            Key("pairs", ListOf(PAIR, least=2, most=20), "các cặp đúng", required=True),
            Key("extra", ListOf(PLAIN, most=20), "vế phải thừa, không ghép với vế trái nào"),
            _SCORING,
            *_FEEDBACK,
        ),
        "câu hỏi loại matching",
    ),
    "ordering": Keys(
        (
            *_COMMON,
            Key("items", ListOf(LINE, least=2, most=20), "các mục, viết theo thứ tự đúng", required=True),
            _SCORING,
            *_FEEDBACK,
        ),
        "câu hỏi loại ordering",
    ),
}

QUIZ = (
    Key("id", Id(), "mã của bài kiểm tra, không đổi, không dùng lại", required=True),
    Key("title", Text(200), "tên bài kiểm tra", required=True),
    Key("pass", Exact(Decimal("0.01"), Decimal(20000), places=2), "số điểm cần để đạt", required=True),
    Key("final", Flag(), "true: bài kiểm tra cuối khóa"),
    Key("required", Flag(), "false: không bắt buộc để hoàn thành khóa"),
    Key("attempts", Whole(0, 100), "số lần được làm, 0 là không giới hạn"),
    Key("cooldown_minutes", Whole(0, 100000), "hai lần cách nhau ít nhất bao nhiêu phút"),
    Key("review", OneOf(Review), "khi nào cho xem đáp án và lời giải"),
    Key("shuffle_questions", Flag(), "true: xáo thứ tự câu hỏi"),
    Key("shuffle_options", Flag(), "false: giữ thứ tự phương án như đã viết"),
    Key("intro", RICH, "lời dẫn, hiện trước khi bắt đầu"),
)
