"""A job worker on a machine whose clock is wrong: `python -m tests.faults.clock_worker SECONDS`.

The whole house asks `lms.clock` for the time, so a clock that is so many seconds ahead (or, below zero,
behind) is one replaced there, before anything asks it.
"""

import sys
from datetime import timedelta

from lms import clock, create_app
from lms.jobs.worker import Worker

_real, _off = clock.now, timedelta(seconds=int(sys.argv[1]))
clock.now = lambda: _real() + _off


if __name__ == "__main__":
    worker = Worker(create_app())
    worker.stop_on_signals()
    worker.beat()
    worker.run()
