"""Who may do what: every action and every rule, on this one page (law 11).

Routes, templates and jobs ask `allowed(actor, action, target)`. A target is whatever the route loaded; the
rules read plain attributes from it (`user_id`, `course_id`, `enrolled`, `commune_code`), so this page
imports no feature. Readable but forbidden is 403; what a person may not even read is 404, and `HIDDEN` says
of which actions that is true.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Role(StrEnum):
    """Roles that are granted. Everybody with an account is a learner; nothing needs granting for that."""

    TRAINER = "trainer"
    COMMUNE_CONTACT = "commune-contact"
    CLASS_MANAGER = "class-manager"
    ADMIN = "admin"


class Scope(StrEnum):
    """How far a grant reaches."""

    SITE = "site"
    COURSE = "course"
    COMMUNE = "commune"
    CLASS = "class"


SCOPE_OF = {
    Role.TRAINER: Scope.COURSE,
    Role.COMMUNE_CONTACT: Scope.COMMUNE,
    Role.CLASS_MANAGER: Scope.CLASS,
    Role.ADMIN: Scope.SITE,
}


@dataclass(frozen=True, slots=True)
class Grant:
    """One role, in one place. `scope_id`: a course id, a commune code, a class id; empty for an admin."""

    role: str
    scope_kind: str
    scope_id: str


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts, as far as permissions care.

    `id` is None before signing in; `proved_at` is when the password was last given in this session;
    `viewer_id` is the admin who looks at the pages as this person, and may change nothing (S54).
    """

    id: UUID | None = None
    full_name: str = ""
    grants: frozenset[Grant] = frozenset()
    session_id: UUID | None = None
    locale: str | None = None
    proved_at: datetime | None = None
    viewer_id: UUID | None = None

    @property
    def is_admin(self) -> bool:
        """True for the office."""
        return any(grant.role == Role.ADMIN for grant in self.grants)

    def teaches(self, course_id: str) -> bool:
        """True for a trainer of this very course."""
        return Grant(Role.TRAINER, Scope.COURSE, course_id) in self.grants

    @property
    def courses(self) -> frozenset[str]:
        """The ids of the courses this person teaches."""
        return frozenset(grant.scope_id for grant in self.grants if grant.role == Role.TRAINER)

    @property
    def communes(self) -> frozenset[str]:
        """The codes of the communes this person looks after."""
        return frozenset(grant.scope_id for grant in self.grants if grant.role == Role.COMMUNE_CONTACT)


ANONYMOUS = Actor()


class Can(StrEnum):
    """Every action of the platform."""

    PUBLIC = "public"
    SIGN_IN = "sign-in"
    SEE_OWN_PAGES = "see-own-pages"
    EDIT_OWN_ACCOUNT = "edit-own-account"
    END_SESSION = "end-session"
    ENROL_SELF = "enrol-self"
    READ_COURSE = "read-course"
    STUDY_COURSE = "study-course"
    START_ATTEMPT = "start-attempt"
    READ_ATTEMPT = "read-attempt"
    SAVE_ANSWER = "save-answer"
    SUBMIT_ATTEMPT = "submit-attempt"
    READ_CERTIFICATE = "read-certificate"
    SEND_UPLOAD = "send-upload"
    SEE_WORK = "see-work"
    EDIT_WORK = "edit-work"
    EDIT_PHRASE = "edit-phrase"
    WAIVE_WORK = "waive-work"
    MANAGE_VIDEOS = "manage-videos"
    SEE_OFFICE = "see-office"
    MANAGE_ENROLMENTS = "manage-enrolments"
    ISSUE_CERTIFICATES = "issue-certificates"
    READ_AUDIT_LOG = "read-audit-log"
    EDIT_SETTINGS = "edit-settings"
    # People, by the office.
    MANAGE_PEOPLE = "manage-people"
    DISABLE_PERSON = "disable-person"
    CHANGE_ROLES = "change-roles"
    MERGE_PEOPLE = "merge-people"
    VIEW_SENSITIVE = "view-sensitive"
    IMPORT_PEOPLE = "import-people"
    EXPORT_PEOPLE = "export-people"
    REMOVE_PERSON = "remove-person"
    VIEW_AS = "view-as"
    STOP_VIEWING = "stop-viewing"
    # People of a commune, by its contact and the office.
    SEE_OWN_COMMUNE = "see-own-commune"
    ISSUE_LOGIN_CODE = "issue-login-code"
    HANDLE_REQUEST = "handle-request"
    PROPOSE_PEOPLE = "propose-people"
    # Attempts and marks of a course, by its trainers and the office.
    TEACH_COURSE = "teach-course"


Rule = Callable[[Actor, Any], bool]


def anyone(_actor: Actor, _target: Any) -> bool:
    """Everybody, signed in or not."""
    return True


def signed_in(actor: Actor, _target: Any) -> bool:
    """Anybody with an account."""
    return actor.id is not None


def admin(actor: Actor, _target: Any) -> bool:
    """The office."""
    return actor.is_admin


def looking(actor: Actor, _target: Any) -> bool:
    """An admin who looks at the pages as somebody else."""
    return actor.viewer_id is not None


def owner(actor: Actor, target: Any) -> bool:
    """The person whom the target belongs to, and nobody else."""
    return actor.id is not None and target is not None and target.user_id == actor.id


def owner_or_admin(actor: Actor, target: Any) -> bool:
    """The person whom the target belongs to, or the office."""
    return actor.is_admin or owner(actor, target)


def course_reader(actor: Actor, target: Any) -> bool:
    """Who may read lessons: the enrolled, the trainers of this course, the office."""
    if actor.id is None or target is None:
        return False
    return bool(target.enrolled) or actor.is_admin or actor.teaches(target.course_id)


def contact(actor: Actor, target: Any) -> bool:
    """The contact of the target's commune, and the office.

    Without a target: whoever looks after some commune; the pages then show only what `actor.communes` says.
    Such a right reaches names, state and progress of people, never answers, scores or practical work.
    """
    if actor.is_admin:
        return True
    communes = actor.communes
    return bool(communes) if target is None else target.commune_code in communes


def teacher(actor: Actor, target: Any) -> bool:
    """The trainers of the target's course, and the office.

    Without a target: whoever teaches some course; the page then shows only what `actor.courses` says.
    """
    if actor.is_admin:
        return True
    return bool(actor.courses) if target is None else actor.teaches(target.course_id)


def work_reader(actor: Actor, target: Any) -> bool:
    """Practical work: its owner, the course's trainers, the office; the class too, where it is shown."""
    return owner(actor, target) or teacher(actor, target) or (actor.id is not None and bool(target.shown))


def enrolled(actor: Actor, target: Any) -> bool:
    """The enrolled learner only: completions and attempts are always one's own."""
    return actor.id is not None and target is not None and bool(target.enrolled)


POLICY: dict[Can, Rule] = {
    Can.PUBLIC: anyone,
    Can.SIGN_IN: anyone,
    Can.SEE_OWN_PAGES: signed_in,
    Can.EDIT_OWN_ACCOUNT: signed_in,
    Can.END_SESSION: owner,
    Can.ENROL_SELF: signed_in,
    Can.READ_COURSE: course_reader,
    Can.STUDY_COURSE: enrolled,
    Can.START_ATTEMPT: enrolled,
    Can.READ_ATTEMPT: owner,
    Can.SAVE_ANSWER: owner,
    Can.SUBMIT_ATTEMPT: owner,
    Can.READ_CERTIFICATE: owner_or_admin,
    Can.SEND_UPLOAD: owner,
    Can.SEE_WORK: work_reader,
    Can.EDIT_WORK: owner,
    Can.EDIT_PHRASE: owner,
    Can.WAIVE_WORK: admin,
    Can.MANAGE_VIDEOS: teacher,
    Can.SEE_OFFICE: admin,
    Can.MANAGE_ENROLMENTS: admin,
    Can.ISSUE_CERTIFICATES: admin,
    Can.READ_AUDIT_LOG: admin,
    Can.EDIT_SETTINGS: admin,
    Can.MANAGE_PEOPLE: admin,
    Can.DISABLE_PERSON: admin,
    Can.CHANGE_ROLES: admin,
    Can.MERGE_PEOPLE: admin,
    Can.VIEW_SENSITIVE: admin,
    Can.IMPORT_PEOPLE: admin,
    Can.EXPORT_PEOPLE: admin,
    Can.REMOVE_PERSON: admin,
    Can.VIEW_AS: admin,
    Can.STOP_VIEWING: looking,
    Can.SEE_OWN_COMMUNE: contact,
    Can.ISSUE_LOGIN_CODE: contact,
    Can.HANDLE_REQUEST: contact,
    Can.PROPOSE_PEOPLE: contact,
    Can.TEACH_COURSE: teacher,
}

# A person who may not do one of these may not know that the target exists: the answer is 404, not 403.
HIDDEN: frozenset[Can] = frozenset(
    {
        Can.END_SESSION,
        Can.READ_ATTEMPT,
        Can.SAVE_ANSWER,
        Can.SUBMIT_ATTEMPT,
        Can.READ_CERTIFICATE,
        Can.SEE_OWN_COMMUNE,
        Can.ISSUE_LOGIN_CODE,
        Can.HANDLE_REQUEST,
        Can.PROPOSE_PEOPLE,
        Can.TEACH_COURSE,
        Can.SEND_UPLOAD,
        Can.MANAGE_VIDEOS,
        Can.SEE_WORK,
        Can.EDIT_WORK,
        Can.EDIT_PHRASE,
    }
)


# All that is left to who looks at the pages as somebody else. What is sent is refused before any of this is
# asked; this is the second wall (S54).
LOOKING: frozenset[Can] = frozenset(
    {
        Can.PUBLIC,
        Can.SEE_OWN_PAGES,
        Can.READ_COURSE,
        Can.STUDY_COURSE,
        Can.READ_ATTEMPT,
        Can.READ_CERTIFICATE,
        Can.SEE_WORK,
        Can.STOP_VIEWING,
    }
)


def allowed(actor: Actor, action: Can, target: Any = None) -> bool:
    """True when `actor` may do `action` to `target`. Raises KeyError for an action without a rule."""
    if actor.viewer_id is not None and action not in LOOKING:
        return False
    return POLICY[action](actor, target)
