"""Questions and quizzes as values: read from text, checked, drawn for one learner, graded.

Nothing here knows the web or the database. A quiz goes `read_quiz` -> `with_html` -> `to_canonical` when it
is published, and `from_canonical` -> `make_instance` -> `validate_answer` -> `grade` when it is taken.
"""

from lms.questions.answers import Answer, is_answered, read_stored, validate_answer
from lms.questions.bank import read_bank, used_of_bank, version_of
from lms.questions.canonical import (
    from_canonical,
    question_from_canonical,
    question_to_canonical,
    to_canonical,
    upgraded_question,
    upgraded_quiz,
)
from lms.questions.definitions import (
    Calculated,
    Categorise,
    Essay,
    Gap,
    GapKind,
    Gaps,
    Level,
    Marks,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Question,
    Rich,
    RubricRow,
    Scoring,
    Short,
    Single,
    TrueFalse,
)
from lms.questions.draws import answer_of
from lms.questions.entries import Bank, Banked, Place
from lms.questions.filling import as_drawn, pieces
from lms.questions.grading import Marking, feedback_for, gaps_right, grade, grade_question
from lms.questions.instances import Choice, Instance, QuestionInstance, make_instance, make_question_instance
from lms.questions.lettered import LETTERS, gap_choices, letters_of, on_paper, read_letters, right_letters
from lms.questions.parsing import ReadQuiz, parse_question, parse_quiz, read_quiz
from lms.questions.quantities import plain_number
from lms.questions.quiz import Behaviour, Counts, Draw, Moment, Page, Quiz, Review, Show
from lms.questions.reasons import AnswerRejected, Reason
from lms.questions.regrade import (
    BadKey,
    Correction,
    CorrectionKind,
    corrected,
    needed,
    never_lower,
    regrade,
    with_key,
)
from lms.questions.results import Outcome, QuestionResult, Result
from lms.questions.rich import rich_texts, with_html
from lms.questions.schema import question_schema, schema
from lms.questions.spoken import raw_answer, stored_answers, with_values

__all__ = [
    "LETTERS",
    "Answer",
    "AnswerRejected",
    "BadKey",
    "Bank",
    "Banked",
    "Behaviour",
    "Calculated",
    "Categorise",
    "Choice",
    "Correction",
    "CorrectionKind",
    "Counts",
    "Draw",
    "Essay",
    "Gap",
    "GapKind",
    "Gaps",
    "Instance",
    "Level",
    "Marking",
    "Marks",
    "Matching",
    "Moment",
    "Multiple",
    "Numeric",
    "Ordering",
    "Outcome",
    "Page",
    "Place",
    "Question",
    "QuestionInstance",
    "QuestionResult",
    "Quiz",
    "ReadQuiz",
    "Reason",
    "Result",
    "Review",
    "Rich",
    "RubricRow",
    "Scoring",
    "Short",
    "Show",
    "Single",
    "TrueFalse",
    "answer_of",
    "as_drawn",
    "corrected",
    "feedback_for",
    "from_canonical",
    "gap_choices",
    "gaps_right",
    "grade",
    "grade_question",
    "is_answered",
    "letters_of",
    "make_instance",
    "make_question_instance",
    "needed",
    "never_lower",
    "on_paper",
    "parse_question",
    "parse_quiz",
    "pieces",
    "plain_number",
    "question_from_canonical",
    "question_schema",
    "question_to_canonical",
    "raw_answer",
    "read_bank",
    "read_letters",
    "read_quiz",
    "read_stored",
    "regrade",
    "rich_texts",
    "right_letters",
    "schema",
    "stored_answers",
    "to_canonical",
    "upgraded_question",
    "upgraded_quiz",
    "used_of_bank",
    "validate_answer",
    "version_of",
    "with_html",
    "with_key",
    "with_values",
]
