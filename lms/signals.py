"""What a lower room tells a higher one, inside the transaction.

Receivers are connected in `create_app`, write rows or job rows and do no I/O; one that raises rolls
everything back.
"""

from blinker import Namespace

_signals = Namespace()

# attempt_id: UUID, user_id: UUID, course_id: str, quiz_id: str, passed: bool, score: Decimal, at: datetime
attempt_submitted = _signals.signal("attempt-submitted")

# The same, when a person's marks or corrected keys have changed the grade of a submitted attempt.
attempt_graded = _signals.signal("attempt-graded")

# attempt_id: UUID, user_id: UUID, course_id: str, at: datetime; before a submitted attempt is opened again
attempt_reopening = _signals.signal("attempt-reopening")

# work_id: UUID, user_id: UUID, course_id: str, practical_id: str, actor: UUID, at: datetime; met, or waived
practical_settled = _signals.signal("practical-settled")

# enrolment_id: UUID, user_id: UUID, course_id: str, at: datetime
course_completed = _signals.signal("course-completed")

# user_id: UUID, purpose: str. A person has taken a consent back.
consent_withdrawn = _signals.signal("consent-withdrawn")

# kept: UUID, gone: UUID, at: datetime, actor: UUID. Two accounts of one person became one.
people_merged = _signals.signal("people-merged")
