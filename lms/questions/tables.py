"""The keys of the quiz text: one table per kind of value, read by the validator and shown by the schema."""

from __future__ import annotations

from decimal import Decimal

from lms.questions.definitions import (
    Case,
    Derived,
    Gap,
    GapKind,
    KnownMistake,
    Level,
    Marks,
    Mistake,
    Option,
    Pair,
    Rich,
    Rounding,
    RubricRow,
    Scoring,
    Sorted,
    Spacing,
    Variable,
)
from lms.questions.formulas import MAX_LENGTH, NAME
from lms.questions.quiz import Behaviour, Counts
from lms.questions.reviews import ReviewShape
from lms.questions.shapes import Built, Code, Exact, Flag, Id, Key, Keys, ListOf, OneOf, Record, Text, Whole
from lms.questions.times import Closing, Opening
from lms.sources import Sentence

LARGEST = Decimal(10) ** 15
RICH = Built(Text(), Rich)
LINE = Built(Text(500), Rich)
PLAIN = Text(200)
POINTS = Exact(Decimal("0.01"), Decimal(100), places=2)
NUMBER = Exact(-LARGEST, LARGEST)
PERCENT = Exact(Decimal(0), Decimal(100))
FORMULA = Text(MAX_LENGTH)
VARIABLE = Code(NAME, Sentence("q hoặc gia_ban"))

OPTION = Record(
    Keys(
        (
            Key("text", LINE, Sentence("chữ của phương án"), required=True),
            Key("right", Flag(), "true cho phương án đúng"),
            Key("feedback", RICH, "lời nhắn cho người chọn phương án này"),
            Key("pinned", Flag(), "true: đứng yên một chỗ khi các phương án được xáo"),
        ),
        Sentence("phương án"),
    ),
    Option,
)
MISTAKE = Record(
    Keys(
        (
            Key("value", NUMBER, Sentence("số mà người học hay ra nhầm"), required=True),
            Key("feedback", RICH, Sentence("lời nhắn chỉ ra chỗ nhầm"), required=True),
        ),
        Sentence("lỗi hay gặp"),
    ),
    Mistake,
)
PAIR = Record(
    Keys(
        (
            Key("left", LINE, Sentence("vế trái"), required=True),
            Key("right", PLAIN, Sentence("vế phải ghép với nó, chữ trơn"), required=True),
        ),
        Sentence("cặp"),
    ),
    Pair,
)

VARIABLE_LINE = Record(
    Keys(
        (
            Key("name", VARIABLE, Sentence("tên của biến, trong bài viết giữa { }"), required=True),
            Key("values", ListOf(NUMBER, least=1, most=1000), "các giá trị được rút"),
            Key("from", NUMBER, "giá trị nhỏ nhất"),
            Key("to", NUMBER, "giá trị lớn nhất"),
            Key("step", Exact(Decimal("0.000001"), LARGEST), "bước nhảy, mặc định 1"),
        ),
        Sentence("biến"),
    ),
    lambda **values: Variable(
        name=values["name"],
        values=values.get("values", ()),
        low=values.get("from"),
        high=values.get("to"),
        step=values.get("step", Decimal(1)),
    ),
)
DERIVED = Record(
    Keys(
        (
            Key("name", VARIABLE, Sentence("tên, trong bài viết giữa { }"), required=True),
            Key("formula", FORMULA, Sentence("công thức"), required=True),
        ),
        Sentence("số tính thêm"),
    ),
    Derived,
)
KNOWN_MISTAKE = Record(
    Keys(
        (
            Key("formula", FORMULA, Sentence("công thức mà người học hay tính nhầm"), required=True),
            Key("feedback", RICH, Sentence("lời nhắn chỉ ra chỗ nhầm"), required=True),
        ),
        Sentence("lỗi hay gặp"),
    ),
    KnownMistake,
)
_WORDING = (
    Key("marks", OneOf(Marks), "strict: phải đúng dấu; ignore: không xét dấu"),
    Key("case", OneOf(Case), "ignore: không xét chữ hoa (mặc định); strict: xét chữ hoa"),
    Key(
        "spacing",
        OneOf(Spacing),
        "words: không xét dấu câu và dấu cách thừa (mặc định); strict: xét cả; ignore: không xét dấu cách",
    ),
)
_TOLERANCE = (
    Key("tolerance", Exact(Decimal(0), LARGEST), "lệch nhiều nhất bao nhiêu vẫn đúng, mặc định 0"),
    Key("tolerance_percent", PERCENT, "hoặc lệch nhiều nhất bao nhiêu phần trăm của đáp số"),
)
_DECIMALS = Key("decimals", Whole(0, 6), "làm tròn số người học viết đến mấy chữ số lẻ trước khi so")
_ACCEPTED = ListOf(PLAIN, least=1, most=50)
GAP = Record(
    Keys(
        (
            Key("name", VARIABLE, Sentence("tên của ô, trong bài viết giữa { }"), required=True),
            Key("type", OneOf(GapKind), Sentence("text, number hoặc choice"), required=True),
            Key("accepted", _ACCEPTED, "text: các cách viết được nhận là đúng"),
            *_WORDING,
            Key("answer", NUMBER, "number: đáp số"),
            *_TOLERANCE,
            _DECIMALS,
            Key("unit", Text(40), "number: đơn vị in cạnh ô"),
            Key("choices", ListOf(PLAIN, least=2, most=20), "choice: các lựa chọn"),
            Key("right", PLAIN, "choice: lựa chọn đúng"),
            Key("feedback", RICH, "lời nhắn khi điền sai ô này"),
        ),
        Sentence("ô trống"),
    ),
    Gap,
)
SORTED = Record(
    Keys(
        (
            Key("text", LINE, Sentence("mục cần xếp"), required=True),
            Key("category", PLAIN, Sentence("nhóm đúng của mục"), required=True),
        ),
        Sentence("mục cần xếp nhóm"),
    ),
    Sorted,
)
RUBRIC_ROW = Record(
    Keys(
        (
            Key("id", Id(), Sentence("mã của dòng chấm"), required=True),
            Key("text", PLAIN, Sentence("điều người chấm xem"), required=True),
            Key("points", POINTS, Sentence("số điểm nhiều nhất của dòng"), required=True),
        ),
        Sentence("dòng chấm"),
    ),
    RubricRow,
)
TAG = Id(40)
OUTCOME_CODE = Code(r"O\d{1,2}", "O2")

_COMMON = (
    Key("id", Id(), Sentence("mã của câu, không đổi, không dùng lại"), required=True),
    Key("type", Text(20), Sentence("loại câu hỏi"), required=True),
    Key("stem", RICH, Sentence("nội dung câu hỏi"), required=True),
    Key("points", POINTS, "số điểm, mặc định 1"),
    Key("outcomes", ListOf(OUTCOME_CODE), "các mục tiêu mà câu này kiểm tra"),
    Key("level", OneOf(Level), "N nhớ và hiểu, V vận dụng, P phát hiện sai và quyết định"),
    Key("lesson", Id(), "mã bài cần xem lại khi trả lời sai"),
    Key("explanation", RICH, "lời giải, hiện sau khi được phép xem"),
    Key("hint", RICH, "gợi ý, hiện cùng câu hỏi"),
    Key("tags", ListOf(TAG, most=20), "nhãn, để rút câu theo nhãn"),
    Key("module", Id(), "mã phần, để rút câu theo phần"),
    Key("always", Flag(), "true: lượt nào cũng hỏi, dù bài có rút câu"),
    Key("feedback_right", RICH, "lời nhắn khi trả lời đúng"),
    Key("feedback_partly", RICH, "lời nhắn khi đúng một phần"),
    Key("feedback_wrong", RICH, "lời nhắn khi trả lời sai"),
)
_OPTIONS = Key("options", ListOf(OPTION, least=2, most=20), Sentence("các phương án"), required=True)
_CHOICE_SCORING = Key(
    "scoring",
    OneOf(Scoring),
    "all_or_nothing: đúng hết mới có điểm; partial: tính từng phần, chọn quá số phương án đúng thì trừ; "
    "partial_penalty: tính từng phần, mỗi phương án sai trừ một phần",
)
_SCORING = Key(
    "scoring",
    OneOf(Scoring, (Scoring.ALL_OR_NOTHING, Scoring.PARTIAL)),
    "all_or_nothing: đúng hết mới có điểm; partial: tính từng phần",
)

QUESTIONS: dict[str, Keys] = {
    "single": Keys((*_COMMON, _OPTIONS), Sentence("câu hỏi loại single")),
    "multiple": Keys((*_COMMON, _OPTIONS, _CHOICE_SCORING), Sentence("câu hỏi loại multiple")),
    "truefalse": Keys(
        (
            *_COMMON,
            Key("answer", Flag(), Sentence("true: câu nói đúng; false: câu nói sai"), required=True),
            Key("feedback_true", RICH, "lời nhắn cho người chọn Đúng"),
            Key("feedback_false", RICH, "lời nhắn cho người chọn Sai"),
        ),
        Sentence("câu hỏi loại truefalse"),
    ),
    "numeric": Keys(
        (
            *_COMMON,
            Key("answer", NUMBER, Sentence("đáp số, viết liền không chấm hàng nghìn"), required=True),
            *_TOLERANCE,
            Key("unit", Text(40), "đơn vị in cạnh ô trả lời"),
            _DECIMALS,
            Key("mistakes", ListOf(MISTAKE, most=20), "những số sai hay gặp và lời nhắn riêng"),
        ),
        Sentence("câu hỏi loại numeric"),
    ),
    "calculated": Keys(
        (
            *_COMMON,
            Key(
                "variables",
                ListOf(VARIABLE_LINE, least=1, most=12),
                Sentence("các biến được rút"),
                required=True,
            ),
            Key("derived", ListOf(DERIVED, most=20), "các số tính từ biến để viết trong bài"),
            Key("require", ListOf(FORMULA, most=20), "điều kiện các biến phải thỏa, ví dụ p > v"),
            Key("answer", FORMULA, "công thức của đáp số"),
            Key("rounding", OneOf(Rounding), "cách làm tròn đáp số, mặc định exact (không làm tròn)"),
            Key("decimals", Whole(0, 6), "làm tròn đáp số đến mấy chữ số lẻ, mặc định 0"),
            *_TOLERANCE,
            Key("unit", Text(40), "đơn vị in cạnh ô trả lời"),
            Key("mistakes", ListOf(KNOWN_MISTAKE, most=20), "những cách tính nhầm và lời nhắn riêng"),
            Key("options", ListOf(OPTION, least=2, most=20), "các phương án, thay cho ô điền số"),
        ),
        Sentence("câu hỏi loại calculated"),
    ),
    "short": Keys(
        (
            *_COMMON,
            Key(
                "accepted",
                _ACCEPTED,
                Sentence("các cách viết được nhận là đúng, * là chữ gì cũng được"),
                required=True,
            ),
            *_WORDING,
        ),
        Sentence("câu hỏi loại short"),
    ),
    "matching": Keys(
        (
            *_COMMON,
            Key("pairs", ListOf(PAIR, least=2, most=20), Sentence("các cặp đúng"), required=True),
            Key("extra", ListOf(PLAIN, most=20), "vế phải thừa, không ghép với vế trái nào"),
            _SCORING,
        ),
        Sentence("câu hỏi loại matching"),
    ),
    "ordering": Keys(
        (
            *_COMMON,
            Key(
                "items",
                ListOf(LINE, least=2, most=20),
                Sentence("các mục, viết theo thứ tự đúng"),
                required=True,
            ),
            _SCORING,
        ),
        Sentence("câu hỏi loại ordering"),
    ),
    "categorise": Keys(
        (
            *_COMMON,
            Key("categories", ListOf(PLAIN, least=2, most=10), Sentence("các nhóm"), required=True),
            Key("items", ListOf(SORTED, least=2, most=30), Sentence("các mục và nhóm đúng"), required=True),
            _SCORING,
        ),
        Sentence("câu hỏi loại categorise"),
    ),
    "gaps": Keys(
        (
            *_COMMON,
            Key("text", RICH, Sentence("đoạn có ô trống, tên ô viết giữa { }"), required=True),
            Key("gaps", ListOf(GAP, least=1, most=20), Sentence("các ô trống"), required=True),
            _SCORING,
        ),
        Sentence("câu hỏi loại gaps"),
    ),
    "essay": Keys(
        (
            *_COMMON,
            Key("min_words", Whole(0, 3000), "ít nhất bao nhiêu chữ, 0 là không giới hạn"),
            Key("max_words", Whole(0, 3000), "nhiều nhất bao nhiêu chữ, 0 là không giới hạn"),
            Key("rubric", ListOf(RUBRIC_ROW, least=1, most=10), "các dòng chấm, cộng lại bằng điểm của câu"),
            Key("model", RICH, "bài làm mẫu, hiện khi được phép xem đáp án"),
            Key("notes", RICH, "lời dặn người chấm, người học không thấy"),
        ),
        Sentence("câu hỏi loại essay"),
    ),
}

QUIZ = (
    Key("id", Id(), Sentence("mã của bài kiểm tra, không đổi, không dùng lại"), required=True),
    Key("title", Text(200), Sentence("tên bài kiểm tra"), required=True),
    Key(
        "pass",
        Exact(Decimal("0.01"), Decimal(20000), places=2),
        Sentence("số điểm cần để đạt"),
        required=True,
    ),
    Key("final", Flag(), "true: bài kiểm tra cuối khóa"),
    Key("required", Flag(), "false: không bắt buộc để hoàn thành khóa"),
    Key("attempts", Whole(0, 100), "số lần được làm, 0 là không giới hạn"),
    Key("cooldown_minutes", Whole(0, 100000), "hai lần cách nhau ít nhất bao nhiêu phút"),
    Key("review", ReviewShape(), "khi nào cho xem gì của bài đã làm"),
    Key("shuffle_questions", Flag(), "true: xáo thứ tự câu hỏi trong từng trang"),
    Key("shuffle_options", Flag(), "false: giữ thứ tự phương án như đã viết"),
    Key("intro", RICH, "lời dẫn, hiện trước khi bắt đầu"),
    Key("page_size", Whole(1, 200), "mỗi trang mấy câu; hoặc đặt dòng “- page:” trong questions"),
    Key("sequential", Flag(), "true: sang trang rồi thì không quay lại"),
    Key("minutes", Whole(1, 1440), "thời gian làm bài, tính bằng phút"),
    Key("opens", Opening(), "mở từ lúc nào, giờ Việt Nam"),
    Key("closes", Closing(), "đóng lúc nào, giờ Việt Nam"),
    Key("counts", OneOf(Counts), "lấy điểm lần nào: best, last, average hoặc first"),
    Key("behaviour", OneOf(Behaviour), "deferred, immediate hoặc retry"),
    Key("tries", Whole(1, 20), "retry: mỗi câu trả lời được mấy lần"),
    Key("penalty", Exact(Decimal(0), Decimal(1), places=4), "retry: mỗi lần trả lời lại mất mấy phần điểm"),
    Key("password", Text(100), "mật khẩu để bắt đầu làm bài"),
)
