"""S23, S27: the corpus in real Chromium, without the content security policy to help the sanitiser.

A strict policy is sent in report-only mode: it blocks nothing and tells of everything it would have blocked.
Chromium's own parser and URL rules are the judge here; the host of the pages answers every picture with bytes
that cannot be shown, so that error handlers would fire.
"""

from collections.abc import Callable
from html import escape
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from lms.markup import render
from tests.unit.markup.corpus import CONTEXTS, payloads

pytestmark = pytest.mark.browser

SITE = "http://corpus.test"
POLICY = "default-src 'none'; img-src 'self'; form-action 'none'; base-uri 'none'"
BATCH = 150
WATCH = """
window.fired = [];
for (const name of ['alert', 'confirm', 'prompt', 'open']) window[name] = () => { fired.push(name); };
addEventListener('securitypolicyviolation', (event) => fired.push(event.violatedDirective));
"""
# Every event of the corpus on every element, then what the browser itself made of links, forms and names.
JUDGE = """
() => {
  const events = ['click', 'dblclick', 'mouseover', 'mouseenter', 'focus', 'focusin', 'blur', 'input',
    'change', 'load', 'error', 'toggle', 'begin', 'animationstart', 'animationend', 'transitionend',
    'pointerover', 'scroll', 'keydown', 'paste', 'drop', 'contextmenu', 'beforetoggle', 'wheel'];
  document.addEventListener('click', (event) => event.preventDefault(), true);
  for (const element of document.querySelectorAll('main *'))
    for (const name of events) element.dispatchEvent(new Event(name, {bubbles: false, cancelable: true}));
  const found = [...fired];
  const schemes = new Set(['http:', 'https:', 'mailto:', 'tel:']);
  for (const link of document.querySelectorAll('a[href]'))
    if (!schemes.has(link.protocol)) found.push('scheme ' + link.getAttribute('href'));
  for (const link of document.querySelectorAll('a[href]'))
    if (link.host && link.host !== location.host && link.rel !== 'noopener') found.push('rel ' + link.href);
  for (const image of document.images)
    if (new URL(image.src).host !== location.host) found.push('picture ' + image.src);
  for (const element of document.querySelectorAll('main *'))
    for (const {name} of element.attributes)
      if (/^on|^style$|^name$|^form.|^data-|^hx-/.test(name))
        found.push(element.localName + ' ' + name);
  const bad = 'script, style, iframe, object, embed, form, button, svg, base, link, template, video';
  for (const element of document.body.querySelectorAll(bad)) found.push('<' + element.localName + '>');
  if (document.forms.length) found.push('a form');
  for (const id of ['csrf_token', 'quiz-form', 'p', 'x'])
    if (document.getElementById(id)) found.push('id ' + id);
  if (typeof document.getElementById !== 'function') found.push('clobbered');
  return found;
}
"""


def pages(contexts: list[str]) -> list[str]:
    """The corpus in these contexts as finished pages, each rendering in a section of its own."""
    parts = [
        render(CONTEXTS[context](payload), file="a.md").html for context in contexts for payload in payloads()
    ]
    head = f"<!doctype html><html lang=vi><head><meta charset=utf-8><title>{escape('Bài')}</title></head>"
    sections = [f"<section>{part}</section>" for part in parts]
    return [
        f"{head}<body><main>{''.join(sections[start : start + BATCH])}</main>"
        for start in range(0, len(sections), BATCH)
    ]


def judge(page: Page, contexts: list[str]) -> None:
    """Show every page and fail on anything that ran, was asked for elsewhere, or would have been blocked."""
    made = pages(contexts)
    elsewhere: list[str] = []
    dialogs: list[str] = []

    def answer(route: Route) -> None:
        url = route.request.url
        if not url.startswith(f"{SITE}/"):
            elsewhere.append(url)
            route.abort()
        elif route.request.resource_type == "document":
            body = made[int(url.removeprefix(f"{SITE}/"))]
            headers = {"Content-Security-Policy-Report-Only": POLICY}
            route.fulfill(body=body, content_type="text/html; charset=utf-8", headers=headers)
        else:
            route.fulfill(body="no picture", content_type="image/png")

    def refuse(dialog: Any) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.route("**/*", answer)
    page.on("dialog", refuse)
    page.add_init_script(WATCH)
    for number in range(len(made)):
        page.goto(f"{SITE}/{number}")
        assert page.evaluate(JUDGE) == []
    assert (elsewhere, dialogs) == ([], [])


def test_the_corpus_runs_nothing_in_chromium(page: Page) -> None:
    judge(page, ["alone", "in a link and a picture"])


@pytest.mark.soak
@pytest.mark.parametrize("context", CONTEXTS)
def test_no_context_runs_anything_in_chromium(page: Page, context: str) -> None:
    judge(page, [context])


def test_the_judge_sees_what_runs(visit: Callable[..., Any]) -> None:
    """The same page with the protection taken out is caught."""
    window = visit()
    page = window.page()
    page.route("**/*", lambda route: route.fulfill(
        body="<!doctype html><main><img src=x onerror=alert(1)><a href='java&Tab;script:1'>x</a><form id=p>",
        content_type="text/html",
    ))  # fmt: skip
    page.add_init_script(WATCH)
    page.goto(f"{SITE}/0")
    found = page.evaluate(JUDGE)
    window.errors.clear()
    assert {"alert", "scheme java\tscript:1", "img onerror", "<form>", "a form", "id p"} <= set(found)
