"""Shapes of the office's forms, a module for each subject."""
