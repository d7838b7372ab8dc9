"""What a hash of a password costs whoever steals it: tests hash lightly, the platform does not (S52)."""

from argon2 import PasswordHasher, Type, extract_parameters

from lms.accounts import passwords


def test_a_hash_costs_what_owasp_asks_at_least(light_hashes: PasswordHasher) -> None:
    found = extract_parameters(light_hashes.hash("hạt gạo làng ta"))
    assert found.type is Type.ID
    assert found.memory_cost >= 19 * 1024 and found.time_cost >= 2


def test_tests_hash_lightly() -> None:
    assert extract_parameters(passwords.hash_password("hạt gạo làng ta")).memory_cost < 100
