"""Pictures: kind, weight and size are judged before decoding; SVG that could run or call out is refused."""

import io
import struct
import zlib

import pytest
from PIL import Image

from lms.courses.pictures import MAX_BYTES, Picture, read_picture, small_variant

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20">{}</svg>'


def raster(kind: str, width: int, height: int, **options: object) -> bytes:
    noise = Image.effect_noise((width, height), 40).convert("RGB")
    out = io.BytesIO()
    noise.save(out, kind, **options)
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


def said(path: str, data: bytes) -> str:
    picture, faults = read_picture(path, data)
    assert picture is None
    return " ".join(fault.message for fault in faults)


@pytest.mark.parametrize(
    ("name", "kind", "type_"),
    [("a.png", "PNG", "image/png"), ("a.jpg", "JPEG", "image/jpeg"), ("a.webp", "WEBP", "image/webp")],
)
def test_size_and_smaller_copy(name: str, kind: str, type_: str) -> None:
    data = raster(kind, 1200, 800)
    picture, faults = read_picture(name, data)
    assert (picture, faults) == (Picture(type_, 1200, 800), [])
    made = small_variant(data, picture)
    assert made is not None
    with Image.open(io.BytesIO(made[0])) as small:
        assert (small.format, small.size, made[1]) == ("WEBP", (480, 320), 480)
    assert len(made[0]) < len(data)
    assert small_variant(data, picture) == made


def test_no_smaller_copy_of_what_is_small() -> None:
    data = raster("PNG", 480, 300)
    picture, _ = read_picture("a.png", data)
    assert picture is not None
    assert small_variant(data, picture) is None


def test_no_smaller_copy_that_is_not_lighter() -> None:
    out = io.BytesIO()
    Image.new("1", (481, 8)).save(out, "PNG", optimize=True)
    picture, _ = read_picture("a.png", out.getvalue())
    assert picture is not None
    made = small_variant(out.getvalue(), picture)
    assert made is None or len(made[0]) < len(out.getvalue())


def test_a_turned_photograph_is_measured_as_shown() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    data = raster("JPEG", 1200, 800, exif=turned)
    picture, _ = read_picture("a.jpg", data)
    assert picture == Picture("image/jpeg", 800, 1200)
    made = small_variant(data, picture)
    assert made is not None
    with Image.open(io.BytesIO(made[0])) as small:
        assert small.size == (480, 720)


@pytest.mark.parametrize("name", ["a.gif", "a.bmp", "a.tiff", "a.avif", "a.html", "a.php", "a", "a.svgz"])
def test_other_kinds_are_refused_by_name(name: str) -> None:
    assert "Không nhận tệp" in said(name, raster("PNG", 2, 2))


def test_name_and_bytes_must_agree() -> None:
    assert "không đúng với tên" in said("a.png", raster("JPEG", 4, 4))


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"<html><script>x()</script>", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]
)
def test_what_is_no_picture(data: bytes) -> None:
    assert "Không đọc được hình" in said("a.png", data)


def test_cut_short() -> None:
    assert "Không đọc được hình" in said("a.jpg", raster("JPEG", 300, 300)[:-2000])


@pytest.mark.parametrize(("width", "height"), [(8000, 5001), (12000, 10000), (60000, 60000), (2**31 - 1, 1)])
def test_too_many_pixels_are_refused_by_the_header(width: int, height: int) -> None:
    assert "40 triệu điểm ảnh" in said("a.png", png_header(width, height))


def test_too_heavy() -> None:
    assert "quá 5 MB" in said("a.png", raster("PNG", 10, 10) + b"\0" * MAX_BYTES)


def test_moving_pictures() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=100)
    assert "Hình động" in said("a.webp", out.getvalue())


@pytest.mark.parametrize(
    ("head", "size"),
    [
        ('viewBox="0 0 30 20"', (30, 20)),
        ('viewBox="0,0,30.4,20.6"', (30, 21)),
        ('width="300" height="200px"', (300, 200)),
        ('width="100%" height="100%" viewBox="0 0 30 20"', (30, 20)),
    ],
)
def test_svg_size(head: str, size: tuple[int, int]) -> None:
    picture, faults = read_picture("a.svg", f'<svg xmlns="http://www.w3.org/2000/svg" {head}/>'.encode())
    assert faults == []
    assert picture == Picture("image/svg+xml", *size)
    assert small_variant(b"", picture) is None


@pytest.mark.parametrize(
    "head", ["", 'viewBox="0 0 0 0"', 'viewBox="a"', 'width="1e9" height="2"', 'viewBox="0 0 nan 3"']
)
def test_svg_without_size(head: str) -> None:
    assert "chưa có kích thước" in said("a.svg", f'<svg xmlns="http://www.w3.org/2000/svg" {head}/>'.encode())


@pytest.mark.parametrize(
    ("inside", "word"),
    [
        ("<script>x()</script>", "<script>"),
        ("<g><script href='x.js'/></g>", "<script>"),
        ('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>', "<foreignObject>"),
        ('<p xmlns="http://www.w3.org/1999/xhtml">x</p>', "<p>"),
        ("<image href='data:image/png;base64,AA'/>", "<image>"),
        ("<a href='javascript:x()'><path/></a>", "<a>"),
        ("<animate attributeName='href' to='javascript:x()'/>", "<animate>"),
        ("<set attributeName='onload' to='x()'/>", "<set>"),
        ("<path onload='x()'/>", "onload"),
        ("<path ONCLICK='x()'/>", "ONCLICK"),
        ("<use href='other.svg#x'/>", "href"),
        ("<use xmlns:x='http://www.w3.org/1999/xlink' x:href='//evil.example/x.svg#x'/>", "href"),
        ("<rect fill='url(//evil.example/x)'/>", "fill"),
        ("<rect style='background:url( \"https://evil.example\" )'/>", "style"),
        ("<rect style='fill:u\\72l(//evil)'/>", "style"),
        ("<style>@import '//evil.example';</style>", "<style>"),
        ("<style>rect{fill:url(http://evil.example)}</style>", "<style>"),
    ],
)
def test_svg_that_runs_or_calls_out(inside: str, word: str) -> None:
    assert word in said("a.svg", SVG.format(inside).encode())


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + SVG.format("<text>&b;</text>").encode(),
        b'<!DOCTYPE svg SYSTEM "file:///etc/passwd">' + SVG.format("").encode(),
    ],
)
def test_svg_with_doctype(data: bytes) -> None:
    assert "DOCTYPE" in said("a.svg", data)


def test_svg_with_style_sheet_instruction() -> None:
    assert "xml-stylesheet" in said("a.svg", b'<?xml-stylesheet href="x.css"?>' + SVG.format("").encode())


@pytest.mark.parametrize(
    "data", [b"", b"<svg", b"<html></html>", b"\0\0", SVG.format("<g>").encode(), b"<svg/>"]
)
def test_svg_that_is_none(data: bytes) -> None:
    assert said("a.svg", data)


def test_svg_faults_name_their_lines() -> None:
    data = SVG.format("\n<path/>\n<script/>\n<path onclick='x'/>\n").encode()
    _, faults = read_picture("a.svg", data)
    assert [fault.line for fault in faults] == [3, 4]


def test_svg_may_refer_to_itself() -> None:
    inside = (
        "<defs><linearGradient id='a'><stop offset='1'/></linearGradient></defs>"
        "<style>.a{fill:url(#a)}</style><rect class='a' fill='url(#a)'/><use href='#a'/>"
    )
    assert read_picture("a.svg", SVG.format(inside).encode())[1] == []
