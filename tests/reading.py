"""What a page says, for tests that read it as a person does."""

import re
from html import unescape


def words(html: str) -> str:
    """The text between the tags with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def main_words(html: str) -> str:
    """The same of <main> only, without header and footer."""
    found = re.search(r"<main\b.*</main>", html, re.DOTALL)
    assert found is not None
    return words(found.group())


def options(html: str, question_id: str) -> dict[str, str]:
    """The options of a question by their words: what the form sends for each."""
    found = re.findall(
        rf'<label[^>]*>\s*<input[^>]*name="a\.{re.escape(question_id)}"[^>]*value="([^"]+)"[^>]*>(.*?)</label>',
        html,
        re.DOTALL,
    )
    return {words(text): value for value, text in found}
