"""Courses: text files in, immutable editions out, and the catalogue that shows them."""
