"""Real Chromium at phone size, which fails a test on any console error; axe on demand."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

PHONE = {"width": 360, "height": 740}
#: The same browser built without windows: two thirds of the work. Debian has it, others have not.
LIGHTEST = "chromium-headless-shell"
NAMES = (LIGHTEST, "chromium", "chromium-browser", "google-chrome")
_FLAGS = [
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--disable-software-rasterizer",
    "--disable-dev-shm-usage",
]

#: ms until something is said not to happen. No test judges time: a machine may be busy.
PATIENCE = 30_000
#: All rules of axe that are on by default; none of them asks for the text of style sheets.
AXE = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}}
#: Chromium says this of a kept connection that the server closed first; what the page needs it asks anew.
CLOSED_FIRST = ("ERR_SOCKET_NOT_CONNECTED", "ERR_CONNECTION_RESET")


def program() -> str | None:
    """Return the path of the machine's Chromium."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the run."""
    path = program()
    if path is None:
        raise RuntimeError("chromium is missing")
    flags = [*_FLAGS, "--no-sandbox"] if os.geteuid() == 0 else _FLAGS
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=flags)
        yield made
        made.close()


class Visit:
    """A person's browser: a fresh context whose console errors are collected in `errors`."""

    def __init__(self, browser: Browser, **options: Any) -> None:
        self.errors: list[str] = []
        settings = {"viewport": PHONE, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh", **options}
        self.context: BrowserContext = browser.new_context(**settings)
        self.context.set_default_timeout(PATIENCE)

    def page(self) -> Page:
        """Open a tab."""
        page = self.context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        return page

    def expect_errors(self, part: str) -> None:
        """Forget console errors that contain `part`; fail when there is none, for then the test lies."""
        kept = [error for error in self.errors if part not in error]
        assert len(kept) < len(self.errors), f"no console error contains {part!r}: {self.errors}"
        self.errors[:] = kept

    def close(self) -> None:
        """Close the browser window; fail when the console had errors."""
        self.context.close()
        assert not self.errors, "\n".join(self.errors)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(words in message.text for words in CLOSED_FIRST):
            self.errors.append(f"{message.location.get('url')}: {message.text}")


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Make browser windows: `visit(java_script_enabled=False, viewport=…)`; each is checked at the end."""
    made: list[Visit] = []

    def open_window(**options: Any) -> Visit:
        window = Visit(browser, **options)
        made.append(window)
        return window

    yield open_window
    for window in made:
        window.close()


@pytest.fixture
def page(visit: Callable[..., Visit]) -> Page:
    """A tab in a 360 px window with script."""
    return visit().page()


#: Waits for colours that are on their way: a button's ground takes an eighth of a second into the dark.
_SETTLED = """() => Promise.all(
  document.getAnimations()
    .filter(one => Number.isFinite(one.effect.getComputedTiming().endTime))
    .map(one => one.finished.catch(() => {}))
).then(() => {})"""

#: What a page shows and how: the same again, but for numbers, addresses and tokens, has the same faults.
_SHOWN = """() => [
  document.documentElement.outerHTML
    .replace(/ (href|src|srcset|action|value|nonce|integrity)="[^"]*"/g, " $1")
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]+/g, "0"),
  innerWidth, matchMedia("(prefers-color-scheme: dark)").matches,
  getComputedStyle(document.documentElement).fontSize,
  document.activeElement?.outerHTML.slice(0, 60), document.querySelectorAll(":checked, :invalid").length,
].join(" ")"""


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Check a page with axe: `axe(page)` fails with what a person would not be able to use.

    A page that was found good in this run is not looked at again (`_SHOWN`).
    """
    tool = Axe()
    good: set[int] = set()

    def check(page: Page) -> None:
        # A click that opened another page returns before that page has a first element.
        page.wait_for_load_state()
        page.evaluate(_SETTLED)
        shown = hash(page.evaluate(_SHOWN))
        if shown in good:
            return
        found = tool.run(page, options=AXE)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
        good.add(shown)

    return check
