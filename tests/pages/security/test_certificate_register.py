"""The register: codes nobody guesses, facts nobody forges, numbers without gaps, once for each course."""

import secrets
import statistics
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lms import clock
from lms.certificates import queries
from lms.certificates import service as certificates
from lms.certificates.models import Certificate, CertificateRegister
from lms.certificates.paper import qr_svg, verify_address
from lms.certificates.rules import (
    ALPHABET,
    CODE_LENGTH,
    DATA_LENGTH,
    check_character,
    grouped,
    new_code,
    read_code,
)
from lms.db import atomic, db
from lms.learning import service as learning
from tests.factories import COURSE_ID, Factory, Person
from tests.markup_check import parse, text
from tests.pages.security.world import LESSON, PRACTICAL, QUIZ, World, sample_files

#: Everything that `/verify/<code>` may say of a certificate, by its label.
LABELS = {"Họ và tên", "Tên khóa học", "Thời gian", "Số giấy", "Nơi cấp"}


def test_a_code_holds_more_than_128_random_bits() -> None:
    """S55: 27 characters of 32 (135 bits), each as frequent as the others, and a check character."""
    assert len(set(ALPHABET)) == len(ALPHABET) == 32
    assert 5 * DATA_LENGTH >= 128
    made = [new_code() for _ in range(2_000)]
    assert len(set(made)) == len(made)
    assert {len(code) for code in made} == {CODE_LENGTH}
    for place in range(DATA_LENGTH):
        counts = [sum(code[place] == char for code in made) for char in ALPHABET]
        expected = len(made) / len(ALPHABET)
        # chi-square with 31 degrees of freedom: over 80 comes once in more than 100,000 places
        assert sum((count - expected) ** 2 / expected for count in counts) < 80


def test_the_check_character_finds_every_single_slip() -> None:
    """S55: any one wrong character is refused before the register is asked; look-alikes are forgiven."""
    code = new_code()
    for place in range(CODE_LENGTH):
        for char in ALPHABET:
            if char != code[place]:
                assert read_code(code[:place] + char + code[place + 1 :]) is None
    loose = grouped(code).lower().replace("0", "o").replace("1", "l").replace("v", "u")
    assert read_code(f" {loose}-") == code
    assert read_code(code + code[-1]) is None
    assert read_code("A" * 10_000) is None


def test_guessing_finds_nothing_and_is_stopped(world: World) -> None:
    """S55: 10,000 well-formed codes and counted-up ids: no hit, and soon 429; the form asks no register."""
    client, statuses = FlaskClient(world.app), []
    guesses = ["".join(secrets.choice(ALPHABET) for _ in range(DATA_LENGTH)) for _ in range(10_000)]
    codes = [code for data in guesses if (code := read_code(data + check_character(data)))]
    assert len(codes) == len(guesses)
    with world.app.app_context():
        assert db.session.scalars(select(Certificate.code)).all(), "there is something to hit"
        for start in range(0, len(codes), 1_000):
            hits = select(Certificate.id).where(Certificate.code.in_(codes[start : start + 1_000]))
            assert not db.session.scalars(hits).all()
        assert not any(queries.by_code(code) for code in codes[:300])
    for _ in range(100):
        statuses.append(client.get(f"/verify/{new_code()}", buffered=True).status_code)
    assert set(statuses) == {404, 429}
    assert statuses.index(429) <= 61
    assert set(statuses[statuses.index(429) :]) == {429}
    other = client.get(f"/verify/{new_code()}", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert other.status_code == 404, "one address's guesses must not shut out another"
    spoofed = client.get(f"/verify/{new_code()}", headers={"X-Forwarded-For": "192.0.2.9"})
    assert spoofed.status_code == 429


def near(code: str) -> str:
    """A code that nobody holds and that differs from `code` in its last place alone."""
    data = code[:-2] + next(char for char in ALPHABET if char != code[-2])
    return data + check_character(data)


@pytest.mark.soak
def test_the_time_of_a_look_up_tells_nothing(world: World) -> None:
    """S55: what a look-up takes tells neither how near a guess was nor how a certificate stands.

    A code that almost fits takes as long as one far off, a revoked one as long as a valid one. That a code
    is known at all the page says openly, and a row more is read for it: between the two nothing is hidden.
    All four in turn within one run, so that a busy machine slows them alike; the medians of 2,000 each
    differ by less than a tenth.
    """
    valid = world.values["code"]
    other = world.factory.certificate(world.factory.person("Trần Thị Bưởi"))
    revoked = world.factory.read(queries.certificate, other).code
    world.factory.write(certificates.revoke, other, "in nhầm", world.people["admin"].id, clock.now())
    codes = {"valid": valid, "revoked": revoked, "near": near(valid), "far": new_code()}
    taken: dict[str, list[int]] = {name: [] for name in codes}
    with world.app.app_context():
        for _ in range(2_000):
            for name in secrets.SystemRandom().sample(sorted(codes), len(codes)):
                begun = time.perf_counter_ns()
                found = queries.by_code(codes[name])
                taken[name].append(time.perf_counter_ns() - begun)
                assert (found is not None) == (name in ("valid", "revoked"))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    for one, two in (("near", "far"), ("valid", "revoked")):
        assert abs(medians[one] - medians[two]) < medians[two] / 10, medians


@pytest.mark.parametrize("guess", ["1", "2", "42", "0", "-1", "VPĐP-1", "1/GCN-VPĐP", "{id}", "{user}"])
def test_numbers_and_ids_are_no_codes(world: World, guess: str) -> None:
    """S55: neither numbers, register numbers nor ids open the public page or somebody else's certificate."""
    guess = guess.format(id=world.values["certificate_id"], user=world.people["learner A"].id)
    for client in (world.clients["anonymous"], world.clients["learner B"]):
        assert client.get(f"/verify/{guess}").status_code == 404
        assert client.get(f"/certificates/{guess}").status_code in (302, 404)


def page_of(client: Any, code: str, status: int = 200) -> Any:
    return client.get(f"/verify/{code}", status=status)


def test_the_page_says_what_is_recorded(world: World) -> None:
    """S56: after the person, the course and the office have changed, the page says what was issued."""
    client, before = world.clients["anonymous"], page_of(world.clients["anonymous"], world.values["code"])
    world.clients["learner A"].post("/account/data/name", data={"full_name": "Người Khác Hẳn"}, status=303)
    files = sample_files()
    files["course.yml"] = files["course.yml"].replace("Sổ bán hàng một tuần".encode(), "Tên khác".encode())
    world.factory.course(files)
    settings = {"name": "Trang khác", "colour": "#1c6448", "issuing_body": "CƠ QUAN KHÁC", "unit_code": "K",
                "number_pattern": "{number}/K", "register_years": "50"}  # fmt: skip
    world.clients["admin"].post("/office/settings", data=settings, status=303)
    after = page_of(client, world.values["code"])
    assert facts(before.text) == facts(after.text)
    assert world.people["learner A"].full_name in after.text
    for changed in ("Người Khác Hẳn", "Tên khác", "CƠ QUAN KHÁC"):
        assert changed not in after.text


def facts(page: str) -> dict[str, str]:
    """The labels and values of the page's list of facts."""
    main = next(parse(page).iter("main"))
    labels = [text(one) for one in main.iter("dt")]
    return dict(zip(labels, [text(one) for one in main.iter("dd")], strict=True))


def test_the_qr_code_names_the_site_whatever_the_visitor_s_browser_says(world: World) -> None:
    """S56: paper, QR and page take the address from the settings, whatever host is asked for."""
    code = world.values["code"]
    site_url = world.app.extensions["settings"].site_url
    assert verify_address(site_url, code) == f"http://127.0.0.1:8000/verify/{code}"
    assert "evil" not in qr_svg(verify_address(site_url, code))
    client = world.clients["learner A"]
    address = f"/certificates/{world.values['certificate_id']}"
    for headers in ({"X-Forwarded-Host": "evil.test"}, {"Forwarded": "host=evil.test"}):
        for page in (address, f"/verify/{code}", "/", "/verify?code=" + code):
            answer = client.get(page, headers=headers, queries=50)
            assert "evil.test" not in answer.text + str(answer.headers)
    answer = FlaskClient(world.app).get(f"/verify/{code}", headers={"Host": "evil.test"})
    assert "evil.test" not in answer.text + str(answer.headers)


def test_the_public_page_says_no_more_than_it_must(world: World) -> None:
    """S57: the labels are an allow-list; no phone, id, unit or other certificate; not for search engines."""
    person, factory = world.people["learner A"], world.factory
    world.clients["learner A"].post(
        "/account",
        data={"full_name": person.full_name, "unit": "HTX Giấu Kín", "position": "Kế toán"},
        status=303,
    )
    renewed = factory.write(
        certificates.replace,
        world.values["certificate_id"],
        "đổi đơn vị",
        world.people["admin"].id,
        clock.now(),
    )
    row = factory.read(queries.certificate, renewed)
    page = page_of(world.clients["anonymous"], row.code)
    assert set(facts(page.text)) == LABELS
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert 'name="robots" content="noindex"' in page.text
    for hidden in (person.login, person.user_code, str(person.id), str(renewed), "HTX Giấu Kín", "đổi đơn vị",
                   "Kế toán", world.values["code"], str(row.enrolment_id)):  # fmt: skip
        assert hidden not in page.text


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({}, "valid"),
        ({"state": "revoked", "reason": "lý do riêng"}, "revoked"),
        ({"state": "replaced"}, "replaced"),
        ({"expires_at": clock.now() - timedelta(days=1)}, "expired"),
        ({"expires_at": clock.now() - timedelta(days=1), "state": "revoked"}, "revoked"),
    ],
)
def test_each_state_is_shown_as_such(world: World, change: dict[str, Any], word: str) -> None:
    """S57: revoked, replaced and expired certificates never look valid, and no reason is told."""
    if change:
        world.factory.write(lambda: db.session.execute(update(Certificate).values(**change)))
    page = page_of(world.clients["anonymous"], world.values["code"])
    classes = [(element.get("class") or "").split() for element in parse(page.text).iter()]
    assert [names for names in classes if "state" in names] == [["state", word]]
    assert "lý do riêng" not in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_an_unknown_code_says_nothing_else(client: Any) -> None:
    """S57: not in the register is a page of its own kind, 404, with no facts on it."""
    page = page_of(client, new_code(), 404)
    assert not facts(page.text)
    assert page.headers["X-Robots-Tag"] == "noindex"


def all_at_once(app: Flask, calls: list[Callable[[], Any]]) -> list[Any]:
    """Run the calls in as many threads, each in a context of its own, started together; their results."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                with atomic():
                    results[place] = calls[place]()
            except Exception as error:  # noqa: BLE001 - the test judges what may be refused
                results[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def _numbers(factory: Factory) -> list[int]:
    return list(
        factory.read(
            lambda: db.session.scalars(select(Certificate.number).order_by(Certificate.number)).all()
        )
    )


def test_twenty_at_once_get_the_numbers_one_to_twenty(app: Flask, factory: Factory) -> None:
    """S58: the first certificates of a year, issued all at once: no gap, no double, no failure."""
    factory.course()
    people = [factory.person(f"Người Thứ {number}") for number in range(20)]
    enrolments = [factory.finish(person) for person in people]
    at = clock.now()
    calls = [(lambda one=one: certificates.issue(one, None, at)) for one in enrolments]
    results = all_at_once(app, calls)
    assert all(isinstance(result, UUID) for result in results), results
    assert _numbers(factory) == list(range(1, 21))
    last = factory.read(lambda: db.session.scalars(select(CertificateRegister.last_number)).one())
    assert last == 20


def test_a_failure_uses_up_no_number(app: Flask, factory: Factory) -> None:
    """S58: half of twenty transactions fail after taking a number; the others leave no gap."""
    factory.course()
    enrolments = [factory.finish(factory.person(f"Người Thứ {number}")) for number in range(12)]
    at = clock.now()

    def fail(enrolment_id: UUID) -> None:
        certificates.issue(enrolment_id, None, at)
        raise RuntimeError("power cut")

    calls = [
        (lambda one=one, number=number: fail(one) if number % 2 else certificates.issue(one, None, at))
        for number, one in enumerate(enrolments)
    ]
    all_at_once(app, calls)
    assert _numbers(factory) == [1, 2, 3, 4, 5, 6]


def _almost(factory: Factory, issue: str) -> tuple[Person, str]:
    """Somebody with one lesson left in a course that issues like this; and that lesson."""
    files = sample_files()
    files["course.yml"] = files["course.yml"].replace(b"issue: manual", f"issue: {issue}".encode())
    factory.course(files)
    person = factory.person()
    factory.enrol(person)
    factory.pass_quiz(person, QUIZ)
    factory.meet_practical(person, PRACTICAL)
    factory.write(learning.complete_lesson, person.id, COURSE_ID, LESSON, person.id, clock.now())
    return person, "lai-gop"


@pytest.mark.parametrize("issue", ["automatic", "manual"])
def test_completing_and_issuing_at_once_gives_one_certificate(
    app: Flask, factory: Factory, issue: str
) -> None:
    """S58, S18: eight taps on the last lesson and eight on "issue" together: one certificate."""
    person, lesson = _almost(factory, issue)
    enrolment_id, at = factory.enrol(person), clock.now()
    done = [lambda: learning.complete_lesson(person.id, COURSE_ID, lesson, person.id, at)] * 8
    issued = [lambda: certificates.issue(enrolment_id, None, at)] * 8
    results = all_at_once(app, [one for pair in zip(done, issued, strict=True) for one in pair])
    refused = [one for one in results if isinstance(one, Exception)]
    assert all(isinstance(one, certificates.NotEarned) for one in refused), refused
    factory.write(certificates.issue, enrolment_id, None, at)
    assert _numbers(factory) == [1]
    assert len(factory.read(queries.of_user, person.id)) == 1


def test_replacing_at_once_gives_one_successor(app: Flask, factory: Factory) -> None:
    """S58: eight replacements of one certificate: one succeeds, the others are told; one stays in force."""
    factory.course()
    person, office = factory.person(), factory.person(admin=True)
    first = factory.certificate(person)
    at = clock.now()
    results = all_at_once(app, [lambda: certificates.replace(first, "sửa tên", office.id, at)] * 8)
    assert sum(isinstance(result, UUID) for result in results) == 1, results
    assert sum(isinstance(result, certificates.NotInForce) for result in results) == 7, results
    assert _numbers(factory) == [1, 2]
