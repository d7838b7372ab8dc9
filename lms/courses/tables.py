"""The keys of course.yml and of a lesson's front matter: what the validator reads and the schema shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from lms.courses.layout import FOLDER_PATTERN, MAX_ID
from lms.courses.practicals import PRACTICAL
from lms.courses.subjects import Audience, Topic
from lms.questions.shapes import Code, Exact, Flag, Id, Key, Keys, ListOf, Node, OneOf, Shape, Text, Whole
from lms.sources import Sentence

OUTCOME = Code(r"O[1-9][0-9]?", "O1")
FORMULA = Id()


class Language(StrEnum):
    """Languages a course can be written in; a translation is a course of its own (law 15)."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


class Issue(StrEnum):
    """How a certificate comes about once the course is done."""

    MANUAL = "manual"
    AUTOMATIC = "automatic"


class Lessons(StrEnum):
    """Which lessons completion asks for."""

    ALL = "all"
    SHARE = "share"


@dataclass(frozen=True)
class Day:
    """A calendar day, written 2026-11-15."""

    def read(self, node: Node) -> date | None:
        """The day."""
        value = node.value
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        node.fault(
            Sentence("Mục “%(name)s” phải là một ngày viết như 2026-11-15 (năm-tháng-ngày).", name=node.name)
        )
        return None

    def schema(self) -> dict[str, Any]:
        """A date."""
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class Maybe:
    """A value that may be left empty (null) on purpose; empty reads as if the key were not there."""

    shape: Shape

    def read(self, node: Node) -> Any:
        """The value, or None without a fault."""
        return None if node.value is None else self.shape.read(node)

    def schema(self) -> dict[str, Any]:
        """The shape within, or null."""
        return {"anyOf": [self.shape.schema(), {"type": "null"}]}


@dataclass(frozen=True)
class AllOrIds:
    """The word "all", or a list of ids."""

    def read(self, node: Node) -> str | tuple[str, ...] | None:
        """ "all" or the ids."""
        if node.value == "all":
            return "all"
        if isinstance(node.value, list):
            ids: tuple[str, ...] | None = ListOf(Id(MAX_ID)).read(node)
            return ids
        node.fault(
            Sentence(
                "Mục “%(name)s” phải là all (mọi bài kiểm tra bắt buộc) hoặc danh sách mã bài kiểm tra.",
                name=node.name,
            )
        )
        return None

    def schema(self) -> dict[str, Any]:
        """The word or the list."""
        return {"anyOf": [{"const": "all"}, ListOf(Id(MAX_ID)).schema()]}


@dataclass(frozen=True)
class Folder:
    """The name of a module's folder."""

    def read(self, node: Node) -> str | None:
        """The name."""
        if isinstance(node.value, str) and re.fullmatch(FOLDER_PATTERN, node.value):
            return node.value
        node.fault(
            Sentence("Tên thư mục của phần viết như 01-ghi-lai: số thứ tự, gạch nối, chữ thường không dấu.")
        )
        return None

    def schema(self) -> dict[str, Any]:
        """A folder name."""
        return {"type": "string", "pattern": FOLDER_PATTERN}


OUTCOMES = Keys(
    (Key("id", OUTCOME, "mã mục tiêu, ví dụ O1", True), Key("text", Text(500), "học xong làm được gì", True)),
    "mục tiêu",
)
COMPLETION = Keys(
    (
        Key("lessons", OneOf(Lessons), "all: học hết bài bắt buộc; share: đủ một tỷ lệ bài bắt buộc"),
        Key(
            "min_share",
            Exact(Decimal("0.01"), Decimal(1), places=4),
            "tỷ lệ bài bắt buộc cần học, 0.01 đến 1",
        ),
        Key("quizzes", AllOrIds(), "all, hoặc danh sách mã bài kiểm tra phải đạt"),
    ),
    "điều kiện hoàn thành",
)
CERTIFICATE = Keys(
    (
        Key("title", Text(300), "tên khóa học in trên giấy", True),
        Key("note", Text(500), "một câu ghi thêm trên giấy"),
        Key("issue", OneOf(Issue), "manual: văn phòng cấp; automatic: cấp ngay khi hoàn thành"),
        Key("valid_months", Maybe(Whole(1, 600)), "giấy có giá trị bao nhiêu tháng; bỏ trống là không hạn"),
    ),
    "giấy chứng nhận",
)
MODULE = Keys(
    (
        Key("id", Id(MAX_ID), "mã phần, không đổi về sau", True),
        Key("folder", Folder(), "thư mục của phần", True),
        Key("title", Text(300), "tên phần", True),
        Key("summary", Text(1000), "một câu nói phần này để làm gì"),
    ),
    "phần",
)
COURSE = Keys(
    (
        Key("id", Id(MAX_ID), "mã khóa học, không đổi về sau; trùng với tên thư mục", True),
        Key("title", Text(300), "tên khóa học", True),
        Key("summary", Text(1000), "một hai câu cho danh mục", True),
        Key("language", OneOf(Language), "tiếng của khóa học"),
        Key("edition", Whole(0, 999), "số ấn bản của tác giả; 0 là bản đang viết"),
        Key("audience", ListOf(OneOf(Audience), 1, 10), "khóa học dành cho ai", True),
        Key("topic", OneOf(Topic), "chủ đề", True),
        Key("periods", Whole(1, 400), "số tiết, mỗi tiết 45 phút", True),
        Key("outcomes", ListOf(OUTCOMES, 1, 20), "học xong làm được gì", True),
        Key("completion", COMPLETION, "thế nào là hoàn thành"),
        Key("certificate", CERTIFICATE, "giấy chứng nhận", True),
        Key("valid_from", Maybe(Day()), "ngày nội dung bắt đầu đúng"),
        Key("valid_until", Maybe(Day()), "ngày nội dung cần xem lại"),
        Key("sources", ListOf(Text(500)), "nguồn đã dùng, để người sửa sau biết; người học không thấy"),
        Key("modules", ListOf(MODULE, 1, 40), "các phần theo thứ tự học", True),
    ),
    "course.yml",
)
LESSON = Keys(
    (
        Key("id", Id(MAX_ID), "mã bài, không đổi về sau", True),
        Key("title", Text(300), "tên bài", True),
        Key("summary", Text(1000), "một câu nói bài này để làm gì", True),
        Key("outcomes", ListOf(OUTCOME, 1, 20), "bài phục vụ mục tiêu nào", True),
        Key("formulas", ListOf(FORMULA, 0, 20), "công thức ở trang Tính thử mà bài dùng"),
        Key("valid_until", Maybe(Day()), "ngày nội dung cần xem lại"),
        Key("required", Flag(), "false: bài đọc thêm"),
        Key("minutes", Maybe(Whole(1, 120)), "số phút; bỏ trống thì tính theo độ dài"),
        Key("video", Maybe(Whole(1, 100)), "xem đủ chừng này phần trăm mỗi video thì bài tính là xong"),
        Key("check", Maybe(Id(MAX_ID)), "mã câu hỏi trong bài; trả lời đúng thì bài tính là xong"),
    ),
    "phần đầu bài học",
)


def json_schema(quiz: dict[str, Any]) -> dict[str, Any]:
    """JSON Schema for editors: course.yml, a lesson's front matter, a practical task, and `quiz`, given."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": {
            "course": COURSE.schema(),
            "lesson": LESSON.schema(),
            "practical": PRACTICAL.schema(),
            "quiz": quiz,
        },
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in ("course", "lesson", "practical", "quiz")],
    }
