"""`make bench`: real pages and a bare Flask page in turn, in one run, on one machine.

Each round measures every page next to the yardstick, so that a slow minute of the machine slows both; the
ratio is taken within the pair, and medians over the rounds are reported with their range. Writes
benchmarks/results.json and benchmarks/results.md.

    python -m benchmarks.run [--rounds 5] [--seconds 2] [--big 100000] [--only quiz]

With --only, the rows whose names contain the word are measured and printed, and nothing is written.
"""

import argparse
import json
import os
import platform as machine
import re
import sqlite3
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from uuid import UUID

from benchmarks import first_frame, video
from benchmarks.load import Sample, Unexpected, fetch, measure
from benchmarks.people import Learner, add_learners, sign_in, yardstick_learners
from benchmarks.yardstick import COURSE
from benchmarks.yardstick import create_app as create_yardstick
from lms import clock, create_app
from lms.config import Settings
from lms.courses import queries as courses
from lms.courses.manifest import QuizItem
from lms.db import atomic
from lms.learning import queries as learning
from lms.paths import ROOT
from lms.permissions import Actor
from lms.quizzes import service as quizzes
from lms.videos import queries as videos
from tests.servers.platform import Platform
from tests.servers.processes import Server, answers, free_ports

CONCURRENCY = (1, 8, 32)
LEARNERS = 500
QUIZ_COURSE, QUIZ = "muoi-cau", "muoi-cau-hoi"
SUBMITS = 240
AT_WORK, ANSWERS = 50, 10
VIDEO_SECONDS = 30
FILM = "diem-hoa-von"
HERE = Path(__file__).parent
WORKERS, THREADS = 2, 4
FILMS_WITHIN = 600

_INPUT = re.compile(rb"<input[^>]*>")
_NAME = re.compile(rb' name="([^"]+)"')
_VALUE = re.compile(rb' value="([^"]*)"')
_PLACE = re.compile(rb"\r\n[Ll]ocation: (?:http://[^/]+)?(\S+)")

Work = Callable[[int], Awaitable[None]]


@dataclass
class Page:
    """What is measured: its name, how to do it once, and how to make ready for the next sample."""

    name: str
    work: Work
    most: int | None = None
    ready: Callable[[], None] = lambda: None
    samples: dict[int, list[tuple[Sample, float]]] = field(default_factory=lambda: defaultdict(list))


class Bench:
    """The platform and the yardstick over one database, and 500 learners signed in to both."""

    def __init__(self) -> None:
        self.platform = Platform(workers=WORKERS, threads=THREADS, measured=True)
        self.platform.prepare()
        self.platform.flask("content", "publish", str(HERE / "content"))
        chosen = Settings.from_env(self.platform.environment)
        self.app = create_app(chosen)
        with self.app.app_context():
            self.ids = add_learners(LEARNERS)
        self.learners = sign_in(self.app, self.ids)
        self.platform.start()
        self._films_made()
        self.port = self.platform.port
        self.bare_port = free_ports(1)[0]
        self.bare_learners = yardstick_learners(create_yardstick(chosen), self.ids)
        self.bare = Server(
            "yardstick",
            [str(Path(sys.executable).parent / "gunicorn"), "-c", "deploy/gunicorn.conf.py"]
            + ["--log-level", "warning", "benchmarks.yardstick:app"],
            self.platform.instance / "yardstick.log",
            env={**self.platform.environment, "PORT": str(self.bare_port)},
            cwd=str(ROOT),
        )
        self.bare.wait_until(lambda: answers(self.bare_port))
        self.attempts: list[UUID] = []
        self.turn = 0

    def _films_made(self) -> None:
        """Wait until the worker has made the film of content/: it must not do so beside what is measured."""
        end = time.monotonic() + FILMS_WITHIN
        while True:
            with self.app.app_context():
                film = videos.video(COURSE, FILM)
            if film is not None and film.watchable:
                return
            if time.monotonic() > end:
                raise RuntimeError(f"the film {FILM} was not made within {FILMS_WITHIN} s")
            time.sleep(1)

    def film_lesson(self) -> str:
        """The address of the lesson that shows the film."""
        with self.app.app_context():
            study = learning.study(COURSE, Actor(self.ids[0]))
            assert study is not None
            (lesson,) = courses.video_uses(study.manifest)[FILM]
        return f"/courses/{COURSE}/lessons/{lesson.id}"

    def leads(self, path: str) -> Work:
        """What answers 302 to the store, each time for another learner."""
        requests = [learner.get(path) for learner in self.learners]
        return self._gets(self.port, requests, 302)

    def stop(self) -> None:
        """End both servers and remove their folder."""
        self.bare.stop()
        self.platform.stop()

    def yardstick(self) -> Work:
        """One bare page."""
        requests = [learner.get("/yardstick") for learner in self.bare_learners]
        return self._gets(self.bare_port, requests)

    def page(self, path: str) -> Work:
        """One page of the platform, each time for another learner."""
        return self._gets(self.port, [learner.get(path) for learner in self.learners])

    def new_attempts(self) -> None:
        """Give every learner an open attempt of the ten questions, all answered: ready to be submitted."""
        with self.app.app_context():
            study = learning.study(QUIZ_COURSE, Actor(self.ids[0]))
            assert study is not None
            items = (item for module in study.manifest.modules for item in module.items)
            item = next(item for item in items if item.id == QUIZ)
            assert isinstance(item, QuizItem)
            quiz = courses.quiz_definition(item.definition)
            self.attempts = []
            with atomic():
                for user_id in self.ids:
                    at = clock.now()
                    attempt_id = quizzes.start(
                        user_id,
                        QUIZ_COURSE,
                        (study.major, study.minor),
                        QUIZ,
                        item.definition,
                        quiz,
                        at,
                    )
                    given = {"cau-8": "264000", "cau-9": "297000", "cau-10": "1", "cau-5": "false"}
                    quizzes.save_answers(attempt_id, given, {}, user_id, at)
                    self.attempts.append(attempt_id)

    def save(self, turn: int) -> Awaitable[None]:
        """One answer, as the page's script sends it, each of another attempt: no process remembers any."""
        return self._save(turn % LEARNERS)

    def save_of_ten(self, turn: int) -> Awaitable[None]:
        """One answer where fifty learners are at work, and each gives ten."""
        return self._save((turn // (AT_WORK * ANSWERS) * AT_WORK + turn % AT_WORK) % LEARNERS)

    def _save(self, place: int) -> Awaitable[None]:
        self.turn += 1
        body = {"question": "cau-8", "value": str(self.turn), "client": "bench-bench-bench", "seq": self.turn}
        body["base"] = 1
        request = self.learners[place].post_json(f"/attempts/{self.attempts[place]}/answers", body)
        return self._once(request, 200)

    def submit(self, turn: int) -> Awaitable[None]:
        """Hand in an attempt that has been answered."""
        learner, attempt = self.learners[turn], self.attempts[turn]
        return self._once(learner.post_form(f"/attempts/{attempt}/submit", confirmed="1"), 303)

    async def whole_quiz(self, turn: int) -> None:
        """Start, open, answer ten questions one by one, submit, see the result."""
        learner = self.learners[(self.turn + turn) % LEARNERS]
        path, answers, seen = await self._started(learner)
        for number, (question, answer) in enumerate(answers.items(), 1):
            body = {"question": question, "value": answer, "client": f"flow-{path[-12:]}", "seq": number}
            body["base"] = int(seen[f"rev.{question}"])
            await fetch(self.port, learner.post_json(f"{path}/answers", body), 200)
        await self._handed_in(learner, path, {})

    async def whole_quiz_in_one(self, turn: int) -> None:
        """The same without script: the ten answers go with the form that hands in."""
        learner = self.learners[(self.turn + turn) % LEARNERS]
        path, answers, seen = await self._started(learner)
        await self._handed_in(learner, path, seen | {f"a.{key}": value for key, value in answers.items()})

    async def _started(self, learner: Learner) -> tuple[str, dict[str, str], dict[str, str]]:
        """The address of the open attempt, answers as its page allows, and what the page has seen."""
        start = learner.post_form(f"/courses/{QUIZ_COURSE}/quizzes/{QUIZ}/start")
        place = _PLACE.search(await fetch(self.port, start, 303))
        assert place is not None
        path = place[1].decode()
        page = await fetch(self.port, learner.get(path), 200)
        first: dict[str, str] = {}
        for field_ in _INPUT.findall(page):
            name, value = _NAME.search(field_), _VALUE.search(field_)
            if name and value:
                first.setdefault(name[1].decode(), value[1].decode())
        questions = {f"cau-{number}": number for number in range(1, 11)}
        answers = {
            key: str(number * 33_000) if number > 7 else first[f"a.{key}"]
            for key, number in questions.items()
        }
        return path, answers, {name: value for name, value in first.items() if name.startswith("rev.")}

    async def _handed_in(self, learner: Learner, path: str, fields: dict[str, str]) -> None:
        done = await fetch(self.port, learner.post_form(f"{path}/submit", confirmed="1", **fields), 303)
        place = _PLACE.search(done)
        assert place is not None
        await fetch(self.port, learner.get(place[1].decode()), 200)

    def deadline(self) -> str:
        """The submit of a whole class at its deadline; every answer but the right one raises Unexpected."""
        self.new_attempts()
        started = time.perf_counter()
        sample = measure(self.submit, max(CONCURRENCY), 60, LEARNERS)
        seconds = time.perf_counter() - started
        if sample.count < LEARNERS:
            raise Unexpected(f"{sample.count} of {LEARNERS} submitted within a minute")
        return (
            f"Submit of {LEARNERS} learners at a deadline, {max(CONCURRENCY)} at once: {seconds:.1f} s, "
            f"p99 {sample.p99_ms:.0f} ms, errors: 0"
        )

    def next_people(self) -> None:
        """Let the next flows be done by others."""
        self.turn += 131

    def _gets(self, port: int, requests: list[bytes], wanted: int = 200) -> Work:
        async def work(turn: int) -> None:
            await fetch(port, requests[turn % len(requests)], wanted)

        return work

    async def _once(self, request: bytes, wanted: int) -> None:
        await fetch(self.port, request, wanted)

    def pages(self) -> list[Page]:
        """Everything that is measured."""
        with self.app.app_context():
            study = learning.study(COURSE, Actor(self.ids[0]))
            assert study is not None
            lesson = next(
                item.id for part in study.manifest.modules for item in part.items if item.kind == "lesson"
            )
        pieces = f"{self.film_lesson()}/videos/{FILM}"
        return [
            Page("lesson page", self.page(f"/courses/{COURSE}/lessons/{lesson}")),
            Page("course page", self.page(f"/courses/{COURSE}")),
            Page("home", self.page("/")),
            Page("video lesson", self.page(self.film_lesson())),
            Page("video playlist", self.page(f"{pieces}/240p.m3u8")),
            Page("video segment, led to the store", self.leads(f"{pieces}/240p/1.m4s")),
            Page("save answer", self.save, ready=self.new_attempts),
            Page("save answer, ten of each attempt", self.save_of_ten, ready=self.new_attempts),
            Page("submit quiz", self.submit, most=SUBMITS, ready=self.new_attempts),
            Page("whole quiz", self.whole_quiz, ready=self.next_people),
            Page("whole quiz, without script", self.whole_quiz_in_one, ready=self.next_people),
        ]


def worker_pids(master: int) -> list[int]:
    """Return the processes that a gunicorn master has forked."""
    end = time.monotonic() + 10
    while True:
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        if len(children) == WORKERS:
            return [int(pid) for pid in children]
        if time.monotonic() > end:
            raise RuntimeError(f"gunicorn has {len(children)} processes instead of {WORKERS}")
        time.sleep(0.1)


def cpu_seconds(pids: list[int]) -> list[float]:
    """Return the processor time of each process so far."""
    ticks = os.sysconf("SC_CLK_TCK")
    fields = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in pids]
    return [(int(row[11]) + int(row[12])) / ticks for row in fields]


def pss_mb(pid: int) -> float:
    """Return the proportional set size of a process in megabytes."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1]) / 1024  # type: ignore[index]


def measure_all(bench: Bench, rounds: int, seconds: float, only: str = "") -> list[dict[str, object]]:
    """Measure every page beside the yardstick; return the rows of results.json and print a table."""
    bare = bench.yardstick()
    pages = [page for page in bench.pages() if only in page.name]
    yard: dict[int, list[Sample]] = defaultdict(list)
    for page in pages:
        page.ready()
        measure(page.work, 2, 0.5, page.most and 20)
    measure(bare, 2, 0.5)
    for number in range(rounds):
        for concurrency in CONCURRENCY:
            for page in pages:
                page.ready()
                # The yardstick first in even rounds, last in odd ones.
                before = measure(bare, concurrency, seconds) if number % 2 == 0 else None
                sample = measure(page.work, concurrency, seconds, page.most)
                beside = before or measure(bare, concurrency, seconds)
                yard[concurrency].append(beside)
                page.samples[concurrency].append((sample, sample.per_second / beside.per_second))
        print(f"round {number + 1} of {rounds} done", flush=True)
    rows = [_row("yardstick", c, [(sample, 1.0) for sample in yard[c]]) for c in CONCURRENCY]
    rows += [_row(page.name, c, page.samples[c]) for page in pages for c in CONCURRENCY]
    return rows


def _row(name: str, concurrency: int, samples: list[tuple[Sample, float]]) -> dict[str, object]:
    ratios = [ratio for _, ratio in samples]
    return {
        "name": name,
        "concurrency": concurrency,
        "requests_per_s": round(median(sample.per_second for sample, _ in samples), 1),
        "p50_ms": round(median(sample.p50_ms for sample, _ in samples), 2),
        "p99_ms": round(median(sample.p99_ms for sample, _ in samples), 2),
        "ratio": round(median(ratios), 3),
        "ratio_range": [round(min(ratios), 3), round(max(ratios), 3)],
        "samples": len(samples),
    }


def compare_sizes(big: int, rounds: int) -> list[str]:
    """Measure three pages with 100 and with `big` enrolments in turn; return lines for the report."""
    benches = []
    for count in (100, big):
        started = time.monotonic()
        platform = Platform(workers=WORKERS, threads=THREADS, measured=True)
        platform.prepare()
        app = create_app(Settings.from_env(platform.environment))
        with app.app_context():
            ids = add_learners(count)
        learners = sign_in(app, ids[:: max(1, len(ids) // 100)][:100])
        platform.start_web()
        print(f"{count} enrolments made in {time.monotonic() - started:.0f} s", flush=True)
        benches.append((platform, learners))
    lines = []
    try:
        with app.app_context():
            study = learning.study(COURSE, Actor(ids[0]))
            assert study is not None
            lesson = next(item.id for part in study.manifest.modules for item in part.items)
        for name, path in (
            ("lesson page", f"/courses/{COURSE}/lessons/{lesson}"),
            ("home", "/"),
            ("course page", f"/courses/{COURSE}"),
        ):
            times: tuple[list[float], list[float]] = ([], [])
            for _ in range(rounds * 3):
                for place, (platform, learners) in enumerate(benches):
                    sample = measure(_visits(platform.port, learners, path), 1, 60, 60)
                    times[place].append(sample.p50_ms)
            few, many = median(times[0][3:]), median(times[1][3:])
            lines.append(f"| {name} | {few:.2f} | {many:.2f} | {many / few:.2f} |")
    finally:
        for platform, _ in benches:
            platform.stop()
    return lines


def _visits(port: int, learners: list[Learner], path: str) -> Work:
    requests = [learner.get(path) for learner in learners]

    async def work(turn: int) -> None:
        await fetch(port, requests[turn % len(requests)], 200)

    return work


def this_machine() -> str:
    """Return the processor, its count, and the versions that matter."""
    try:
        info = Path("/proc/cpuinfo").read_text()
        processor = (re.search(r"model name\s*: (.*)", info) or [None, machine.machine()])[1]
    except OSError:
        processor = machine.machine()
    versions = f"Python {machine.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"{os.cpu_count()} cores of {processor}, {versions}, {WORKERS} processes of {THREADS} threads"


def table(rows: list[dict[str, object]]) -> list[str]:
    """Return the lines of the table of pages."""
    lines = [
        "| page | at once | requests/s | p50 ms | p99 ms | ratio to the yardstick | range |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        low, high = row["ratio_range"]  # type: ignore[misc]
        lines.append(
            f"| {row['name']} | {row['concurrency']} | {row['requests_per_s']} | {row['p50_ms']} "
            f"| {row['p99_ms']} | {row['ratio']} | {low} to {high} |"
        )
    return lines


def report(
    rows: list[dict[str, object]], deadline: str, memory: str, split: str, sizes: list[str], big: int
) -> str:
    """Return results.md."""
    lines = [
        f"Measured on {this_machine()}; server and client share the machine.",
        "",
        *table(rows),
        "",
        deadline,
        "",
        split,
        "",
        memory,
        "",
        "| page, p50 ms | 100 enrolments | " + f"{big:,} enrolments | ratio |",
    ]
    lines += ["| --- | ---: | ---: | ---: |", *sizes, ""]
    return "\n".join(lines)


def main() -> None:
    """Run the benchmark and write its results."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--big", type=int, default=100_000)
    parser.add_argument("--only", default="")
    chosen = parser.parse_args()
    made = video.rows(VIDEO_SECONDS) if chosen.only in "video" else []
    print("\n".join(video.table(made)), flush=True)
    bench = Bench()
    try:
        assert bench.platform.web is not None
        masters = (bench.platform.web.process.pid, bench.bare.process.pid)
        before = [cpu_seconds(worker_pids(master)) for master in masters]
        rows = measure_all(bench, chosen.rounds, chosen.seconds, chosen.only)
        begins = []
        if chosen.only in "video":
            begins = first_frame.rows(
                bench.platform.url, bench.learners[0].cookie, bench.film_lesson(), chosen.rounds
            )
        if chosen.only:
            print("\n".join([*table(rows), "", *first_frame.table(begins)]))
            return
        deadline = bench.deadline()
        print(deadline)
        after = [cpu_seconds(worker_pids(master)) for master in masters]
        shares = [[b - a for a, b in zip(*pair, strict=True)] for pair in zip(before, after, strict=True)]
        split = "Split over the processes, by processor time: " + "; ".join(
            f"{name} " + " + ".join(f"{100 * share / sum(part):.0f} %" for share in part)
            for name, part in zip(("platform", "yardstick"), shares, strict=True)
        )
        workers = [pss_mb(pid) for pid in worker_pids(masters[0])]
        memory = (
            f"Memory (PSS) of {len(workers)} web processes after the load: {sum(workers):.0f} MB "
            f"({' + '.join(f'{one:.0f}' for one in workers)}), their parent {pss_mb(masters[0]):.0f} MB"
        )
    finally:
        bench.stop()
    sizes = compare_sizes(chosen.big, chosen.rounds)
    text = report(rows, deadline, memory, split, sizes, chosen.big)
    text += "\n" + "\n".join([*video.table(made), "", *first_frame.table(begins)]) + "\n"
    (HERE / "results.json").write_text(json.dumps([*rows, *made, *begins], indent=2) + "\n")
    (HERE / "results.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
