"""Grading a whole class again: a wrong key, a question that was no good; in the open, and taken back."""
