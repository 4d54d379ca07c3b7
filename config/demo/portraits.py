"""Portraits of people who do not exist: plain shapes, the same for the same name."""

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

# Three times the size of a certificate portrait; set_photo brings it down, which smooths the edges.
WIDTH, HEIGHT = 1074, 1323
BACKGROUNDS = ["#cfdce6", "#d9e0d6", "#e6ddd0", "#d5d5e3"]
SKINS = ["#f0cfb2", "#e8bf9c", "#dcae88", "#f3d6bd"]
HAIRS = ["#1f1b1a", "#2c2320", "#3a2c25"]
CLOTHES = ["#2f3e4f", "#4a3b45", "#39473d", "#5a4636"]
INK = "#2b211d"
LIPS = "#b0645a"


def draw_portrait(name: str) -> bytes:
    """A JPEG of head and shoulders."""
    random = Random(name)  # noqa: S311 -- a drawing
    image = Image.new("RGB", (WIDTH, HEIGHT), random.choice(BACKGROUNDS))
    draw = ImageDraw.Draw(image)
    skin, hair = random.choice(SKINS), random.choice(HAIRS)
    is_long = random.random() < 0.5  # noqa: PLR2004 -- as many as not
    if is_long:
        draw.rounded_rectangle((262, 330, 812, 1010), 250, fill=hair)
    _shoulders(draw, random.choice(CLOTHES), skin)
    _head(draw, skin)
    _face(draw, smile=random.randint(20, 46))
    _hair(draw, hair, skin, parting=random.randint(-110, 110))
    if random.random() < 0.4:  # noqa: PLR2004 -- two in five
        _glasses(draw)
    data = BytesIO()
    image.save(data, "JPEG", quality=90)
    return data.getvalue()


def _shoulders(draw: ImageDraw.ImageDraw, clothes: str, skin: str) -> None:
    draw.rounded_rectangle((130, 1020, 944, 1700), 210, fill=clothes)
    draw.rounded_rectangle((437, 850, 637, 1120), 80, fill=skin)
    draw.polygon([(400, 1030), (537, 1220), (674, 1030), (637, 1010), (537, 1120), (437, 1010)], fill="#f6f2ea")


def _head(draw: ImageDraw.ImageDraw, skin: str) -> None:
    for left in (272, 752):
        draw.ellipse((left, 560, left + 50, 700), fill=skin)
    draw.ellipse((292, 290, 782, 960), fill=skin)


def _face(draw: ImageDraw.ImageDraw, *, smile: int) -> None:
    for centre in (432, 642):
        draw.ellipse((centre - 26, 602, centre + 26, 650), fill=INK)
        draw.ellipse((centre - 2, 608, centre + 12, 622), fill="#ffffff")
        draw.arc((centre - 62, 532, centre + 62, 610), 205, 335, fill=INK, width=13)
    draw.arc((507, 660, 567, 750), 30, 150, fill=INK, width=7)
    draw.chord((452, 800 - smile, 622, 800 + smile), 10, 170, fill=LIPS)


def _hair(draw: ImageDraw.ImageDraw, hair: str, skin: str, *, parting: int) -> None:
    draw.chord((262, 240, 812, 810), 197, 343, fill=hair)
    draw.polygon([(537 + parting - 90, 444), (537 + parting, 372), (537 + parting + 60, 444)], fill=skin)
    for outer, inner in ((274, 340), (800, 734)):
        draw.polygon([(outer, 430), (inner, 430), ((outer * 3 + inner) / 4, 640), (outer, 600)], fill=hair)


def _glasses(draw: ImageDraw.ImageDraw) -> None:
    for centre in (432, 642):
        draw.rounded_rectangle((centre - 84, 570, centre + 84, 690), 44, outline=INK, width=9)
    draw.line((516, 618, 558, 618), fill=INK, width=9)
