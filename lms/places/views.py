"""Looking a commune up from a script: public facts, open to everybody who fills a form."""

from typing import Any

from flask import Blueprint, jsonify, request

from lms.places import queries
from lms.places.rules import HITS
from lms.places.words import formerly
from lms.web.guard import public

bp = Blueprint("places", __name__)


@bp.get("/places")
@public
def search() -> Any:
    """The communes that a name may mean."""
    found = queries.search(request.args.get("q", ""))
    hits = [{"code": hit.code, "label": hit.label, "note": formerly(hit)} for hit in found[:HITS]]
    return jsonify(hits=hits, more=len(found) > HITS)
