"""More time, more attempts, a later closing date: what a trainer gives to learners of a course.

The rule itself stands with the quizzes; who learns in a course is known here.
"""
