"""A person is removed (law 14): marks in every column that can hold words, and none left anywhere."""

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Enum, LargeBinary, String, func, select, update

from lms import clock
from lms.accounts import merging, requests
from lms.accounts.models import GrantRow, User, UserState
from lms.accounts.requests.models import RequestKind
from lms.audit.models import AuditEntry
from lms.audit.service import record
from lms.certificates import jobs as certificate_jobs
from lms.certificates import retention
from lms.certificates.models import Certificate
from lms.db import Model, db
from lms.ids import new_id
from lms.jobs.models import Job
from lms.learning.models import Completion, Enrolment
from lms.mail.models import Mail, MailState
from lms.office.exports import service as exports
from lms.office.imports import service as imports
from lms.office.imports.columns import RawRow
from lms.privacy import inventory, jobs, ledger, service
from lms.privacy.models import Deletion
from lms.quizzes.models import Answer, Attempt
from lms.storage import get_storage
from tests.factories import ME_LINH, Factory, Person

NAME, PHONE, EMAIL, WORDS = "Giàng Thị Đượm", "0987650123", "duom.canary@example.vn", "chim-yến-kể"
MARKS = (NAME, "giang thi duom", PHONE, EMAIL, WORDS)
ADMIN_PAGE = 20
pytestmark = pytest.mark.both


def text_columns() -> Iterator[tuple[Any, Any]]:
    for table in Model.metadata.sorted_tables:
        for column in table.c:
            if isinstance(column.type, String | JSON | LargeBinary) and not isinstance(column.type, Enum):
                yield table, column


def found_in_database(factory: Factory, marks: tuple[str, ...]) -> list[str]:
    """Every cell of every text column that holds a mark, whichever way JSON has written it."""

    def read() -> list[str]:
        hits = []
        for table, column in text_columns():
            for (value,) in db.session.execute(select(column)):
                text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
                text = text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)
                hits += [f"{table.name}.{column.name}: {mark}" for mark in marks if mark in text]
        return hits

    return list(factory.read(read))


def store(factory: Factory) -> Path:
    return Path(factory.app.extensions["settings"].instance_dir) / "storage"


def found_in_files(factory: Factory, marks: tuple[str, ...]) -> list[str]:
    root = store(factory)
    return [
        f"{path.name}: {mark}"
        for path in root.rglob("*")
        if path.is_file()
        for mark in marks
        if mark.encode() in path.read_bytes()
    ]


@pytest.fixture
def everywhere(factory: Factory) -> Person:
    """Somebody who has left words in every place that takes any."""
    shutil.rmtree(store(factory), ignore_errors=True)
    factory.course()
    person = factory.person(NAME, phone=PHONE, commune=ME_LINH)
    office = factory.person("Phạm Thị Thảo", admin=True)
    certificate_id = factory.certificate(person)
    at = clock.now()
    row = RawRow(2, NAME.upper(), "0987 650 123", WORDS, WORDS)

    def fill() -> None:
        db.session.execute(
            update(User)
            .where(User.id == person.id)
            .values(email=EMAIL, unit=WORDS, position=WORDS, sort_name=WORDS)
        )
        mine = select(Attempt.id).where(Attempt.user_id == person.id)
        db.session.execute(
            update(Answer).where(Answer.attempt_id.in_(mine)).values(value={"text": WORDS}, client_id=WORDS)
        )
        found = db.session.get_one(Certificate, certificate_id)
        found.snapshot = {**found.snapshot, "unit": WORDS}
        found.reason = WORDS
        requests.open_request(
            RequestKind.NAME_CORRECTION, at, user_id=person.id, typed=PHONE, text=WORDS,
            detail={"old": NAME, "new": WORDS}, commune_code=ME_LINH,
        )  # fmt: skip
        record(office.id, "certificates.revoke", "certificate", str(certificate_id), at, {"reason": WORDS})
        record(office.id, "exports.make", "list", "people", at, {"filter_q": NAME, "rows": 1})
        record(office.id, "accounts.change", "user", str(person.id), at, {"unit": WORDS})
        db.session.add(
            Mail(
                id=new_id(), key=f"x:{EMAIL}", address=EMAIL, subject=WORDS, body=WORDS, seed=None,
                state=MailState.SENT, created_at=at, sent_at=at,
            )
        )  # fmt: skip
        imports.keep([row], f"{WORDS}.xlsx", None, None, office.id, at)
        export_id = exports.ask("people", "csv", {"q": NAME}, office.id, at)
        get_storage().put(exports.file_key(export_id, "csv"), f"{NAME},{PHONE}".encode(), "text/csv")
        job = db.session.scalars(select(Job).where(Job.kind == exports.MAKE)).one()
        job.reason = f"Traceback {NAME}"
        for kind in ("pdf", "png"):
            key = certificate_jobs.file_key(certificate_id, kind)
            get_storage().put(key, NAME.encode(), certificate_jobs.TYPES[kind])

    factory.write(fill)
    return person


def remove(factory: Factory, person: Person) -> None:
    """As the office does it, and then the worker."""
    office = factory.person("Lê Văn Duyệt", admin=True)
    request_id = factory.write(service.ask_deletion, person.id, clock.now())
    factory.write(service.approve_deletion, request_id, office.id, clock.now())
    with factory.app.app_context():
        jobs.remove({"user_id": str(person.id)}, clock.now())
        jobs.remove({"user_id": str(person.id)}, clock.now())  # after a crash it runs again
        files = db.session.scalars(select(Job.payload).where(Job.kind == "privacy.remove-files")).all()
        for payload in files:
            jobs.remove_files(payload, clock.now())


def test_the_marks_are_found_before(factory: Factory, everywhere: Person) -> None:
    """What the next test looks for is really there: else it would prove nothing."""
    columns = {hit.split(":")[0] for hit in found_in_database(factory, MARKS)}
    wanted = {
        "users.full_name", "users.folded_name", "users.phone", "users.email", "users.unit", "users.position",
        "users.sort_name", "answers.value", "answers.client_id", "certificates.snapshot",
        "certificates.reason", "requests.typed", "requests.text", "requests.detail", "audit_entries.detail",
        "mails.address", "mails.subject", "mails.body", "mails.key", "people_imports.rows",
        "people_imports.file_name", "exports.filters", "jobs.reason",
    }  # fmt: skip
    assert wanted <= columns, wanted - columns
    assert len(found_in_files(factory, MARKS)) >= 4


def test_nothing_is_left_but_the_register(factory: Factory, everywhere: Person) -> None:
    facts = [
        factory.read(lambda model=model: db.session.scalar(select(func.count()).select_from(model)))
        for model in (Enrolment, Completion, Attempt, Certificate)
    ]
    remove(factory, everywhere)
    marks = (*MARKS, str(everywhere.id), everywhere.id.hex, everywhere.user_code)
    # The list of deletions names the old id, and so does the job that was asked to do this one.
    allowed = {f"{place}: {mark}" for place in ("deletions.user_id", "jobs.payload") for mark in marks[-3:-1]}
    hits = [hit for hit in found_in_database(factory, marks) if hit not in allowed]
    assert hits == [f"certificates.snapshot: {NAME}"]
    snapshot = factory.read(lambda: db.session.scalars(select(Certificate.snapshot)).one())
    assert {key for key, value in snapshot.items() if value == NAME} == inventory.KEPT_IN_REGISTER
    assert found_in_files(factory, MARKS) == []
    again = [
        factory.read(lambda model=model: db.session.scalar(select(func.count()).select_from(model)))
        for model in (Enrolment, Completion, Attempt, Certificate)
    ]
    assert again == facts
    assert factory.read(lambda: db.session.get(User, everywhere.id)) is None
    scores = factory.read(lambda: db.session.scalars(select(Attempt.score)).all())
    assert all(score is not None for score in scores)


def test_the_random_id_is_linked_to_nothing(factory: Factory, everywhere: Person) -> None:
    remove(factory, everywhere)
    nobody = factory.read(
        lambda: db.session.scalars(select(User).where(User.state == UserState.ERASED)).one()
    )
    assert nobody.id.version == 4  # other ids tell when they were made
    rows = factory.read(lambda: db.session.scalars(select(Deletion)).all())
    assert [row.user_id for row in rows] == [everywhere.id]
    assert rows[0].done_at is not None
    entries = factory.read(
        lambda: db.session.scalars(select(AuditEntry).where(AuditEntry.action == "privacy.erase")).all()
    )
    assert [entry.target_id for entry in entries] == [""]


def test_accounts_merged_into_the_person_go_too(factory: Factory, everywhere: Person) -> None:
    """The old account of a merge keeps its name and phone: it is the same person's."""
    second_name, second_phone = "Giàng Thị Mỉ", "0976540321"
    second = factory.person(second_name, phone=second_phone)
    stranger = factory.person("Vi Văn Ở", phone="0911222333")
    office = factory.person("Phạm Thị Thảo", admin=True)
    factory.write(merging.merge, everywhere.id, second.id, "kept", "kept", office.id, clock.now())
    marks = (second_name, "giang thi mi", second_phone, second.user_code)
    assert "users.phone" in {hit.split(":")[0] for hit in found_in_database(factory, marks)}
    remove(factory, everywhere)
    assert found_in_database(factory, (*marks, str(second.id), second.id.hex)) == []
    assert factory.read(lambda: db.session.get(User, second.id)) is None
    assert factory.read(lambda: db.session.get(User, stranger.id)).full_name == "Vi Văn Ở"
    with factory.app.app_context():  # a backup from before the merge has both accounts
        assert {everywhere.id, second.id} <= set(ledger.read())


def test_people_with_roles_stay_until_the_role_is_taken(factory: Factory) -> None:
    admin = factory.person("Phạm Thị Thảo", admin=True)
    request_id = factory.write(service.ask_deletion, admin.id, clock.now())
    with pytest.raises(service.HasRoles):
        factory.write(service.approve_deletion, request_id, admin.id, clock.now())
    assert factory.read(lambda: db.session.scalar(select(func.count()).select_from(GrantRow))) == 1


def test_a_restored_backup_forgets_again(factory: Factory) -> None:
    person = factory.person(NAME, phone=PHONE)
    with factory.app.app_context():
        ledger.keep(person.id, clock.now())  # the list outside the database knows what the backup does not
    result = factory.app.test_cli_runner().invoke(args=["privacy", "replay-deletions"])
    assert "1 people removed again" in result.output
    assert found_in_database(factory, (NAME, PHONE)) == []
    again = factory.app.test_cli_runner().invoke(args=["privacy", "replay-deletions"])
    assert ", 0 people removed again" in again.output


def test_the_register_forgets_when_its_time_is_over(factory: Factory, everywhere: Person) -> None:
    remove(factory, everywhere)
    job = factory.read(lambda: db.session.scalars(select(Job).where(Job.kind == retention.END)).one())
    with factory.app.app_context():
        retention.end(job.payload, job.due_at - timedelta(days=1))
    assert found_in_database(factory, (NAME,))
    with factory.app.app_context():
        retention.end(job.payload, job.due_at)
    assert found_in_database(factory, (NAME,)) == []


def test_every_text_column_is_in_the_inventory() -> None:
    """Whoever adds a column for words says in lms/privacy/inventory.py how a deletion empties it."""
    unknown = []
    for table, column in text_columns():
        emptied = inventory.EMPTIED.get(table.name, ("", {}))[1]
        listed = inventory.BY_HAND.get(table.name, frozenset()) | inventory.PLAIN.get(table.name, frozenset())
        if table.name not in inventory.CONTENT and column.name not in {*emptied, *listed}:
            unknown.append(f"{table.name}.{column.name}")
    assert not unknown, f"not in lms/privacy/inventory.py: {unknown}"
