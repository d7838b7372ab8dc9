"""Photos made small and plain: upright, at most 1,600 px, under 300 kB, without what the camera wrote (S43).

A photo is judged by its header before anything is decoded. What comes out is always a JPEG of our own
making, so that neither a place nor a program can ride along.
"""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from lms.practical.errors import NotAPhoto, PhotoTooLarge
from lms.practical.rules import PHOTO_BYTES

FORMATS = ("JPEG", "PNG", "WEBP")
#: A JPEG is decoded at a fraction of its size; others are decoded whole.
MAX_JPEG_PIXELS = 100_000_000
MAX_PIXELS = 24_000_000
MAX_BYTES = 15 * 1024 * 1024
EDGE = 1600
_EDGES = (EDGE, 1200, 900, 600)
_QUALITIES = (82, 72, 60, 45)


def plain_photo(data: bytes) -> bytes:
    """The photo as a JPEG of at most 300 kB without metadata.

    Raises NotAPhoto, PhotoTooLarge.
    """
    if len(data) > MAX_BYTES:
        raise PhotoTooLarge
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > (MAX_JPEG_PIXELS if opened.format == "JPEG" else MAX_PIXELS):
                raise PhotoTooLarge
            opened.draft("RGB", (2 * EDGE, 2 * EDGE))
            upright = ImageOps.exif_transpose(opened)
            return _small(_on_white(upright))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PhotoTooLarge from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise NotAPhoto from None


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    drawn = picture.convert("RGBA")
    paper = Image.new("RGB", drawn.size, "white")
    paper.paste(drawn, mask=drawn.getchannel("A"))
    return paper


def _small(picture: Image.Image) -> bytes:
    best = b""
    for edge, quality in zip(_EDGES, _QUALITIES, strict=True):
        shrunk = picture.copy()
        shrunk.info.clear()  # a comment of the camera's would be written again
        shrunk.thumbnail((edge, edge), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        shrunk.save(out, "JPEG", quality=quality, optimize=True)
        best = out.getvalue()
        if len(best) <= PHOTO_BYTES:
            break
    return best
