"""A forgotten password or code: taken at once, looked into by a job.

The page does the same work whoever is meant, so its time tells nobody who has an account (S48): who it may
be is found out later, where nobody holds a watch. The caller's `atomic()` commits.
"""

from datetime import datetime

from lms.accounts import links, queries
from lms.accounts.codes.queries import holders
from lms.accounts.requests.models import RequestKind
from lms.accounts.requests.service import open_request
from lms.accounts.rules import Login
from lms.config import settings
from lms.jobs.service import enqueue
from lms.site.queries import site

LOOK = "accounts.forgotten"


def take(login: Login, locale: str, at: datetime) -> None:
    """Take what was typed; locale: the language for a message by mail."""
    payload = {"kind": login.kind, "login": login.value, "locale": locale, "at": at.isoformat()}
    enqueue(LOOK, payload, at)


def look(login: Login, at: datetime) -> None:
    """Open a request for everybody this may be, and mail a link where there is an address; once.

    A person with a role is the office's, not the commune's.
    """
    people = holders([person.id for person in queries.candidates(login)])
    for person in people:
        commune = person.commune_code if person.learner_only else None
        open_request(
            RequestKind.FORGOTTEN_CODE, at, user_id=person.id, commune_code=commune, typed=login.value
        )
        links.send_link(person.id, settings().site_url, site().name, at)
    if not people:
        open_request(RequestKind.FORGOTTEN_CODE, at, typed=login.value)
