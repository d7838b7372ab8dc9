"""Mail goes out once, after the commit; a killed sender leaves a state, never a second copy (F18)."""

import smtplib
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms import clock
from lms.config import settings
from lms.db import atomic, db
from lms.jobs.models import Job
from lms.mail import adapters, jobs, service
from lms.mail.models import Mail, MailState
from lms.mail.rules import message

pytestmark = pytest.mark.usefixtures("context")


def queued(key: str | None = None, body: str = "Bấm vào: {secret}") -> tuple[Any, str | None]:
    with atomic():
        secret = service.queue("lanh@example.vn", "Đặt lại\r\nBcc: x@y.vn", body, clock.now(), key)
    rows = db.session.scalars(select(Mail).order_by(Mail.id)).all()
    return rows[-1].id, secret


def run(mail_id: Any) -> None:
    jobs.send({"mail_id": str(mail_id)}, clock.now())


def state(mail_id: Any) -> MailState:
    db.session.rollback()
    return db.session.scalars(select(Mail.state).where(Mail.id == mail_id)).one()


def outbox() -> list[Path]:
    return sorted((settings().instance / "mail").glob("*.eml"))


@pytest.fixture(autouse=True)
def empty_folder(app: Flask) -> None:
    for file in (Path(app.instance_path) / "mail").glob("*.eml"):
        file.unlink()


def test_a_message_is_sent_once_and_its_text_is_not_kept() -> None:
    mail_id, secret = queued()
    assert secret
    stored = [db.session.execute(select(table.__table__)).all() for table in (Mail, Job)]
    assert secret not in repr(stored), "the outbox holds the secret in clear (S47)"
    run(mail_id)
    run(mail_id)
    (file,) = outbox()
    read = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert read["Bcc"] is None
    assert secret in read.get_content()  # type: ignore[attr-defined]
    assert state(mail_id) is MailState.SENT
    assert db.session.scalars(select(Mail.body).where(Mail.id == mail_id)).one() == ""


def test_nothing_goes_out_of_a_transaction_that_failed() -> None:
    def fail() -> None:
        with atomic():
            service.queue("lanh@example.vn", "x", "y", clock.now())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert db.session.scalars(select(Job)).all() == []


def test_the_same_key_is_one_message() -> None:
    queued("reset:1")
    _mail, again = queued("reset:1")
    assert again is None
    assert len(db.session.scalars(select(Mail)).all()) == 1


@pytest.mark.parametrize("address", ["a@b.vn\nBcc: c@d.vn", "không phải", "a@b.vn,c@d.vn"])
def test_a_bad_address_is_refused(address: str) -> None:
    with pytest.raises(service.BadAddress), atomic():
        service.queue(address, "x", "y", clock.now())


def test_killed_while_sending_it_is_not_sent_again() -> None:
    mail_id, _secret = queued()
    with atomic():
        assert service.claim(mail_id)  # ... and the process dies here, before or after the server took it
    run(mail_id)
    assert not outbox()
    assert state(mail_id) is MailState.UNKNOWN


class Server:
    """An SMTP server's answers, as smtplib gives them."""

    def __init__(self, answer: Exception) -> None:
        self.answer = answer

    def send_message(self, _message: Any) -> None:
        raise self.answer

    def close(self) -> None:
        """Nothing to close."""


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        (smtplib.SMTPDataError(451, b"later"), MailState.WAITING),
        (smtplib.SMTPServerDisconnected("gone"), MailState.UNKNOWN),
        (TimeoutError(), MailState.UNKNOWN),
    ],
)
def test_a_refusal_waits_a_broken_line_does_not(
    monkeypatch: pytest.MonkeyPatch, answer: Exception, left: MailState
) -> None:
    mail_id, _secret = queued()
    smtp = adapters.Smtp("smtp://127.0.0.1:1")
    monkeypatch.setattr(smtp, "_connect", lambda: Server(answer))
    monkeypatch.setattr(jobs, "adapter", lambda *_: smtp)
    if left is MailState.WAITING:
        with pytest.raises(adapters.NotSent):
            run(mail_id)
    else:
        run(mail_id)
    assert state(mail_id) is left


def test_no_server_means_try_again() -> None:
    with pytest.raises(adapters.NotSent):
        adapters.Smtp("smtp://127.0.0.1:1").send(_message())


def _message() -> Any:
    return message(sender="a@b.vn", address="c@d.vn", subject="x", body="y", message_id="<1@b.vn>")
