"""Quizzes to and from the formats of other programs: GIFT, Aiken, Moodle XML, Excel sheets, our own YAML.

Pure: bytes in, bytes and notes out. A file is read into the values of our own format with the line of each
(`readers`), judged by the one validator of lms/questions, then written (`writers`). What a format cannot hold
is a loss with its line; one fault and nothing is written.
"""

from lms.exchange.conversion import Conversion, convert, convert_source, read_quiz
from lms.exchange.formats import ENDINGS, IN, LABELS, MEDIA_TYPES, OUT, Format, guess_format

__all__ = [
    "ENDINGS",
    "IN",
    "LABELS",
    "MEDIA_TYPES",
    "OUT",
    "Conversion",
    "Format",
    "convert",
    "convert_source",
    "guess_format",
    "read_quiz",
]
