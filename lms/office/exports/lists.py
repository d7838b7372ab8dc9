"""The lists that can be taken away as files: what each holds, in which columns, narrowed by what.

Rows are read a thousand at a time, so a list of 100,000 people takes no more memory than one of 1,000.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from lms.accounts.models import User, UserState
from lms.accounts.words import AUDIENCE_GROUPS, GENDERS
from lms.certificates import queries as certificates
from lms.certificates.models import Certificate
from lms.certificates.rules import CertificateState
from lms.clock import to_local
from lms.db import Rows, db
from lms.office import audit_log, people
from lms.office import queries as office
from lms.office.words import LIST_TITLES, account_word, study_word
from lms.places.models import Commune, Province
from lms.spreadsheets import Cell
from lms.web.i18n import _l

STEP = 1_000
Filters = Mapping[str, str]
CERTIFICATE_STATES = {
    CertificateState.VALID: _l("Còn hiệu lực"),
    CertificateState.REVOKED: _l("Đã thu hồi"),
    CertificateState.REPLACED: _l("Đã thay bằng giấy khác"),
}


@dataclass(frozen=True, slots=True)
class List:
    """One kind of list. `row` turns a row of the query into cells; `headings` name them.

    read: turns the rows of one step into what `row` takes, where they say more together than alone;

    filters: the names of the arguments it can be narrowed by; sensitive: the headings of columns that hold
    what the law protects.
    """

    title: Any
    headings: tuple[Any, ...]
    filters: tuple[str, ...]
    query: Callable[[Filters], Rows]
    row: Callable[[Any], tuple[Cell, ...]]
    sensitive: tuple[Any, ...] = ()
    read: Callable[[Sequence[Any]], Sequence[Any]] = list


def _day(value: Any) -> Cell:
    return to_local(value).date() if value else None


def _word(words: Mapping[Any, Any], key: Any) -> str:
    return str(words.get(key, key)) if key else ""


def _people(filters: Filters) -> Rows:
    query: Rows = (
        select(
            User.user_code,
            User.full_name,
            User.phone,
            User.email,
            Commune.name,
            Province.name,
            User.unit,
            User.position,
            User.audience_group,
            User.gender,
            User.birth_year,
            User.state,
            User.first_seen_at,
            User.created_at,
        )
        .outerjoin(Commune, Commune.code == User.commune_code)
        .outerjoin(Province, Province.code == Commune.province_code)
        .where(User.state != UserState.ERASED)
        .order_by(User.sort_key, User.id)
    )
    return query.where(*people.conditions(people.read_filter(filters)))


def _person(row: Any) -> tuple[Cell, ...]:
    *known, group, gender, year, state, first_seen_at, created = row
    return (
        *known, _word(AUDIENCE_GROUPS, group), _word(GENDERS, gender), year,
        str(account_word(state, first_seen_at)[0]), _day(created),
    )  # fmt: skip


def _enrolments(filters: Filters) -> Rows:
    return office.enrolments(filters.get("q", ""), filters.get("course", ""), filters.get("state", ""))


def _enrolment(row: Any) -> tuple[Cell, ...]:
    return (
        row.full_name, row.user_code, row.phone, row.unit, row.course_title,
        str(study_word(row.state, row.first_seen_at)[0]), row.done_count, row.total_count,
        _day(row.enrolled_at), _day(row.completed_at),
    )  # fmt: skip


def _certificates(filters: Filters) -> Rows:
    query: Rows = select(
        Certificate.register_number,
        Certificate.snapshot,
        Certificate.state,
        Certificate.issued_at,
        Certificate.expires_at,
        Certificate.reason,
        Certificate.code,
    ).order_by(Certificate.issued_at, Certificate.id)
    return query.where(*certificates.registered(filters.get("q", "")))


def _certificate(row: Any) -> tuple[Cell, ...]:
    said = row.snapshot
    return (
        row.register_number, said["full_name"], said["unit"], said["course"], said["periods"],
        _day(row.issued_at), _word(CERTIFICATE_STATES, row.state), _day(row.expires_at), row.reason, row.code,
    )  # fmt: skip


def _acts(filters: Filters) -> Rows:
    return audit_log.found(audit_log.read_wanted(filters))


def _act(entry: audit_log.Entry) -> tuple[Cell, ...]:
    return (
        to_local(entry.at), entry.who or str(_l("Hệ thống")), str(entry.what), entry.about, entry.about_code,
        entry.line, entry.action,
    )  # fmt: skip


_PHONE = _l("Số điện thoại")
LISTS = {
    "people": List(
        LIST_TITLES["people"],
        (
            _l("Mã học viên"), _l("Họ và tên"), _PHONE, _l("E-mail"), _l("Xã/phường"), _l("Tỉnh, thành phố"),
            _l("Đơn vị"), _l("Chức vụ"), _l("Nhóm đối tượng"), _l("Giới tính"), _l("Năm sinh"),
            _l("Tình trạng"), _l("Ngày mở tài khoản"),
        ),
        ("q", "province", "commune", "role", "group", "state", "course", "seen"),
        _people,
        _person,
        (_PHONE, _l("E-mail"), _l("Giới tính"), _l("Năm sinh")),
    ),
    "enrolments": List(
        LIST_TITLES["enrolments"],
        (
            _l("Họ và tên"), _l("Mã học viên"), _PHONE, _l("Đơn vị"), _l("Tên khóa học"), _l("Tình trạng"),
            _l("Đã xong"), _l("Tổng số bài"), _l("Ngày ghi danh"), _l("Ngày học xong"),
        ),
        ("q", "course", "state"),
        _enrolments,
        _enrolment,
        (_PHONE,),
    ),
    "certificates": List(
        LIST_TITLES["certificates"],
        (
            _l("Số giấy"), _l("Họ và tên"), _l("Đơn vị"), _l("Tên khóa học"), _l("Số tiết"), _l("Ngày cấp"),
            _l("Tình trạng"), _l("Hiệu lực đến"), _l("Lý do"), _l("Mã kiểm tra"),
        ),
        ("q",),
        _certificates,
        _certificate,
    ),
    "audit": List(
        LIST_TITLES["audit"],
        (
            _l("Lúc"), _l("Ai làm"), _l("Việc"), _l("Của ai"), _l("Mã học viên"), _l("Chi tiết"),
            _l("Mã việc"),
        ),
        ("action", "who", "first", "last"),
        _acts,
        _act,
        read=audit_log.shown,
    ),
}  # fmt: skip


def headings(kind: str) -> list[str]:
    """The headings, those of protected columns marked so."""
    found = LISTS[kind]
    protected = {str(text) for text in found.sensitive}
    mark = str(_l("dữ liệu cá nhân"))
    return [f"{text} ({mark})" if str(text) in protected else str(text) for text in found.headings]


def rows(kind: str, filters: Filters) -> Iterator[tuple[Cell, ...]]:
    """The cells of every row, read as they are taken."""
    found = LISTS[kind]
    result = db.session.execute(found.query(filters), execution_options={"yield_per": STEP})
    for step in result.partitions(STEP):
        yield from map(found.row, found.read(step))


def count(kind: str, filters: Filters) -> int:
    """How many rows there would be; one query."""
    inner = LISTS[kind].query(filters).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(inner)) or 0


def read_filters(kind: str, values: Mapping[str, str]) -> dict[str, str]:
    """What a list is narrowed by, out of everything that was sent; empty ones left out."""
    found = {name: values.get(name, "").strip()[:100] for name in LISTS[kind].filters}
    return {name: value for name, value in found.items() if value}
