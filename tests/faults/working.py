"""Learners at work over real HTTP, each with a ledger of what the server said it has; and the server."""

import json
import os
import random
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from lms.paths import ROOT
from lms.quizzes import queries
from tests.factories import Factory
from tests.faults.browser import Browser
from tests.servers.processes import Server, answers


class Site:
    """The server under test, which may be killed and started again on the same port."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path, port: int) -> None:
        self.port = port
        self._command, self._log = command, log
        self._environment = {**os.environ, **environment}
        self._server: Server | None = None

    def start(self) -> None:
        self._server = Server("web", self._command, self._log, self._environment, str(ROOT), loaded=True)
        self._server.wait_until(lambda: answers(self.port))

    def kill(self) -> None:
        assert self._server is not None
        self._server.stop(signal.SIGKILL)

    def has_died(self) -> bool:
        assert self._server is not None
        self._server.process.wait(10)
        return self._server.process.returncode == -signal.SIGKILL

    def stop(self) -> None:
        if self._server is not None:
            self._server.stop()

    def unexpected(self) -> str:
        """The log's lines of answers 500, their stacks written out."""
        lines = [line for line in self._log.read_text().splitlines() if '"status": 500' in line]
        return "\n".join(lines).replace("\\n", "\n")


@dataclass
class Learner:
    """One learner at work. `acknowledged`: (seq, text) the server said it has; `sent`: the latest sent."""

    browser: Browser
    attempt_id: UUID
    acknowledged: tuple[int, str] | None = None
    sent: tuple[int, str] = (0, "")
    replies: int = 0
    faults: list[str] = field(default_factory=list)

    def work(self, done: threading.Event) -> None:
        """Save one answer after another; send again, unchanged, what got no answer."""
        seq = 0
        while not done.is_set():
            seq += 1
            self.sent = (seq, str(random.randrange(10**9)))
            while not self._save() and not done.is_set():
                time.sleep(0.1)

    def _save(self) -> bool:
        seq, value = self.sent
        body = {"question": "so", "value": value, "client": "page-aaaa", "seq": seq}
        status, answer = self.browser.post(f"/attempts/{self.attempt_id}/answers", body=body)
        if status == 200:
            assert json.loads(answer)["saved"] is True
            self.acknowledged = self.sent
            self.replies += 1
        elif status not in (0, 503):
            self.faults.append(f"{status}: {answer[:200]}")
        return status == 200


def kept(factory: Factory, one: Learner) -> bool:
    """Stored is what was acknowledged last, or what was sent after it and never heard of."""
    stored: dict[str, Any] = factory.read(queries.answers, one.attempt_id)
    assert one.acknowledged is not None
    return stored["so"]["text"] in {one.acknowledged[1], one.sent[1]}


def all_served(learners: list[Learner], seconds: float = 60) -> bool:
    """Wait until every one of them has been told once more that an answer is saved."""
    before = {one.attempt_id: one.replies for one in learners}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if all(one.replies > before[one.attempt_id] for one in learners):
            return True
        time.sleep(0.05)
    return False
