"""Zip archives (xlsx, ods) judged before anything is unpacked for good.

What the directory of an archive says about sizes may be a lie, so each entry is inflated once, a piece at
a time and thrown away, up to the size it claims; an entry that holds more is refused (S38).
"""

import io
import stat
import struct
import zipfile
import zlib

from lms.spreadsheets.errors import DamagedFile, FileTooLarge
from lms.spreadsheets.sheet import Limits

_LOCAL_HEADER = 30
_PIECE = 256 * 1024
_ENCRYPTED = 0x1


def judge_archive(data: bytes, limits: Limits) -> frozenset[str]:
    """Return the names in an archive that is what it claims. Raises DamagedFile or FileTooLarge."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError, OverflowError):
        raise DamagedFile from None
    if len(entries) > limits.entries or sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise FileTooLarge
    names = frozenset(entry.filename for entry in entries)
    if len(names) != len(entries) or any(map(_points_elsewhere, entries)):
        raise DamagedFile
    for entry in entries:
        _judge_entry(data, entry)
    return names


def _points_elsewhere(entry: zipfile.ZipInfo) -> bool:
    """True for a name that leaves its folder, and for a link; nothing is unpacked, but no book has them."""
    name = entry.orig_filename
    climbs = name.startswith("/") or ".." in name.split("/") or any(sign in name for sign in "\\:\0")
    return climbs or stat.S_ISLNK(entry.external_attr >> 16)


def _judge_entry(data: bytes, entry: zipfile.ZipInfo) -> None:
    header = data[entry.header_offset : entry.header_offset + _LOCAL_HEADER]
    if entry.flag_bits & _ENCRYPTED or len(header) < _LOCAL_HEADER or header[:4] != b"PK\x03\x04":
        raise DamagedFile
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    start = entry.header_offset + _LOCAL_HEADER + name_length + extra_length
    packed = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        honest = entry.file_size == entry.compress_size == len(packed)
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        honest = _inflated_size(packed, entry.file_size) == entry.file_size
    else:
        honest = False
    if not honest:
        raise DamagedFile


def _inflated_size(packed: memoryview, claimed: int) -> int:
    """How many bytes come out of `packed`, counted no further than one piece beyond `claimed`; -1: broken."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    size, waiting = 0, bytes(packed)
    try:
        while waiting and size <= claimed:
            size += len(inflater.decompress(waiting, _PIECE))
            waiting = inflater.unconsumed_tail
        return size + len(inflater.flush(_PIECE)) if inflater.eof else -1
    except zlib.error:
        return -1
