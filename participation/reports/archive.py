"""A ZIP that is written as a stream and comes out the same, byte for byte, whenever its contents are the same."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, BinaryIO, TextIO

SUMS = "SHA256SUMS"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the format knows no earlier time
_MODE = 0o100644 << 16
_LEVEL = 6
_CHUNK = 64 * 1024


class _Hashed(io.RawIOBase):
    """A member of the ZIP that is hashed while it is written."""

    def __init__(self, member: IO[bytes]) -> None:
        super().__init__()
        self._member = member
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: object) -> int:
        """Hash and write on."""
        content = bytes(data)  # type: ignore[call-overload]  # whatever has bytes
        self.digest.update(content)
        self._member.write(content)
        return len(content)


class Archive:
    """Writes members one after another; all get the same moment, and `close` adds their SHA-256 sums as a file of its own."""

    def __init__(self, stream: BinaryIO, moment: datetime) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        stamp = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
        self._stamp = max(stamp, _EARLIEST)
        self.sums: dict[str, str] = {}

    @contextmanager
    def member(self, name: str) -> Iterator[BinaryIO]:
        """Open a member for bytes. `name` is ASCII, folders with `/`."""
        info = zipfile.ZipInfo(name, self._stamp)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = _MODE
        info.create_system = 3
        with self._zip.open(info, "w") as member:
            hashed = _Hashed(member)
            buffered = io.BufferedWriter(hashed, _CHUNK)
            yield buffered
            buffered.flush()
        self.sums[name] = hashed.digest.hexdigest()

    @contextmanager
    def text(self, name: str) -> Iterator[TextIO]:
        """Open a member for text in UTF-8; line ends stay as they are written."""
        with self.member(name) as member:
            stream = io.TextIOWrapper(member, encoding="utf-8", newline="", write_through=False)
            yield stream
            stream.flush()
            stream.detach()

    def add(self, name: str, text: str) -> None:
        """Add a short text as a member."""
        with self.text(name) as stream:
            stream.write(text)

    def close(self) -> None:
        """Add the sums, in the form that `sha256sum -c` reads, and end the ZIP."""
        sums = "".join(f"{digest}  {name}\n" for name, digest in self.sums.items())
        self.add(SUMS, sums)
        self._zip.close()
