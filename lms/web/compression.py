"""Pages travel compressed: on a weak network the bytes of a lesson are most of its time.

Built files are compressed beforehand (lms/web/assets.py); this is for what is rendered. Compressing a secret
together with words of a visitor can leak the secret by its length (BREACH). The only secret in a page is the
form token, whose signature changes every second and without which the rest of it is worth nothing; and the
session cookie is SameSite=Lax, so that other sites cannot fetch pages in a person's name in the background.
"""

import gzip

from flask import Flask, Response, request

TYPES = {"text/html", "text/css", "application/json"}
#: Shorter answers fit one packet either way.
SMALLEST = 600
#: Nearly as small as 9, at a fraction of the time.
LEVEL = 5


def _worth_it(response: Response) -> bool:
    return (
        response.mimetype in TYPES
        and not response.is_streamed
        and not response.direct_passthrough
        and "Content-Encoding" not in response.headers
        and len(response.get_data()) >= SMALLEST
    )


def init_app(app: Flask) -> None:
    """Compress every rendered answer for whoever accepts gzip."""

    @app.after_request
    def compress(response: Response) -> Response:
        if request.method == "HEAD" or not _worth_it(response):
            return response
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"] > 0:
            response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
        return response
