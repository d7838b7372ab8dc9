"""What people agreed to: purposes, wording, version, time; given and withdrawn, never overwritten."""

from lms.accounts.consents.queries import given, is_current
from lms.accounts.consents.rules import OPTIONAL, VERSION, Purpose
from lms.accounts.consents.service import answer, withdraw

__all__ = ["OPTIONAL", "VERSION", "Purpose", "answer", "given", "is_current", "withdraw"]
