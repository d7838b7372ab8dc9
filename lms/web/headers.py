"""Response headers: one content security policy without unsafe-inline, built from the settings."""

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from lms.config import Settings

HSTS = "max-age=31536000; includeSubDomains"


def storage_origin(chosen: Settings) -> str:
    """The origin that signed file addresses point to; empty when files come from our own server."""
    if chosen.storage != "s3":
        return ""
    parts = urlsplit(chosen.s3_endpoint_url or f"https://s3.{chosen.s3_region}.amazonaws.com")
    virtual = chosen.s3_addressing == "virtual" or not (chosen.s3_addressing or chosen.s3_endpoint_url)
    return (
        f"{parts.scheme}://{chosen.s3_bucket}.{parts.netloc}"
        if virtual
        else f"{parts.scheme}://{parts.netloc}"
    )


def content_security_policy(chosen: Settings, nonce: str, *, streams: bool = False) -> str:
    """The policy of every page; error pages too. streams: the page's script puts a film together (blob:)."""
    files = f" {storage_origin(chosen)}".rstrip()
    films = f"{files} blob:" if streams else files
    return (
        "default-src 'self'; "
        f"script-src 'self' 'nonce-{nonce}'; "
        "style-src 'self'; "
        f"img-src 'self'{files}; "
        f"media-src 'self'{films}; "
        f"connect-src 'self'{files}; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def csp_nonce() -> str:
    """The nonce of this response, for the one script tag that needs it."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def let_stream() -> None:
    """Let this page's script put a film together from segments, for automatic quality."""
    g.streams = True


def init_app(app: Flask, chosen: Settings) -> None:
    """Add the headers to every response that has not set its own."""
    app.jinja_env.globals["csp_nonce"] = csp_nonce

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        if "Content-Security-Policy" not in headers:
            headers["Content-Security-Policy"] = content_security_policy(
                chosen, csp_nonce(), streams=g.get("streams", False)
            )
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if chosen.https:
            headers["Strict-Transport-Security"] = HSTS
        if "Cache-Control" not in headers and request.endpoint != "static":
            headers["Cache-Control"] = "no-store"
        return response
