"""What people ask of the office: a forgotten code, a name to correct, deletion; each with its clock."""

from lms.accounts.requests.queries import request, waiting, waiting_count
from lms.accounts.requests.service import close, open_request, replied

open = open_request  # noqa: A001 (read as requests.open)

__all__ = ["close", "open", "open_request", "replied", "request", "waiting", "waiting_count"]
