"""Pictures of a course: judged from their header before anything is decoded, measured, made small.

A picture is the one part of a course that a program must decode, so it is judged first: kind by its own
bytes (never by its name alone), size in bytes and in pixels. SVG is drawn by the browser through <img>; it
is parsed here only to be refused when it carries anything that could run, load or hide.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from PIL import Image, ImageOps, UnidentifiedImageError

from lms.courses.svg import read_svg
from lms.sources import Fault

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
SMALL_WIDTH = 480
SMALL_TYPE = "image/webp"

TYPES: Mapping[str, str] = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}
_FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
_TOO_MANY_PIXELS = "Hình quá 40 triệu điểm ảnh: hãy thu nhỏ (rộng 1.600 điểm là đủ) rồi lưu lại."
_ORIENTATION = 0x0112
_TURNED = frozenset({5, 6, 7, 8})


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of one picture without showing it.

    width, height: pixels as displayed (after the camera's orientation mark); type: media type.
    """

    type: str
    width: int
    height: int


def read_picture(path: str, data: bytes) -> tuple[Picture | None, list[Fault]]:
    """Judge one file of media/ and measure it.

    path: the file's path in the course; data: its bytes. Returns the picture, or None with the faults that
    refuse it. Nothing is decoded before kind, bytes and pixels have been accepted.
    """
    suffix = PurePosixPath(path).suffix.lower()
    if suffix not in TYPES:
        message = f"Không nhận tệp “{suffix or path}” làm hình: hãy lưu thành .svg, .png, .jpg hoặc .webp."
        return None, [Fault(path, 1, message)]
    if len(data) > MAX_BYTES:
        megabytes = f"{len(data) / 1024 / 1024:.1f}".replace(".", ",")
        return None, [Fault(path, 1, f"Hình nặng {megabytes} MB, quá 5 MB: hãy thu nhỏ rồi lưu lại.")]
    if suffix == ".svg":
        size, faults = read_svg(path, data)
        return (Picture(TYPES[suffix], *size) if size else None), faults
    return _read_raster(path, data, TYPES[suffix])


def small_variant(data: bytes, picture: Picture) -> tuple[bytes, int] | None:
    """The smaller copy of a picture for a narrow screen.

    data: bytes that read_picture accepted as `picture`. Returns (WebP bytes, width in pixels), or None where
    no smaller copy is of use: an SVG scales by itself, a picture of at most 480 px is small already, and a
    copy that is not lighter than the picture saves nothing.
    """
    if picture.type == "image/svg+xml" or picture.width <= SMALL_WIDTH:
        return None
    with Image.open(io.BytesIO(data), formats=tuple(_FORMATS)) as opened:
        upright = ImageOps.exif_transpose(opened)
        mode = "RGBA" if upright.has_transparency_data else "RGB"
        height = max(1, round(upright.height * SMALL_WIDTH / upright.width))
        resized = upright.convert(mode).resize((SMALL_WIDTH, height), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    resized.save(out, "WEBP", quality=80, method=4)
    small = out.getvalue()
    return (small, SMALL_WIDTH) if len(small) < len(data) else None


def _read_raster(path: str, data: bytes, expected: str) -> tuple[Picture | None, list[Fault]]:
    try:
        with Image.open(io.BytesIO(data), formats=tuple(_FORMATS)) as opened:
            message = _from_header(opened, expected)
            if message:
                return None, [Fault(path, 1, message)]
            turned = opened.getexif().get(_ORIENTATION) in _TURNED
            opened.load()
            width, height = (opened.height, opened.width) if turned else opened.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None, [Fault(path, 1, _TOO_MANY_PIXELS)]
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        message = "Không đọc được hình: tệp hỏng hoặc không phải hình. Hãy lưu lại từ phần mềm ảnh."
        return None, [Fault(path, 1, message)]
    return Picture(expected, width, height), []


def _from_header(opened: Image.Image, expected: str) -> str | None:
    """Why a picture is refused before it is decoded, or None."""
    if opened.width * opened.height > MAX_PIXELS:
        return _TOO_MANY_PIXELS
    found = _FORMATS[opened.format or ""]
    if found != expected:
        return f"Nội dung tệp là {found}, không đúng với tên: hãy đổi phần đuôi của tên tệp."
    if getattr(opened, "n_frames", 1) > 1:
        return "Hình động không dùng được trong bài: hãy lưu một khung hình tĩnh."
    return None
