"""The link of a message about a forgotten password, in a browser: its code leaves the address at once."""

from collections.abc import Callable

import pytest

from tests.client import CheckingClient
from tests.factories import Factory
from tests.pages.test_forgotten import ask, sent_token, with_mail
from tests.servers.chromium import Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False])
def test_from_the_message_to_a_new_password(
    client: CheckingClient, factory: Factory, visit: Callable[..., Visit], site: str, script: bool
) -> None:
    """With script the code is filled in; without, it is copied from the message. No request names it."""
    ask(client, with_mail(factory).login)
    token = sent_token(factory)
    asked: list[str] = []
    page = visit(java_script_enabled=script).page()
    page.on("request", lambda request: asked.append(f"{request.url} {request.headers.get('referer')}"))
    page.goto(f"{site}/new-password#{token}")
    if script:
        page.get_by_label("Mã trong thư").wait_for(state="hidden")
        assert page.url == f"{site}/new-password"
    else:
        page.get_by_label("Mã trong thư").fill(token)
    page.locator("input[name=password]").fill("73648291")
    page.get_by_role("button", name="Lưu mật khẩu").click()
    page.wait_for_url(f"{site}/sign-in")
    # What a browser sends of an address ends before the fragment.
    assert asked and not [line for line in asked if token in line.split("#")[0]]
    assert not [line for line in asked if token in line.split(" ")[1]]
