"""Drawing a certificate: PDF/A for printing, a small PNG for sending on.

Typst falls back silently to another font when one is missing, so the fonts come from a package of their own,
system fonts are ignored and a test asserts what is embedded. Texts reach the drawing as JSON data: nothing
that a person typed is ever read as markup, and nothing is fetched.
"""

import io
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import fontpkg_be_vietnam_pro
import segno
import typst
from PIL import Image

from lms.certificates.rules import Snapshot, grouped
from lms.names import certificate_date, date_
from lms.paths import TEMPLATES

SOURCE = TEMPLATES / "certificates" / "certificate.typ"
FONTS = Path(fontpkg_be_vietnam_pro.ROOT) / "files"
PICTURE_LIMIT = 300_000  # bytes: what a phone sends on without thinking
PICTURE_PPI = 110
NAME_SIZES = ((28, 24), (50, 17))  # up to so many characters in so many points; longer names smaller
SMALLEST_NAME = 14  # points


def verify_address(site_url: str, code: str) -> str:
    """What the QR code holds, and nothing else."""
    return f"{site_url}/verify/{code}"


def qr_svg(address: str) -> str:
    """The QR code of an address as SVG, error correction M, with its quiet zone."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=2, dark="#1d2721", light="#fffdf9"
    )
    return out.getvalue().decode()


def _name_size(full_name: str) -> int:
    """In points, so that nearly every name stands on one line."""
    return next((size for longest, size in NAME_SIZES if len(full_name) <= longest), SMALLEST_NAME)


def _inputs(snapshot: Snapshot, code: str, site_url: str) -> dict[str, str]:
    host = urlsplit(site_url).netloc
    issued = date.fromisoformat(snapshot.issued_on)
    data = asdict(snapshot) | {
        "title": f"Giấy chứng nhận {snapshot.number}",
        "name_size": _name_size(snapshot.full_name),
        "started": date_(date.fromisoformat(snapshot.started_on)),
        "completed": date_(date.fromisoformat(snapshot.completed_on)),
        "issued": certificate_date(issued),
        "issued_ymd": [issued.year, issued.month, issued.day],
        "code": grouped(code),
        "verify_page": f"{host}/verify",
        "verify_url": verify_address(site_url, code),
        "qr": qr_svg(verify_address(site_url, code)),
    }
    return {"certificate": json.dumps(data, ensure_ascii=False)}


def pdf(snapshot: Snapshot, code: str, site_url: str) -> bytes:
    """The certificate as PDF/A-2b, one A4 page in landscape, fonts embedded."""
    made = typst.compile(
        SOURCE,
        root=SOURCE.parent,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["a-2b"],
        sys_inputs=_inputs(snapshot, code, site_url),
    )
    return bytes(made)


def png(snapshot: Snapshot, code: str, site_url: str) -> bytes:
    """The certificate as a picture of at most 300 kB."""
    made = typst.compile(
        SOURCE,
        root=SOURCE.parent,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="png",
        ppi=PICTURE_PPI,
        sys_inputs=_inputs(snapshot, code, site_url),
    )
    picture = Image.open(io.BytesIO(bytes(made))).convert("RGB").quantize(64)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
