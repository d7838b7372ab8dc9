"""Practical tasks: a learner's own product in words and photos, marked row by row by a trainer."""
