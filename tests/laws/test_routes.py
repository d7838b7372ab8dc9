"""Laws of every route: a declared permission, typed ids, CSRF tokens, quiet errors."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, abort
from werkzeug.routing import IntegerConverter, Rule, UUIDConverter

from lms.ids import new_id
from lms.permissions import Can
from lms.web import guard
from tests.client import CheckingClient
from tests.factories import Factory

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
#: Ids that are text by design (law 3): course, module, lesson, quiz, question and item ids, formula names.
TEXT_IDS = {
    "module_id",
    "course_id",
    "item_id",
    "lesson_id",
    "quiz_id",
    "practical_id",
    "question_id",
    "digest",
    "file_digest",
    "slug",
    "language",
    "video_name",
    "rendition",
    "name",
    "code",
    "key",
    "locale",
}
CANARY = "canary-5d1f /srv/secret.py SELECT password"


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        yield rule, _address(app, rule)


def _address(app: Flask, rule: Rule) -> str:
    values: dict[str, Any] = {}
    for name in rule.arguments:
        converter = rule._converters[name]
        values[name] = (
            new_id()
            if isinstance(converter, UUIDConverter)
            else "1"
            if isinstance(converter, IntegerConverter)
            else "khong-co"
        )
    with app.test_request_context():
        built = app.url_map.bind("127.0.0.1").build(rule.endpoint, values, method=None, force_external=False)
    return str(built)


@pytest.mark.once
def test_every_route_declares_who_may(one_app: Flask) -> None:
    declared = guard.declared(one_app)
    assert set(one_app.view_functions) == set(declared)
    assert all(isinstance(can, Can) for can in declared.values())


@pytest.mark.once
def test_a_route_without_a_declaration_stops_the_application() -> None:
    app = Flask("bare")
    app.add_url_rule("/open", "open", lambda: "open")
    with pytest.raises(guard.UnguardedRoute, match="open"):
        guard.declared(app)


@pytest.mark.once
def test_ids_in_addresses_are_typed(one_app: Flask) -> None:
    untyped = [
        f"{rule.rule}: write <uuid:{name}>"
        for rule in one_app.url_map.iter_rules()
        for name in rule.arguments
        if name not in TEXT_IDS and type(rule._converters[name]).__name__ == "UnicodeConverter"
    ]
    assert not untyped, "\n".join(untyped)


@pytest.mark.once
def test_addresses_are_lower_case_kebab_case(one_app: Flask) -> None:
    odd = [
        rule.rule
        for rule in one_app.url_map.iter_rules()
        if any(
            part != part.lower() or "_" in part for part in rule.rule.split("/") if not part.startswith("<")
        )
    ]
    assert not odd


@pytest.mark.slow
@pytest.mark.once
def test_unsafe_requests_need_the_session_s_own_token(
    app: Flask, client: CheckingClient, factory: Factory, new_client: Any
) -> None:
    admin = factory.person("Phạm Thị Thảo", admin=True)
    factory.sign_in(client, admin)
    client.get("/")
    stranger = new_client()
    foreign = stranger.token()
    for rule, address in routes(app):
        if rule.endpoint == "storage.part":
            continue  # the signature in its address is the permission; no cookie is asked (test_stores)
        for method in sorted((rule.methods or set()) & UNSAFE):
            for token in (None, foreign, "x"):
                data = {} if token is None else {"csrf_token": token}
                answer = client.open(address, method=method, data=data, csrf=False)
                assert answer.status_code == 400, f"{method} {address} with token {token!r}: {answer.status}"


@pytest.mark.once
def test_signed_out_people_reach_only_public_pages(app: Flask, client: CheckingClient) -> None:
    declared = guard.declared(app)
    open_to_all = {Can.PUBLIC, Can.SIGN_IN}
    for rule, address in routes(app):
        if declared[rule.endpoint] in open_to_all:
            continue
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            answer = client.open(address, method=method)
            if method == "GET":
                assert answer.status_code == 302, f"{method} {address}: {answer.status}"
                assert answer.location.startswith("/sign-in?next="), f"{method} {address}: {answer.location}"
            else:
                assert answer.status_code == 401, f"{method} {address}: {answer.status}"


@pytest.mark.slow
def test_no_route_fails_on_ids_of_nothing(app: Flask, client: CheckingClient, factory: Factory) -> None:
    admin = factory.person("Phạm Thị Thảo", admin=True)
    for rule, address in routes(app):
        factory.sign_in(client, admin)
        if rule.endpoint == "health.readyz":
            continue
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            answer = client.open(address, method=method, queries=40)
            allowed = {200, 302, 303, 400, 403, 404, 409, 413, 422} | ({429} if method == "POST" else set())
            assert answer.status_code in allowed, f"{method} {address}: {answer.status}"


@pytest.mark.slow
@pytest.mark.once
def test_errors_are_quiet_on_every_route(
    app: Flask, client: CheckingClient, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    factory.sign_in(client, factory.person("Phạm Thị Thảo", admin=True))
    client.get("/")

    def broken(**_: Any) -> Any:
        raise RuntimeError(CANARY)

    for rule, address in routes(app):
        monkeypatch.setitem(app.view_functions, rule.endpoint, broken)
        method = "GET" if "GET" in (rule.methods or set()) else sorted((rule.methods or set()) & UNSAFE)[0]
        answer = client.open(address, method=method, status=500)
        for secret in (CANARY, "Traceback", "RuntimeError", ".py", "SELECT"):
            assert secret not in answer.text, f"{method} {address} tells {secret!r}"
        assert answer.headers["X-Request-Id"] in answer.text


@pytest.mark.once
@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 422, 429, 500, 503])
def test_every_error_has_a_page_of_its_own(
    app: Flask, client: CheckingClient, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    def refuse(**_: Any) -> Any:
        abort(status)

    monkeypatch.setitem(app.view_functions, "health.healthz", refuse)
    answer = client.get("/healthz", status=status)
    assert answer.mimetype == "text/html"
    assert answer.headers["X-Request-Id"] in answer.text
    if status == 503:
        assert int(answer.headers["Retry-After"]) > 0
    answer = client.get("/healthz", status=status, headers={"Accept": "application/json"})
    assert answer.is_json
