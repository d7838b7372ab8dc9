"""The formulas of the courses, and pages where anyone counts with their own figures."""
