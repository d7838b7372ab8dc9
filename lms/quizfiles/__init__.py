"""Pages that bring quiz files in, take quizzes out, and show the question bank of a course.

Nothing is stored here: a course is text (law 1), so what a file becomes is handed back as the text of a quiz.
"""
