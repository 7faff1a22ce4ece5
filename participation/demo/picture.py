"""A drawing of the Stadthalle by the river, made anew at each loading: no photograph of a real town stands for an invented one."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 900
SKY, HILL, FAR_HILL = "#dbe9f4", "#a9c4a4", "#c3d6c4"
WALL, ROOF, GLASS, PLAZA, RIVER, TREE = "#e8e0d2", "#6b8f84", "#9fc0d3", "#d6d2c8", "#7fa8c4", "#5f8a5b"


def stadthalle() -> BytesIO:
    """A PNG of 1600 × 900 pixels."""
    image = Image.new("RGB", (WIDTH, HEIGHT), SKY)
    draw = ImageDraw.Draw(image)
    draw.ellipse((-300, 330, 900, 1000), fill=FAR_HILL)
    draw.ellipse((600, 360, 2100, 1100), fill=HILL)
    draw.rectangle((0, 640, WIDTH, HEIGHT), fill=PLAZA)
    draw.polygon(((0, 790), (WIDTH, 730), (WIDTH, HEIGHT), (0, HEIGHT)), fill=RIVER)
    for line in range(6):
        draw.line((0, 810 + line * 16, WIDTH, 750 + line * 20), fill="#93b8d0", width=3)
    _hall(draw)
    for x, size in ((90, 90), (200, 70), (1240, 80), (1360, 100), (1480, 75)):
        _tree(draw, x, 660, size)
    out = BytesIO()
    image.save(out, "PNG")
    out.seek(0)
    return out


def _hall(draw: ImageDraw.ImageDraw) -> None:
    draw.polygon(((330, 360), (760, 270), (1130, 350), (1130, 385), (330, 395)), fill=ROOF)
    draw.rectangle((360, 390, 1100, 660), fill=WALL)
    for column in range(9):
        left = 390 + column * 78
        draw.rectangle((left, 430, left + 54, 600), fill=GLASS)
        draw.line((left + 27, 430, left + 27, 600), fill=WALL, width=4)
    draw.rectangle((880, 470, 1190, 660), fill="#d9cfbe")
    for column in range(4):
        draw.rectangle((905 + column * 70, 510, 945 + column * 70, 560), fill=GLASS)
    draw.rectangle((360, 630, 1190, 662), fill="#b9ab95")
    draw.rectangle((640, 560, 740, 662), fill="#5b6d74")


def _tree(draw: ImageDraw.ImageDraw, x: int, ground: int, size: int) -> None:
    draw.rectangle((x - 5, ground - size, x + 5, ground), fill="#7a6047")
    draw.ellipse((x - size // 2, ground - size * 2, x + size // 2, ground - size // 2), fill=TREE)
