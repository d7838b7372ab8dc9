"""Whom the lines of a pasted list name."""

from uuid import UUID

from lms.learning.exceptions.rules import Learner, named_learners

SEN = Learner(UUID(int=1), "Nguyễn Thị Sen", "HTX Bến Lau", "U-10001", "0912345678", None)
TU = Learner(UUID(int=2), "Trần Văn Tú", "", "U-10002", "0987654321", "tu@example.vn")
OTHER_TU = Learner(UUID(int=3), "Trần Văn Tú", "HTX khác", "U-10003", "0987654321", None)
ALL = (SEN, TU, OTHER_TU)


def test_a_line_is_a_code_a_phone_an_address_or_a_name() -> None:
    for line in ("U-10001", "u 10001", "0912 345 678", "+84912345678", "nguyen thi sen", "  Nguyễn Thị Sen "):
        assert named_learners(line, ALL).ids == (SEN.id,), line
    assert named_learners("TU@example.vn", ALL).ids == (TU.id,)


def test_a_row_of_a_sheet_is_read_cell_by_cell() -> None:
    rows = "1\tTrần Văn Tú\tU-10003\n2;Nguyễn Thị Sen;0912345678\n\n1,Trần Văn Tú,U-10003"
    assert named_learners(rows, ALL).ids == (OTHER_TU.id, SEN.id)


def test_who_is_not_there_or_not_alone_is_told() -> None:
    named = named_learners("U-99999\n0987654321\nTrần Văn Tú\nU-10001", ALL)
    assert named.ids == (SEN.id,)
    assert named.unknown == ("U-99999",)
    assert named.several == ("0987654321", "Trần Văn Tú")
