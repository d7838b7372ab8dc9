"""Whatever an address, form or header holds: an answer below 500, the same rows, no file, one line."""

import io
import json
import logging
import re
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import PathConverter, UnicodeConverter

from lms.accounts.rules import read_login
from lms.names import fold, nfc
from lms.paths import DIST, ROOT
from tests.client import CheckingClient
from tests.factories import PASSWORD, Factory
from tests.markup_check import parse
from tests.pages.security.world import MANY, World, raw, row_counts

OPERATORS = (
    "'", '"', "''", "`", "\\", "\\'", "';--", "' OR '1'='1", '" OR ""="', "1 OR 1=1", "1; DROP TABLE users",
    "') OR ('1'='1", "' UNION SELECT NULL--", "%", "%%", "_", "%' ESCAPE '!", "%s", "%(id)s", "{0}", "${1}",
    ":id", "?", "*/", "/*", "--", "#", "||", "&&", "(", ")", "[", "]]", "\x00", "\x1a", "\ud83d", "💥", "ﬀ",
    "1e999", "NaN", "-1", "0", "9" * 400, "a" * 5_000, "\r\nX-Bad: 1", "../../etc/passwd", "null", "true",
    "[1]", '{"$gt":""}', "<x-y>", "%00", "%27", "0x27", "pg_sleep(9)", "CHAR(39)", "'||(SELECT 1)||'",
)  # fmt: skip
#: What a database may take otherwise than another: quotes and escapes, NUL, odd letters, numbers, length.
DATABASES_DIFFER = ("'", "\\'", "%' ESCAPE '!", "%s", ":id", "\x00", "\ud83d", "💥", "1e999", "NaN", "-1",
                    "9" * 400, "a" * 5_000)  # fmt: skip
PARAMETERS = ("q", "page", "state", "course", "action", "code", "next", "audience", "topic", "of", "download",
              "key", "type", "name", "expires", "signature", "lang")  # fmt: skip

_UP = ("../", "..\\", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "%252e%252e%252f", "..%c0%af", "..%255c",
       "....//", "..;/", "..%00/", "%uff0e%uff0e/", "．．/", "..\u2215", "/%2e%2e/", "..\\/")  # fmt: skip
_FILES = ("etc/passwd", "proc/self/environ", "etc/passwd%00.png", "setup.cfg", "lms.sqlite3")
TRAVERSALS = [
    *(up * depth + file for up in _UP for depth in (1, 8) for file in _FILES),
    "/etc/passwd", "//etc/passwd", "file:///etc/passwd", "C:\\windows\\win.ini", "%2fetc%2fpasswd",
    "....", "..", ".", "%2e", "~root/.ssh/id_rsa", "\\\\host\\share", "CON", "vi/../../etc/passwd",
]  # fmt: skip


def share(tricks: Sequence[str], nth: int, parts: int) -> Sequence[str]:
    """The nth of `parts` shares: routes take turns, so that each trick is played on many and all on a few."""
    return tricks[nth % parts :: parts]


#: Of these people only the forms that nobody before them reaches are tried.
OWN_FORMS = {"trainer": ("quizzes.", "exceptions.", "papers."), "contact": ("communes.",)}
#: How many routes share all tricks among them.
SHARES = {"admin": 14, "trainer": 14, "contact": 14}


def tricks(on_postgresql: bool, role: str, nth: int) -> Sequence[str]:
    """What the nth route is tried with: on PostgreSQL a share of what databases take differently."""
    return share(DATABASES_DIFFER, nth, 6) if on_postgresql else share(OPERATORS, nth, SHARES.get(role, 28))


@pytest.mark.parametrize("role", ["anonymous", pytest.param("learner A", marks=pytest.mark.once), "admin"])
def test_every_parameter_of_every_get_takes_anything(world: World, role: str, on_postgresql: bool) -> None:
    """S34: operators in all query parameters of each GET route at once, and in each text of the path.

    Routes take turns with the operators; make soak tries all of them on all routes.
    """
    ask_anything(world, role, lambda nth: tricks(on_postgresql, role, nth))


@pytest.mark.soak
@pytest.mark.parametrize("role", ["anonymous", "learner A", "trainer", "admin"])
def test_every_parameter_of_every_get_takes_everything(world: World, role: str) -> None:
    """S34: the same with every operator on every route."""
    ask_anything(world, role, lambda _nth: OPERATORS)


def ask_anything(world: World, role: str, of_route: Callable[[int], Sequence[str]]) -> None:
    client, before, wrong = raw(world, role), row_counts(world.factory), []
    for nth, rule in enumerate(world.rules()):
        if "GET" not in (rule.methods or set()) or rule.endpoint.startswith("health."):
            continue
        texts = [name for name in rule.arguments if _is_text(rule, name)]
        for value in of_route(nth):
            value = value.encode("utf-8", "replace").decode()
            query = dict.fromkeys(PARAMETERS, value)
            addresses = [(world.address(rule), query)]
            addresses += [(world.address(rule, **{name: value or "x"}), {}) for name in texts]
            for address, asked in addresses:
                answer = client.get(address, query_string=asked, buffered=True)
                if answer.status_code >= 500:
                    wrong.append(f"{address} {value!r}: {answer.status}")
                if "X-Bad" in answer.headers:
                    wrong.append(f"{address} {value!r}: a header of the sender's own")
    assert not wrong, "\n".join(wrong)
    after = row_counts(world.factory)
    # A refusal is noted, reading is not.
    assert {**after, "audit_entries": 0} == {**before, "audit_entries": 0}


@pytest.mark.parametrize(
    "role",
    ["anonymous", pytest.param("learner A", marks=pytest.mark.once), "trainer", "contact", "admin"],
)
def test_every_field_of_every_form_takes_anything(world: World, role: str, on_postgresql: bool) -> None:
    """S34, S20: operators in every field of every form: below 500, and only audit rows may be added."""
    send_anything(world, role, lambda nth: tricks(on_postgresql, role, nth))


@pytest.mark.soak
@pytest.mark.parametrize("role", ["anonymous", "learner A", "trainer", "contact", "admin"])
def test_every_field_of_every_form_takes_everything(world: World, role: str) -> None:
    """S34, S20: the same with every operator in every form."""
    send_anything(world, role, lambda _nth: OPERATORS)


def send_anything(world: World, role: str, of_route: Callable[[int], Sequence[str]]) -> None:
    checking, before, wrong = world.clients[role], row_counts(world.factory), []
    names = ["login", "password", "full_name", "unit", "position", "training", "person", "held", "next",
             "lang", "old", "new", "course_id", "enrolment", "act", "reason", "name", "colour",
             "price", "fixed", "item", "quantity", "a.ghi-khi-nao", "a.tien-20-tui", "a.so-ban-thu",
             "shown.x", "unit_code", "issuing_body", "confirmed", "number_pattern",
             "people", "note", "commune", "xa", "learner", "minutes", "attempts", "closes", "points",
             "comment", "user", "variant", "meant", "kind", "format", "birth_year", "gender", "phone",
             "email", "commune_code", "place_asked", "place_q", "role", "scope", "find", "token",
             "code"]  # fmt: skip
    skipped = {"accounts.sign_out", "quizzes.submit", "accounts.register_send", "learning.lesson_done"}
    client = raw(world, role)
    page = client.get("/sign-in" if role == "anonymous" else "/account").text
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    assert checking is not client
    for nth, rule in enumerate(world.rules()):
        if "POST" not in (rule.methods or set()) or rule.endpoint in skipped:
            continue
        if not rule.endpoint.startswith(OWN_FORMS.get(role, "")):
            continue
        for value in of_route(nth):
            data = dict.fromkeys(names, value.encode("utf-8", "replace").decode())
            answer = client.post(world.address(rule), data={**data, "csrf_token": found[1]}, buffered=True)
            if answer.status_code >= 500:
                wrong.append(f"{rule.rule} {value!r}: {answer.status}")
    assert not wrong, "\n".join(wrong)
    after = row_counts(world.factory)
    grown = {name for name, count in after.items() if count != before[name]}
    # What the honest buttons do, whatever is typed beside them: enrol, start, draw, change one's details.
    assert grown <= {"audit_entries", "answers", "enrolments", "attempts", "site_settings", "jobs",
                     "certificates", "sign_in_failures", "door_failures", "requests",
                     "name_words", "papers"}, grown  # fmt: skip
    assert after["users"] == before["users"]
    assert after["grants"] == before["grants"]


def test_operators_find_no_more_than_they_say(world: World) -> None:
    """S34: wildcards and quotes in a search are letters like others, and never match everything."""
    client = world.clients["admin"]
    for value in ("%", "_", "' OR '1'='1", "%%%", "\\"):
        for address in ("/search", "/office/enrolments", "/office/certificates/issued", "/office/audit"):
            name = "action" if address.endswith("audit") else "q"
            page = client.get(address, query_string={name: value}, queries=MANY, status=200)
            if address == "/office/audit":
                assert "accounts.sign-in" not in page.text
    hits = client.get("/search", query_string={"q": "ban%tuan"}, queries=MANY).text
    assert "<mark>" not in hits


@pytest.mark.once  # files are no matter of the database
@pytest.mark.parametrize(
    ("role", "parts"),
    [
        ("admin", 20),
        ("learner A", 40),
        *(pytest.param(one, 1, marks=pytest.mark.soak) for one in ("admin", "learner A")),
    ],
)
def test_paths_lead_to_no_file(world: World, role: str, parts: int) -> None:
    """S41: some 180 traversals of our own in each text of each path: 400, 404 or the app's own redirect.

    Routes take turns with a share of them each; make soak, and the door of the store, plays all on each.
    """
    assert len(TRAVERSALS) > 170
    secret = world.app.config["SECRET_KEY"]
    client = raw(world, role)
    for nth, rule in enumerate(world.rules()):
        if "GET" not in (rule.methods or set()):
            continue
        for name in rule.arguments:
            marked = world.address(rule, **{name: MARK if _is_text(rule, name) else world.values[name]})
            if MARK not in marked:
                continue
            whole = rule.endpoint.startswith("storage.") and role == "admin"
            for text in TRAVERSALS if whole else share(TRAVERSALS, nth, parts):
                address = marked.replace(MARK, quote(text, safe="/%\\;:~."))
                answer = client.get(address, buffered=True)
                assert answer.status_code in (400, 404, 308, 302, 405, 429), f"{address}: {answer.status}"
                for leak in (b"root:", b"[metadata]", b"SQLite format", secret.encode()):
                    assert leak not in answer.data, f"{address} gives a file away"


MARK = "MARK-OF-A-PLACE"


def _is_text(rule: Any, name: str) -> bool:
    return isinstance(rule._converters[name], UnicodeConverter | PathConverter)


def test_static_paths_lead_to_no_file(app: Flask) -> None:
    """S41: the same for the built files, which another program hands out."""
    client = FlaskClient(app)
    assert (ROOT / "setup.cfg").exists() and DIST.exists()
    for text in TRAVERSALS:
        answer = client.get("/static/dist/" + quote(text, safe="/%\\;:~."), buffered=True)
        assert answer.status_code in (400, 404, 308), text
        assert b"[metadata]" not in answer.data and b"root:" not in answer.data


@pytest.fixture
def lines(app: Flask) -> Iterator[io.StringIO]:
    """What the platform's log says, as its own formatter writes it."""
    log = logging.getLogger("lms")
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(log.handlers[0].formatter)
    log.addHandler(handler)
    yield written
    log.removeHandler(handler)


FORGED = "\r\n2026-01-01 00:00:00 INFO forged\x1b[31m\x1b]0;x\x07\u2028\x85"


def test_a_failure_is_one_line_of_the_log(
    app: Flask, client: CheckingClient, lines: Any, monkeypatch: Any
) -> None:
    """S35: what a visitor sent, wherever it stands, cannot begin a line nor colour the terminal."""

    def broken(**_: Any) -> Any:
        raise ValueError(f"cannot read {FORGED}")

    monkeypatch.setitem(app.view_functions, "courses.catalogue", broken)
    client.get(f"/courses?q={quote(FORGED)}", headers={"User-Agent": "x\x1b[31m"}, status=500)
    text = lines.getvalue()
    assert text.endswith("\n") and text.count("\n") == 1
    assert len(text.splitlines()) == 1
    assert "\x1b" not in text
    entry = json.loads(text[text.index("{") :])
    assert entry["status"] == 500
    assert "cannot read" in entry["stack"]


def test_names_and_addresses_make_no_header(world: World, lines: Any) -> None:
    """S35: CRLF in a name, a file name, `next` or a path stays inside its place, or is refused."""
    client = world.clients["learner A"]
    refused = {"full_name": f"Nguyễn{FORGED} Sen"}
    assert "\x1b" not in client.post("/account", data=refused).text
    name = world.people["learner A"].full_name
    data = {"full_name": name, "unit": "HTX\r\nSet-Cookie: a=b", "position": "\x1b[31m"}
    client.post("/account", data=data, status=303)
    page = client.get("/account", status=200)
    assert "\x1b" not in page.text and "\x07" not in page.text
    units = parse(page.text).findall(".//input[@name='unit']")
    assert units and "\n" not in (units[0].get("value") or "")
    for address in (f"/{quote(FORGED)}", f"/sign-in?next={quote('/' + FORGED)}", f"/verify/{quote(FORGED)}"):
        answer = client.get(address, queries=MANY)
        assert "Set-Cookie: a" not in str(answer.headers)
        assert all("\n" not in value and "\r" not in value for value in answer.headers.values())
    assert lines.getvalue().count("\n") == lines.getvalue().count("{")


def test_a_login_holds_no_control_character() -> None:
    """S35: an address with a line break or NUL is no e-mail address."""
    for text in ("a\x00b@c.vn", "a@b\x1b.vn", "a\r\nb@c.vn", "a@c.v\x00n", "a@b.vn\x7f"):
        assert read_login(text) is None


@pytest.mark.parametrize("marks", ["\u0301\u0323", "\u0323\u0301\u0302", "\u05b0\u05bc"])
def test_marks_without_end_cost_no_time(client: CheckingClient, factory: Factory, marks: str) -> None:
    """S43: marks of one letter are put in order in quadratic time; no public door waits for that."""
    text = "a" + marks * (28_000 // len(marks))
    started = time.process_time()
    assert len(nfc(text)) < 100
    assert fold(text) == "a" or marks.startswith("\u05b0")
    fields = {
        "full_name": text,
        "unit": text,
        "position": text,
        "login": text,
        "password": text,
        "item": text,
    }
    client.get("/register")
    for address in ("/register", "/sign-in", "/tinh/hoa-von"):
        client.post(address, data={**fields, "training": "y", "price": text, "fixed": text}, status=422)
    client.get("/search", query_string={"q": text[:20_000]}, status=200)
    assert time.process_time() - started < 8, "three forms and a search took longer than a person waits"


def test_long_texts_are_refused_at_once(client: CheckingClient, factory: Factory) -> None:
    """S43: more than the house takes is 413; up to that, every door answers."""
    client.get("/register")
    token = client.token()
    for address in ("/register", "/sign-in", "/tinh/hoa-von", "/language"):
        answer = client.post(address, data={"csrf_token": token, "full_name": "x" * 3_000_000})
        assert answer.status_code == 413, address
    data = {"csrf_token": token, "login": "0912345678", "password": PASSWORD, "full_name": "[" * 400_000}
    client.post("/register", data={**data, "training": "y"}, status=422)


def test_any_page_number_shows_a_page(world: World) -> None:
    """S34: a page number that is none, or beyond the end, shows a page."""
    for page in ("0", "-1", "9" * 5_000, "1e5", "٣", "", "00000000000000000002", "1 OR 1=1"):
        for address in ("/office/enrolments", "/office/audit", "/office/certificates/issued"):
            world.clients["admin"].get(address, query_string={"page": page}, queries=MANY, status=200)
