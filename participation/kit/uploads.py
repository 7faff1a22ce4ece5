"""Pictures and documents that people upload: checked, rewritten, stored under random names.

A picture is never kept as it came: it is decoded, turned upright, scaled and written anew as WebP, so nothing but its pixels
stays (no place, no camera, nothing hidden behind the image). A document is a PDF and is only ever served as a download.
"""

from __future__ import annotations

import io
import os
import re
import secrets
import warnings
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from PIL import Image, ImageCms, ImageOps

from participation.kit.errors import Invalid, NotFound
from participation.kit.language import _

WIDTHS = (480, 960, 1600)
MAX_PIXELS = 24_000_000
MAX_BYTES = 10 * 1024 * 1024
FIELD = "file"
"""How forms call the field for a file, at which objections stand."""
_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 80
_LONGEST_SHAPE = 8  # times as long as wide; WebP ends at 16,383 pixels
_one_at_a_time = Lock()  # a picture of 24 million pixels takes some 250 MB while it is rewritten
_NAME = re.compile(r"[a-z2-7]{26}")
_STORED = re.compile(r"[a-z2-7]{26}(?:-(?:480|960|1600)\.webp|\.pdf)", re.ASCII)
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, MemoryError, OverflowError, Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A stored picture: its random name, the size of its largest copy in pixels, and the widths that exist."""

    name: str
    width: int
    height: int
    widths: tuple[int, ...]

    def file(self, width: int) -> str:
        """The file name of the smallest copy that is at least `width` wide, else of the largest."""
        fitting = [copy for copy in self.widths if copy >= width]
        return picture_file(self.name, fitting[0] if fitting else self.widths[-1])


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A stored PDF: its random file name and its size in bytes."""

    name: str
    size: int


def copies_of(width: int) -> tuple[int, ...]:
    """The widths in which a picture of `width` pixels is kept; the narrowest always is."""
    return tuple(copy for copy in WIDTHS if copy <= width) or WIDTHS[:1]


def picture_file(name: str, width: int) -> str:
    """The file name of a picture's copy of one of the WIDTHS."""
    return f"{name}-{width}.webp"


def store_picture(root: Path, stream: BinaryIO, *, limit: int = MAX_BYTES) -> StoredPicture:
    """Check, rewrite and store a picture below `root`; `limit` is in bytes.

    Copies wider than the original are not made, the narrowest always is. Raises Invalid with the sentence to show.
    """
    content = _read(stream, limit)
    with _one_at_a_time:
        return _store_copies(root, _decode(content))


def _store_copies(root: Path, original: Image.Image) -> StoredPicture:
    name = _random_name()
    widths = copies_of(original.width)
    largest = original
    for width in reversed(widths):
        copy = original
        if original.width > width:
            copy = original.resize((width, max(1, round(original.height * width / original.width))), Image.Resampling.LANCZOS)
        if width == widths[-1]:
            largest = copy
        out = io.BytesIO()
        copy.save(out, "WEBP", quality=_QUALITY, method=4, exif=b"", icc_profile=b"", xmp=b"")
        _write(root, picture_file(name, width), out.getvalue())
    return StoredPicture(name, largest.width, largest.height, widths)


def store_document(root: Path, stream: BinaryIO, *, limit: int = MAX_BYTES) -> StoredDocument:
    """Check and store a PDF below `root`; `limit` is in bytes. Raises Invalid with the sentence to show."""
    content = _read(stream, limit)
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise Invalid(_("Diese Datei ist kein vollständiges PDF. Bitte speichern Sie das Dokument als PDF und laden Sie es noch einmal hoch."), FIELD)
    name = _random_name() + ".pdf"
    _write(root, name, content)
    return StoredDocument(name, len(content))


def open_stored(root: Path, name: str) -> BinaryIO:
    """Open a stored file by its file name for reading. Raises NotFound for any name that was not given by this module."""
    try:
        return stored_path(root, name).open("rb")
    except OSError as error:
        raise NotFound from error


def stored_path(root: Path, name: str) -> Path:
    """Where a stored file lies: two levels of folders below `root`. Raises NotFound for a name that cannot be one of ours."""
    if not _STORED.fullmatch(name):
        raise NotFound
    return root / name[:2] / name[2:4] / name


def delete_picture(root: Path, name: str) -> None:
    """Delete all copies of a picture; those that are gone already do not matter."""
    if not _NAME.fullmatch(name):
        raise NotFound
    for width in WIDTHS:
        stored_path(root, picture_file(name, width)).unlink(missing_ok=True)


def delete_document(root: Path, name: str) -> None:
    """Delete a PDF; one that is gone already does not matter."""
    stored_path(root, name).unlink(missing_ok=True)


def _read(stream: BinaryIO, limit: int) -> bytes:
    content = stream.read(limit + 1)
    if not content:
        raise Invalid(_("Die Datei ist leer. Bitte wählen Sie eine andere Datei."), FIELD)
    if len(content) > limit:
        raise Invalid(_("Die Datei ist zu groß. Erlaubt sind höchstens %(megabytes)s MB.", megabytes=max(1, limit // (1024 * 1024))), FIELD)
    return content


def _decode(content: bytes) -> Image.Image:
    """The picture's pixels, upright, in sRGB, with nothing else."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise Invalid(_("Das Bild hat zu viele Bildpunkte. Erlaubt sind höchstens 24 Millionen. Bitte verkleinern Sie es."), FIELD)
                if max(image.size) > _LONGEST_SHAPE * min(image.size):
                    raise Invalid(_("Das Bild ist zu schmal. Bitte schneiden Sie es zu."), FIELD)
                image.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))  # a JPEG is decoded no larger than needed
                image.load()
                return _bare(ImageOps.exif_transpose(image))
    except _BROKEN as error:
        raise Invalid(_("Diese Datei ist kein Bild, das wir lesen können. Erlaubt sind JPEG, PNG und WebP."), FIELD) from error


def _bare(image: Image.Image) -> Image.Image:
    mode = "RGBA" if image.has_transparency_data else "RGB"
    profile = image.info.get("icc_profile")
    converted = image.convert(mode)
    if profile and image.mode in ("RGB", "RGBA"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
            converted = ImageCms.profileToProfile(converted, source, target) or converted
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken colour profile costs a shade, not the picture
    bare = Image.new(mode, converted.size)
    bare.paste(converted)
    return bare


def _random_name() -> str:
    return "".join(secrets.choice(_LETTERS) for _position in range(26))


def _write(root: Path, name: str, content: bytes) -> None:
    """Write a file so that it is there as a whole or not at all."""
    path = stored_path(root, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
