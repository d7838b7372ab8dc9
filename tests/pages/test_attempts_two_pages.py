"""F06: two tabs or phones on one attempt. Nothing is overwritten unseen; the late one is told and chooses."""

from uuid import UUID

import pytest

from tests.client import CheckingClient, fields_of
from tests.factories import Factory
from tests.pages.quiz_course import files, known, learner, right, save, start

pytestmark = pytest.mark.both


@pytest.fixture
def taking(client: CheckingClient, factory: Factory) -> UUID:
    factory.course(files())
    learner(factory, client)
    return start(client)


def test_a_late_repeat_of_an_old_page_does_not_overwrite_the_newer_answer(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    save(client, taking, "ngan", "từ điện thoại", status=200)
    save(client, taking, "ngan", "từ máy tính", page="page-bbbb", base=1, status=200)
    for seq, text in ((1, "từ điện thoại"), (2, "sửa trên điện thoại")):
        late = save(client, taking, "ngan", text, seq=seq, base=seq - 1, status=409).json
        assert late["overtaken"] is True
        assert late["words"] == "từ máy tính"
        assert late["revision"] == 2
    assert known(factory, taking)[1] == {"ngan": "từ máy tính"}
    chosen = save(client, taking, "ngan", "sửa trên điện thoại", seq=3, base=2, status=200).json
    assert chosen["revision"] == 3
    assert known(factory, taking)[1] == {"ngan": "sửa trên điện thoại"}


def test_a_page_goes_on_though_the_replies_to_its_own_saves_were_lost(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    for seq in range(1, 4):
        save(client, taking, "ngan", str(seq), seq=seq, base=0, status=200)
    assert known(factory, taking)[1] == {"ngan": "3"}


def test_the_same_answer_on_two_pages_is_no_quarrel(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    save(client, taking, "dung", "true", status=200)
    same = save(client, taking, "dung", "true", page="page-bbbb", status=200).json
    assert same["revision"] == 1


def test_without_script_an_old_page_is_told_and_keeps_what_it_sent(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    old = fields_of(client.get(f"/attempts/{taking}", status=200).text, "attempt")
    save(client, taking, "ngan", "câu mới", status=200)
    for door in ("answers", "submit"):
        page = client.post(
            f"/attempts/{taking}/{door}",
            data=old | {"a.ngan": "câu cũ", "a.dung": "true"},
            status=409,
        )
        assert "Ở nơi khác vừa lưu: câu mới" in page.text
        assert fields_of(page.text, "attempt")["a.ngan"] == "câu cũ"
        assert known(factory, taking)[0].open
        assert known(factory, taking)[1] == {"ngan": "câu mới", "dung": True}
    # Sending the page again is choosing its answer: it has shown what it replaces.
    client.post(f"/attempts/{taking}/answers", data=fields_of(page.text, "attempt"), status=303)
    assert known(factory, taking)[1] == {"ngan": "câu cũ", "dung": True}


def test_an_answer_in_every_kind_is_said_in_plain_words(
    client: CheckingClient, factory: Factory, taking: UUID
) -> None:
    answers = right(factory, taking)
    said = {}
    for question, value in answers.items():
        save(client, taking, question, value, status=200)
        said[question] = save(client, taking, question, None, page="page-bbbb", status=409).json["words"]
    assert said["mot"] == "Thuê kho"
    assert set(said["nhieu"].split("; ")) == {"Than sấy", "Chuối"}
    assert said["dung"] == "Đúng"
    assert set(said["ghep"].split("; ")) == {"Thuê kho: cố định", "Chuối tươi: biến đổi"}
    assert set(said["xep"].split("; ")) == {"Ghi sổ: 1", "Cộng sổ: 2", "So sánh: 3"}
    assert said["so"] == "918.273 túi"
