"""Two ways out: an SMTP server, or files of the instance folder where none is named."""

import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

TIMEOUT = 20  # seconds


class NotSent(Exception):
    """The message has certainly not gone out; trying again is safe. Says what was refused, no address."""


class Unclear(Exception):
    """The connection broke after the message was handed over: it may have gone out."""


class Adapter(Protocol):
    """What sends a message. Raises NotSent or Unclear."""

    def send(self, message: EmailMessage) -> None:
        """Send one message."""


class Folder:
    """Files under INSTANCE_DIR/mail, one a message, for development and for offices without a mail server."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, message: EmailMessage) -> None:
        """Write the message to a file named after its id."""
        name = message["Message-ID"].strip("<>").split("@")[0]
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self.path / f"{name}.eml").write_bytes(bytes(message))
        except OSError as error:
            raise NotSent(f"cannot write: {error.strerror}") from error


class Smtp:
    """smtp://user:password@host:port, with STARTTLS after `?starttls`; smtps:// speaks TLS from the start."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.tls = parts.scheme == "smtps"
        self.starttls = "starttls" in parse_qs(parts.query, keep_blank_values=True)
        self.host = parts.hostname or "localhost"
        self.port = parts.port or (465 if self.tls else 587 if self.starttls else 25)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")

    def send(self, message: EmailMessage) -> None:
        """Send one message over a connection of its own."""
        try:
            server = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(f"no connection: {type(error).__name__}") from error
        try:
            server.send_message(message)
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
            raise NotSent(f"refused: {type(error).__name__}") from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unclear(type(error).__name__) from error
        finally:
            server.close()

    def _connect(self) -> smtplib.SMTP:
        secure = ssl.create_default_context()
        if self.tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=secure)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        try:
            if self.starttls:
                server.starttls(context=secure)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def adapter(url: str, instance: Path) -> Adapter:
    """The way out that MAIL_URL names."""
    return Smtp(url) if url else Folder(instance / "mail")
