"""Login codes: eight characters on a slip of paper that let somebody set a first password."""

from lms.accounts.codes.queries import holders
from lms.accounts.codes.service import check, issue, use

__all__ = ["check", "holders", "issue", "use"]
