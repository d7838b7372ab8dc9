"""Links sent by e-mail that let somebody set a new password once (S47)."""

from lms.accounts.links.service import LinkGone, person_of, send_link, use_link

__all__ = ["LinkGone", "person_of", "send_link", "use_link"]
