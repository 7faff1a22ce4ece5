"""Parts put together into one ZIP as they are, without compressing them again; and reading one member of it as a stream."""

from __future__ import annotations

import shutil
import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from participation.opendata.parts import STAMP

PIECE = 64 * 1024
_LOCAL = struct.Struct("<4s5H3L2H")
"""The fixed part of a local header (APPNOTE 4.3.7); the lengths of name and extra field come last."""


def join(stream: BinaryIO, texts: Mapping[str, str], parts: Sequence[Path]) -> None:
    """Write the archive: short texts by name, then the members of the parts."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o100644 << 16
            archive.writestr(info, text)
        for path in parts:
            _take_over(archive, stream, path)


def _take_over(archive: Any, stream: BinaryIO, path: Path) -> None:
    """Copy a part's only member, compressed as it is, with a header that says its sizes."""
    with path.open("rb") as source:
        with zipfile.ZipFile(source) as part:
            [found] = part.infolist()
        source.seek(found.header_offset)
        *_fixed, name_length, extra_length = _LOCAL.unpack(source.read(_LOCAL.size))
        source.seek(found.header_offset + _LOCAL.size + name_length + extra_length)
        info = zipfile.ZipInfo(found.filename, STAMP)
        info.compress_type, info.external_attr, info.CRC = found.compress_type, found.external_attr, found.CRC
        info.compress_size, info.file_size = found.compress_size, found.file_size
        stream.seek(archive.start_dir)
        info.header_offset = archive.start_dir
        stream.write(info.FileHeader(zip64=True))
        _copy(source, stream, found.compress_size)
    archive.filelist.append(info)
    archive.NameToInfo[info.filename] = info
    archive.start_dir = stream.tell()  # where the next member begins, and in the end the directory
    archive._didModify = True


def _copy(source: BinaryIO, target: BinaryIO, length: int) -> None:
    while length:
        piece = source.read(min(length, 1024 * 1024))
        if not piece:
            raise OSError("a part is shorter than it says")
        target.write(piece)
        length -= len(piece)


def member_of(stream: BinaryIO, name: str) -> tuple[int, Iterator[bytes]]:
    """The size of an archive's member and its pieces. Raises KeyError where there is none; the stream is closed in the end."""
    archive = zipfile.ZipFile(stream)
    info = archive.getinfo(name)

    def pieces() -> Iterator[bytes]:
        with stream, archive, archive.open(info) as member:
            while piece := member.read(PIECE):
                yield piece

    return info.file_size, pieces()


def as_lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """JSON Lines from an array with an object a line."""
    kept = b""
    for piece in pieces:
        *whole, kept = (kept + piece).split(b"\n")
        told = b"".join(line.removesuffix(b",") + b"\n" for line in whole if line not in (b"[", b"]"))
        if told:
            yield told


def drop(folder: Path) -> None:
    """Delete a folder of parts."""
    shutil.rmtree(folder, ignore_errors=True)
