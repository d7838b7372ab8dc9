"""The maker of certificates reads texts as texts: it runs no code, opens no file, asks nobody."""

import io
import socket
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from pypdf import PdfReader

from lms.certificates import paper
from lms.certificates.rules import Snapshot, new_code

#: Papers are drawn from a snapshot at hand.
pytestmark = pytest.mark.once

HOSTILE = (
    '#read("/etc/passwd")',
    '#image("/etc/passwd")',
    '#include "/etc/hosts"',
    '#eval("1 + 48")',
    "#{7*7} ${7*7} {{7*7}} {% import os %}",
    '<img src="http://127.0.0.1:PORT/x">',
    "<link rel=stylesheet href=file:///etc/passwd>",
    ']#panic("x")[',
    '"#sys.inputs',
    "$ sum_(k=1)^n k $ *đậm* _nghiêng_ @ref <nhãn>",
    "\\u{41} \\ \\n #[x] // ghi chú /* x */",
    '<svg xmlns:xlink="x"><image xlink:href="http://127.0.0.1:PORT/y"/></svg>',
)


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A port that writes down whoever knocks."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    hits: list[bytes] = []
    stopping = threading.Event()

    def listen() -> None:
        while not stopping.is_set():
            try:
                connection, _address = server.accept()
            except TimeoutError:
                continue
            with connection:
                hits.append(connection.recv(1000))

    thread = threading.Thread(target=listen)
    thread.start()
    yield server.getsockname()[1], hits
    stopping.set()
    thread.join()
    server.close()


def snapshot(text: str) -> Snapshot:
    """A certificate that says `text` wherever a person or an office can write."""
    return Snapshot(
        full_name=text, unit=text, course=text, periods=2, started_on="2026-11-01", completed_on="2026-11-20",
        issued_on="2026-11-23", number=text[:40], parent_body=text, issuing_body=text, place=text[:20],
        signer_title=text, signer_name=text, edition="0.1", note=text,
    )  # fmt: skip


def squeezed(text: str) -> str:
    return "".join(text.split()).lower()


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_are_printed_as_they_are(app: Flask, listener: tuple[int, list[bytes]], text: str) -> None:
    """S32, S31: nobody is asked, no file is read, and the PDF says the text literally."""
    port, hits = listener
    text = text.replace("PORT", str(port))
    made = paper.pdf(snapshot(text), new_code(), "http://127.0.0.1:8000")
    reader = PdfReader(io.BytesIO(made))
    assert len(reader.pages) == 1
    words = squeezed(reader.pages[0].extract_text())
    assert squeezed(text) in words
    assert "root:" not in words
    assert b"root:x:0" not in made
    for page in reader.pages:
        links = [one.get_object().get("/A", {}) for one in page.get("/Annots", [])]
        assert not links, "texts make no links"
    assert not hits


def test_the_picture_asks_nobody_either(app: Flask, listener: tuple[int, list[bytes]]) -> None:
    """S32: the same for the PNG."""
    port, hits = listener
    text = HOSTILE[5].replace("PORT", str(port)) + HOSTILE[0]
    assert paper.png(snapshot(text[:110]), new_code(), "http://127.0.0.1:8000").startswith(b"\x89PNG")
    assert not hits


def test_the_listener_hears(listener: tuple[int, list[bytes]]) -> None:
    """S32: the witness is awake."""
    port, hits = listener
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"GET /x")
    for _ in range(50):
        if hits:
            break
        threading.Event().wait(0.05)
    assert hits == [b"GET /x"]
