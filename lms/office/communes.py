"""The people of a commune as its contact sees them: where each stands, no answers, no scores."""

from datetime import datetime, timedelta

from sqlalchemy import and_, case, exists, func, select

from lms.accounts.models import GrantRow, Session, User, UserState
from lms.accounts.queries import never_in
from lms.accounts.requests.models import OPEN, Request, RequestKind
from lms.certificates.models import Certificate
from lms.certificates.rules import CertificateState
from lms.db import Rows, db
from lms.learning.models import Completion, Enrolment, EnrolmentState

QUIET = timedelta(days=14)
STANDINGS = ("help", "new", "idle", "learning", "paper", "done")


def people(communes: frozenset[str], at: datetime, standing: str = "") -> Rows:
    """One row for each person, in Vietnamese order, with where they stand; "" for all.

    Of somebody in several courses the most pressing one speaks, in the order of STANDINGS.

    help: asked for a code, or no progress for 14 days; new: never signed in and has not finished on paper;
    idle: studies nothing; paper: waits for a certificate; done: had one, which `held` says is valid still.
    """
    asked = exists().where(
        Request.user_id == User.id, Request.kind == RequestKind.FORGOTTEN_CODE, Request.state.in_(OPEN)
    )
    held = exists().where(
        Certificate.enrolment_id == Enrolment.id, Certificate.state == CertificateState.VALID
    )
    finished = Enrolment.state == EnrolmentState.COMPLETED
    last_done = (
        select(func.max(Completion.at)).where(Completion.enrolment_id == Enrolment.id).scalar_subquery()
    )
    last = select(func.max(Session.last_seen_at)).where(Session.user_id == User.id).scalar_subquery()
    seen = func.coalesce(last, User.first_seen_at)
    moved = func.coalesce(last_done, Enrolment.enrolled_at)
    where = case(
        (asked, "help"),
        (finished & Enrolment.certified_at.is_(None), "paper"),
        (finished, "done"),
        (and_(*never_in()), "new"),
        (Enrolment.id.is_(None), "idle"),
        (moved < at - QUIET, "help"),
        else_="learning",
    )
    pressing = case({one: number for number, one in enumerate(STANDINGS)}, value=where)
    each = (
        select(
            User.id,
            User.full_name,
            User.user_code,
            User.phone,
            User.unit,
            User.sort_key,
            Enrolment.done_count,
            Enrolment.total_count,
            where.label("standing"),
            held.label("held"),
            seen.label("seen_at"),
            (~exists().where(GrantRow.user_id == User.id)).label("learner_only"),
            func.row_number().over(partition_by=User.id, order_by=(pressing, Enrolment.id)).label("place"),
        )
        .outerjoin(Enrolment, (Enrolment.user_id == User.id) & (Enrolment.state != EnrolmentState.LEFT))
        .where(User.commune_code.in_(sorted(communes)), User.state == UserState.ACTIVE)
        .subquery()
    )
    query: Rows = select(each).where(each.c.place == 1).order_by(each.c.sort_key, each.c.id)
    return query.where(each.c.standing == standing) if standing else query


def counts(communes: frozenset[str], at: datetime) -> dict[str, int]:
    """How many stand where; one query."""
    rows = people(communes, at).order_by(None).subquery()
    found = db.session.execute(select(rows.c.standing, func.count()).group_by(rows.c.standing))
    return {row[0]: row[1] for row in found}
