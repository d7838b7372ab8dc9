"""A worker process with a slow job, for the tests that kill it: `python -m tests.faults.slow_worker FOLDER`.

The job appends a line to FOLDER/begun, waits while FOLDER/hold exists, and writes FOLDER/effect-<word>.
"""

import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from lms import create_app
from lms.jobs import registry
from lms.jobs.worker import Worker

FOLDER = Path(sys.argv[1])


@registry.job("tests.slow")
def slow(payload: dict[str, Any], at: datetime) -> None:
    """Do something whose effect is the same however often it is done."""
    with (FOLDER / "begun").open("a") as file:
        file.write(f"{payload['word']}\n")
    while (FOLDER / "hold").exists():
        time.sleep(0.02)
    (FOLDER / f"effect-{payload['word']}").write_text("done")


if __name__ == "__main__":
    worker = Worker(create_app())
    worker.stop_on_signals()
    worker.beat()
    worker.run()
