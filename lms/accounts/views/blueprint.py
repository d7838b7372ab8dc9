"""The blueprint that every subject of this room hangs its pages on."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
