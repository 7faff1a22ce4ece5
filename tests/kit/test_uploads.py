"""Uploaded files keep their content and nothing else."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from participation.kit.errors import Invalid, NotFound
from participation.kit.uploads import delete_document, delete_picture, open_stored, picture_file, store_document, store_picture

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def photo(width: int = 2000, height: int = 1000, kind: str = "JPEG", orientation: int = 1) -> io.BytesIO:
    """A picture, red at the left and blue at the right, that says where it was taken."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    out.seek(0)
    return out


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_stored_in_several_widths_without_its_secrets(tmp_path: Path, kind: str) -> None:
    stored = store_picture(tmp_path, photo(kind=kind))
    assert (stored.widths, stored.width, stored.height) == ((480, 960, 1600), 1600, 800)
    for width in stored.widths:
        with open_stored(tmp_path, picture_file(stored.name, width)) as file:
            content = file.read()
        copy = Image.open(io.BytesIO(content))
        assert (copy.format, copy.width) == ("WEBP", width)
        assert not copy.getexif()
        assert b"SecretCamera" not in content
        red, _green, blue = copy.convert("RGB").getpixel((5, 5))
        assert red > 200 > blue


def test_a_turned_picture_stands_upright(tmp_path: Path) -> None:
    stored = store_picture(tmp_path, photo(800, 400, orientation=6))
    assert (stored.width, stored.height) == (400, 800)
    with open_stored(tmp_path, stored.file(480)) as file:
        red, _green, blue = Image.open(file).convert("RGB").getpixel((200, 10))
    assert red > 200 > blue


def test_a_small_picture_is_not_blown_up(tmp_path: Path) -> None:
    stored = store_picture(tmp_path, photo(100, 50))
    assert (stored.width, stored.height, stored.widths) == (100, 50, (480,))
    assert stored.file(1600) == picture_file(stored.name, 480)


def test_transparency_stays(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (600, 300), (255, 0, 0, 0)).save(out, "PNG")
    out.seek(0)
    stored = store_picture(tmp_path, out)
    with open_stored(tmp_path, stored.file(480)) as file:
        assert Image.open(file).mode == "RGBA"


def huge_png() -> bytes:
    """A PNG of few bytes that claims 50,000 × 50,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [b"", b"not a picture", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", b"GIF89a\x01\x00\x01\x00", huge_png(),
     photo().getvalue()[:300], b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WEBP", PDF],
)  # fmt: skip
def test_what_is_no_picture_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        store_picture(tmp_path, io.BytesIO(content))
    assert refusal.value.message.endswith(".")
    assert not list(tmp_path.rglob("*.webp"))


def test_too_many_pixels_and_too_many_bytes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="24 Millionen"):
        store_picture(tmp_path, photo(6001, 4000))
    with pytest.raises(Invalid, match="höchstens 1 MB"):
        store_picture(tmp_path, io.BytesIO(b"x" * 1_100_000), limit=1024 * 1024)


def test_a_strip_is_refused_and_a_tall_picture_is_not(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="zu schmal"):
        store_picture(tmp_path, photo(100, 30_000, "PNG"))
    stored = store_picture(tmp_path, photo(500, 4000))
    assert (stored.width, stored.height) == (480, 3840)


def test_a_pdf_is_stored_and_other_files_are_not(tmp_path: Path) -> None:
    stored = store_document(tmp_path, io.BytesIO(PDF))
    with open_stored(tmp_path, stored.name) as file:
        assert file.read() == PDF
    for content in (b"MZ\x90", b"<html>%PDF-", b"%PDF-1.7 cut off", b""):
        with pytest.raises(Invalid):
            store_document(tmp_path, io.BytesIO(content))
    delete_document(tmp_path, stored.name)
    with pytest.raises(NotFound):
        open_stored(tmp_path, stored.name)


def test_a_deleted_picture_is_gone_in_all_widths(tmp_path: Path) -> None:
    stored = store_picture(tmp_path, photo())
    delete_picture(tmp_path, stored.name)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "a/b", "", ".", "x" * 26, "a" * 26 + ".pdf\n", "a" * 26 + ".pdf", "a" * 26 + "-480.webp\0", "A" * 26 + ".pdf", "%2e%2e"],
)
def test_no_other_file_can_be_opened(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound):
        open_stored(tmp_path, name)
