"""Where things lie in the checkout. The platform runs from a checkout (editable install), never a wheel."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ROOT / "content"
MIGRATIONS = ROOT / "migrations"
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "lms" / "static"
DIST = STATIC / "dist"
TRANSLATIONS = ROOT / "lms" / "translations"
