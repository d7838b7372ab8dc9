"""Provinces and communes of Vietnam, today's and those of before 1 July 2025, found by any of their names."""
