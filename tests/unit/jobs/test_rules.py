from datetime import timedelta

from lms.jobs.rules import GONE, HEARTBEAT, LEASE, MAX_ATTEMPTS, delay_after


def test_waits_grow_and_end_after_the_last_attempt() -> None:
    waits = [delay_after(attempts) for attempts in range(1, MAX_ATTEMPTS + 2)]
    tried = [wait for wait in waits if wait is not None]
    assert len(tried) == MAX_ATTEMPTS - 1
    assert tried == sorted(tried)
    assert tried[0] > timedelta(0)
    assert waits[-2:] == [None, None]


def test_a_lease_outlives_several_heartbeats() -> None:
    assert LEASE >= 3 * HEARTBEAT
    assert GONE >= 3 * HEARTBEAT
