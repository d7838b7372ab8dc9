"""Questions and quizzes as values: read from text, checked, drawn for one learner, graded.

Nothing here knows the web or the database. A quiz goes `parse_quiz` -> `with_html` -> `to_canonical` when it
is published, and `from_canonical` -> `make_instance` -> `validate_answer` -> `grade` when it is taken.
"""

from lms.questions.answers import Answer, AnswerRejected, Reason, is_answered, read_stored, validate_answer
from lms.questions.canonical import (
    from_canonical,
    question_from_canonical,
    question_to_canonical,
    to_canonical,
)
from lms.questions.definitions import (
    Level,
    Marks,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Question,
    Quiz,
    Review,
    Rich,
    Scoring,
    Short,
    Single,
    TrueFalse,
)
from lms.questions.grading import Outcome, QuestionResult, Result, feedback_for, grade, grade_question
from lms.questions.instances import Choice, Instance, QuestionInstance, make_instance, make_question_instance
from lms.questions.parsing import parse_question, parse_quiz
from lms.questions.rich import rich_texts, with_html
from lms.questions.schema import question_schema, schema

__all__ = [
    "Answer",
    "AnswerRejected",
    "Choice",
    "Instance",
    "Level",
    "Marks",
    "Matching",
    "Multiple",
    "Numeric",
    "Ordering",
    "Outcome",
    "Question",
    "QuestionInstance",
    "QuestionResult",
    "Quiz",
    "Reason",
    "Result",
    "Review",
    "Rich",
    "Scoring",
    "Short",
    "Single",
    "TrueFalse",
    "feedback_for",
    "from_canonical",
    "grade",
    "grade_question",
    "is_answered",
    "make_instance",
    "make_question_instance",
    "parse_question",
    "parse_quiz",
    "question_from_canonical",
    "question_schema",
    "question_to_canonical",
    "read_stored",
    "rich_texts",
    "schema",
    "to_canonical",
    "validate_answer",
    "with_html",
]
