"""`flask quizzes …`: quizzes as files."""

from __future__ import annotations

from flask.cli import AppGroup

from lms.exchange.cli import convert, template

cli = AppGroup("quizzes", help="Bài kiểm tra: đổi tệp câu hỏi giữa các định dạng.")
cli.add_command(convert)
cli.add_command(template)
