"""Quizzes on paper, for a hall without internet: two variants with their key, and a grid to enter results."""
