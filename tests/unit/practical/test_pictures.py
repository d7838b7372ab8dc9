"""S43: a photo made to fill the memory is refused by its header, or costs what any photo costs."""

import io
import struct
import time
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from lms.practical.errors import NotAPhoto, PhotoTooLarge
from lms.practical.pictures import EDGE, plain_photo
from lms.practical.rules import PHOTO_BYTES

SECONDS = 2
#: What Python may hold at once for a photo that is refused; pixels would be 72 MB and more.
REFUSED_BYTES = 8_000_000


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *more: bytes) -> bytes:
    """A PNG of one colour with all its pixels: little on the wire, everything in memory."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    squeezer = zlib.compressobj(9)
    line = b"\0" * (width + 1)
    data = b"".join(squeezer.compress(line) for _ in range(height)) + squeezer.flush()
    parts = (chunk(b"IHDR", header), *more, chunk(b"IDAT", data), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def claiming(width: int, height: int) -> bytes:
    """A JPEG whose header claims a size."""
    out = io.BytesIO()
    Image.new("L", (16, 16)).save(out, "JPEG")
    data = bytearray(out.getvalue())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def text_bomb() -> bytes:
    """A small PNG with a comment that unpacks to 20 MB."""
    return png(8, 8, chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 20_000_000, 9)))


@pytest.mark.parametrize(
    ("made", "refusal"),
    [
        (lambda: png(5_000, 5_000), PhotoTooLarge),
        (lambda: png(24_000_001, 1), PhotoTooLarge),
        (lambda: claiming(50_000, 50_000), PhotoTooLarge),
        (lambda: claiming(65_500, 65_500), PhotoTooLarge),
        (text_bomb, NotAPhoto),
    ],
    ids=["25 megapixels", "one line", "50k x 50k", "largest jpeg", "text"],
)
def test_a_bomb_is_refused_before_it_is_unpacked(made: Callable[[], bytes], refusal: type[Exception]) -> None:
    data = made()
    assert len(data) < 200_000
    tracemalloc.start()
    began = time.perf_counter()
    try:
        with pytest.raises(refusal):
            plain_photo(data)
        took, (_, most) = time.perf_counter() - began, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert took < SECONDS
    assert most < REFUSED_BYTES


def test_only_the_first_of_many_pictures_is_made() -> None:
    """A moving picture of a thousand frames costs one."""
    frames = [Image.new("RGB", (60, 40), (n % 256, 0, 0)) for n in range(1_000)]
    out = io.BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:], duration=10)
    began = time.perf_counter()
    data = plain_photo(out.getvalue())
    assert time.perf_counter() - began < SECONDS
    with Image.open(io.BytesIO(data)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (60, 40))


def test_the_largest_that_is_taken_comes_out_small() -> None:
    data = plain_photo(png(6_000, 4_000))
    with Image.open(io.BytesIO(data)) as shown:
        assert max(shown.size) == EDGE
    assert len(data) <= PHOTO_BYTES
