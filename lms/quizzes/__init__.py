"""Attempts at quizzes: started, answered, submitted once, graded, shown."""
