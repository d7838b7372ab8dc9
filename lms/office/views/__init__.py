"""The office's pages, a module for each subject; every one adds its routes to the one blueprint."""

from lms.office.views import (
    audit,
    certificates,
    enrolments,
    exports,
    imports,
    merging,
    people,
    proposals,
    removals,
    requests,
    roles,
    settings,
    viewing,
    works,
)
from lms.office.views.desk import bp

__all__ = [
    "audit",
    "bp",
    "certificates",
    "enrolments",
    "exports",
    "imports",
    "merging",
    "people",
    "proposals",
    "removals",
    "requests",
    "roles",
    "settings",
    "viewing",
    "works",
]
