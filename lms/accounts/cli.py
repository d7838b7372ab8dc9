"""`flask accounts …`: first people of an installation."""

import json
import secrets
from pathlib import Path

import click
from flask.cli import AppGroup

from lms import clock
from lms.accounts import consents, failures, queries, second_factor, service
from lms.accounts.passwords import hash_password, password_fault
from lms.accounts.rules import read_login
from lms.audit.service import record
from lms.config import settings
from lms.db import atomic
from lms.permissions import Role
from lms.places.queries import place
from lms.site import service as site_service
from lms.site.queries import site

cli = AppGroup("accounts", help="People and roles.")

# Invented people, one for each role. Names and numbers belong to nobody.
DEMO = (
    ("learner", "Nguyễn Thị Lành", "0900000001", "HTX Nông sản Bến Lau, xã Bến Lau", "Giám đốc"),
    ("trainer", "Trần Văn Tú", "0900000002", "Văn phòng Điều phối", "Giảng viên"),
    ("admin", "Phạm Thị Thảo", "0900000003", "Văn phòng Điều phối", "Chuyên viên"),
    ("contact", "Vũ Thị Hoa", "0900000004", "Ủy ban nhân dân xã", "Công chức phụ trách OCOP"),
)
#: Bến Lau is invented; the demo learner and her contact live in a commune of the list instead.
DEMO_COMMUNE = "09022"
DEMO_COURSE = "danh-gia-ket-qua"
DEMO_HELP_PHONE = "024 0000 0000"


def _random_password() -> str:
    """Twelve letters and digits without look-alikes, in groups of four."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))


def _make(name: str, phone: str, unit: str, position: str, password: str, role: str) -> None:
    at = clock.now()
    hashed = hash_password(password)
    commune = DEMO_COMMUNE if role in ("learner", "contact") and place(DEMO_COMMUNE) else None
    new = service.NewPerson(
        name, phone=phone, unit=unit, position=position, password_hash=hashed, commune_code=commune
    )
    with atomic():
        user_id = service.create_user(new, at)
        consents.answer(user_id, (), at)
        if role == "trainer":
            service.grant(user_id, Role.TRAINER, DEMO_COURSE, at, None)
        elif role == "contact" and commune:
            service.grant(user_id, Role.COMMUNE_CONTACT, commune, at, None)
        elif role == "admin":
            service.grant(user_id, Role.ADMIN, "", at, None)


@cli.command("seed-demo")
def seed_demo() -> None:
    """Make one demo person for each role, once; print and keep their random passwords.

    Refused in production: no account may have a password that lies in a file.
    """
    if settings().production:
        raise click.ClickException("demo people are for loopback sites only")
    path = Path(settings().instance_dir) / "demo-accounts.json"
    accounts = json.loads(path.read_text("utf-8")) if path.exists() else []
    known = {account["login"] for account in accounts}
    for role, name, phone, unit, position in DEMO:
        login = read_login(phone)
        if phone in known or (login and queries.candidates(login)):
            continue
        password = _random_password()
        _make(name, phone, unit, position, password, role)
        accounts.append({"role": role, "login": phone, "password": password})
        path.write_text(json.dumps(accounts, indent=2) + "\n", "utf-8")
        path.chmod(0o600)
    if not site().help_phone:
        with atomic():
            site_service.change({"help_phone": DEMO_HELP_PHONE}, None, clock.now())
    for account in accounts:
        click.echo(f"{account['role']:8} {account['login']}  {account['password']}")


@cli.command("create")
@click.argument("name")
@click.argument("phone_or_email")
@click.option("--admin", is_flag=True, help="Give the office's role.")
@click.option("--teaches", metavar="COURSE", help="Make a trainer of this course.")
@click.password_option()
def create(name: str, phone_or_email: str, admin: bool, teaches: str | None, password: str) -> None:
    """Make an account, for instance the first admin of an installation."""
    login = read_login(phone_or_email)
    if login is None or login.kind == "code":
        raise click.BadParameter("not a phone number of 10 digits and not an e-mail address")
    fault = password_fault(password, phone=login.value if login.kind == "phone" else None)
    if fault:
        raise click.BadParameter(f"password is too {fault}")
    at, hashed = clock.now(), hash_password(password)
    new = service.NewPerson(
        name,
        phone=login.value if login.kind == "phone" else None,
        email=login.value if login.kind == "email" else None,
        password_hash=hashed,
    )
    try:
        with atomic():
            user_id = service.create_user(new, at)
            if admin:
                service.grant(user_id, Role.ADMIN, "", at, None)
            if teaches:
                service.grant(user_id, Role.TRAINER, teaches, at, None)
    except service.EmailTaken as error:
        raise click.ClickException("this e-mail address has an account already") from error
    person = queries.person(user_id)
    click.echo(f"created {person.user_code if person else user_id}")


@cli.command("rescue")
@click.argument("login")
def rescue(login: str) -> None:
    """Let a locked-out person in again: clear locks, second factor and sessions, set a new random password.

    LOGIN is a phone number, an e-mail address or a user code; where several people share a phone number,
    only the code says who is meant. For whoever has a shell on the server, when nobody in the office can get
    in any more; the act is in the audit log.
    """
    read = read_login(login)
    found = queries.candidates(read) if read else []
    if not found:
        raise click.ClickException("no active account has this phone number, e-mail address or user code")
    if len(found) > 1:
        people = [queries.person(one.id) for one in found]
        names = "\n".join(f"  {one.user_code}  {one.full_name}" for one in people if one)
        raise click.ClickException(f"several people share this number; name one by the code:\n{names}")
    (person,) = found
    password, at = _random_password(), clock.now()
    hashed = hash_password(password)
    with atomic():
        failures.forget(person.id)
        second_factor.turn_off(person.id, at, None)
        service.set_password(person.id, hashed, at, None)
        record(None, "accounts.rescue", "user", str(person.id), at)
    click.echo(f"{person.full_name}: the new password is {password}")
    click.echo("It is shown only now. Change it after signing in, and set up the second factor again.")
