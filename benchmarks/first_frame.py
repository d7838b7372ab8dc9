"""From the tap that chooses a way to watch to the first frame on the screen, in a real Chromium.

Each measurement is a new window with nothing in its cache, over a weak network. What a choice costs to begin
is the block of the lesson, the poster, the link and the head of the file.
"""

from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from tests.servers.chromium import PHONE, program

#: Name -> bytes a second down and up, ms until an answer begins.
NETWORKS = {
    "3G": {"downloadThroughput": 150_000, "uploadThroughput": 75_000, "latency": 300},
    "two bars": {"downloadThroughput": 50_000, "uploadThroughput": 25_000, "latency": 400},
}
CHOICES = ("144p", "240p", "auto")

_FIRST_FRAME = """
link => new Promise(done => {
  const begun = performance.now();
  const look = () => {
    const film = document.querySelector("video");
    if (film && film.currentTime > 0 && film.videoWidth) done(performance.now() - begun);
    else requestAnimationFrame(look);
  };
  look();
  link.click();
})
"""


def first_frame(browser: Browser, url: str, cookie: str, path: str, choice: str, network: str) -> float:
    """Milliseconds from the tap to the first frame that moves; raises playwright's TimeoutError."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN")
    try:
        context.add_cookies([{"name": "session", "value": cookie, "url": url}])
        page = context.new_page()
        page.goto(f"{url}{path}", wait_until="networkidle")
        if choice == "auto":
            # A page of its own: what is measured begins with the tap on play.
            page.locator(f'[data-choice="{choice}"]').click()
            page.wait_for_load_state("networkidle")
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.send("Network.emulateNetworkConditions", {"offline": False, **NETWORKS[network]})
        tap = page.locator("video" if choice == "auto" else f'[data-choice="{choice}"]')
        if choice == "auto":
            tap.evaluate("film => { film.click = () => film.play(); }")
        took: float = tap.evaluate(_FIRST_FRAME)
        return took
    finally:
        context.close()


def rows(url: str, cookie: str, path: str, rounds: int) -> list[dict[str, object]]:
    """A row for each choice and network: median, least and most of the rounds, in ms."""
    found: list[dict[str, object]] = []
    chromium = program()
    if chromium is None:
        raise RuntimeError(f"chromium is missing: {Path(__file__).name} needs one")
    flags = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        for network in NETWORKS:
            for choice in CHOICES:
                took = [first_frame(browser, url, cookie, path, choice, network) for _ in range(rounds)]
                found.append(
                    {
                        "name": f"first frame, {choice}, {network}",
                        "p50_ms": round(median(took)),
                        "range_ms": [round(min(took)), round(max(took))],
                        "samples": rounds,
                    }
                )
        browser.close()
    return found


def table(found: list[dict[str, object]]) -> list[str]:
    """The lines of a Markdown table."""
    lines = ["| start of playback | p50 ms | range |", "| --- | ---: | ---: |"]
    for row in found:
        low, high = row["range_ms"]  # type: ignore[misc]
        lines.append(f"| {row['name']} | {row['p50_ms']} | {low} to {high} |")
    return lines
