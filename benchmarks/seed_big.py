"""`make seed-big N=…`: add learners with enrolments to the installation in instance/."""

import sys
import time

from benchmarks.people import add_learners
from lms import create_app


def main() -> int:
    """Add the number of learners that the command line names; return the exit code."""
    if len(sys.argv) != 2 or not sys.argv[1].isdigit() or int(sys.argv[1]) < 1:
        print("usage: make seed-big N=10000", file=sys.stderr)
        return 2
    started = time.monotonic()
    with create_app().app_context():
        made = add_learners(int(sys.argv[1]), various=True)
    print(f"added {len(made)} learners in {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
