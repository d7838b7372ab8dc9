"""S35: what a person typed stays inside its own header; the secret is not in the outbox."""

import email
from email import policy

import pytest

from lms.mail.adapters import Folder, Smtp, adapter
from lms.mail.rules import address_fault, message, secret_of


def made(subject: str, body: str = "Chào bà Lành.") -> email.message.EmailMessage:
    sent = message(
        sender="hoc@example.vn", address="lanh@example.vn", subject=subject, body=body, message_id="<1@x>"
    )
    return email.message_from_bytes(bytes(sent), policy=policy.default)  # type: ignore[return-value]


@pytest.mark.parametrize("evil", ["a\r\nBcc: x@y.vn", "a\nX: y", "a\x1b[31m", "a\x00b", "a\u2028Bcc: x"])
def test_a_subject_is_one_line(evil: str) -> None:
    read = made(f"Chào {evil}")
    assert read["Bcc"] is None
    assert read["X"] is None
    assert len(read.get_all("Subject")) == 1
    assert "\x1b" not in read["Subject"]


@pytest.mark.parametrize(
    "address",
    ["a@b.vn\r\nBcc: x@y.vn", "a@b.vn, c@d.vn", "<a@b.vn>", "a b@c.vn", "a@b", "", "a@b.vn\n", "@b.vn"],
)
def test_only_one_plain_address_is_written_to(address: str) -> None:
    assert address_fault(address)


def test_an_ordinary_address_is_right() -> None:
    assert not address_fault("nguyen.thi-lanh+ocop@htx.example.vn")


def test_vietnamese_arrives_as_written() -> None:
    read = made("Đặt lại mật khẩu", "Đỗ Thị Ỷ, bấm vào đây.\n")
    assert read["Subject"] == "Đặt lại mật khẩu"
    assert read.get_content().strip() == "Đỗ Thị Ỷ, bấm vào đây."


def test_the_secret_depends_on_seed_and_key() -> None:
    one = secret_of("s", "k")
    assert len(one) == 43
    assert len({one, secret_of("t", "k"), secret_of("s", "l")}) == 3


def test_the_address_of_the_server_is_read(tmp_path) -> None:  # type: ignore[no-untyped-def]
    smtp = Smtp("smtp://office%40x.vn:p%3Aw@mail.x.vn?starttls")
    assert (smtp.host, smtp.port, smtp.user, smtp.password) == ("mail.x.vn", 587, "office@x.vn", "p:w")
    assert smtp.starttls
    assert Smtp("smtps://mail.x.vn").port == 465
    assert isinstance(adapter("", tmp_path), Folder)
