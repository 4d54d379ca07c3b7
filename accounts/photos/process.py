"""The child that decodes a portrait: reads an image on standard input, writes a line of advice and a JPEG, or a refusal, to standard output.

Run as a file of its own (python -I process.py), knows no Django, and gives up every resource it will not need before
it looks at the first byte.
"""

import resource
import sys
from collections.abc import Iterator
from enum import StrEnum
from io import BytesIO

from PIL import (
    ExifTags,
    Image,
    ImageFilter,
    ImageOps,
    ImageStat,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

SIZE = (358, 441)
MIN_SIZE = (295, 413)
MAX_PIXELS = 40_000_000
MAX_JPEG_BYTES = 60_000
# A photo saved step by step has about ten scans; a thousand make a small file cost minutes.
MAX_SCANS = 64
MEMORY = 768 * 1024 * 1024
CPU_SECONDS = 4
REFUSED = 3
# For advice alone: shares of the picture, levels of grey of 255.
LEAST_KEPT = 0.75
LEAST_SHARPNESS = 4.0
LEAST_LIGHTNESS = 170
MOST_UNEVEN = 22
DIFFERS = 28
LEAST_HEADROOM = 0.015
LEAST_HEAD = 0.3
# EXIF orientations 5 to 8 lie on their side.
FIRST_SIDEWAYS = 5

# What differs from its neighbours: a sharp picture has much of it.
_EDGES = ImageFilter.Kernel((3, 3), (0, -1, 0, -1, 4, -1, 0, -1, 0), scale=1, offset=128)
_SIGNATURES = {"JPEG": b"\xff\xd8\xff", "PNG": b"\x89PNG\r\n\x1a\n", "WEBP": b"RIFF"}
_PLUGINS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)


class Refusal(StrEnum):
    """Why an upload cannot become a portrait; accounts.photos has the sentences."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    NOT_A_PHOTO = "not-a-photo"
    TOO_MANY_PIXELS = "too-many-pixels"
    TOO_FEW_PIXELS = "too-few-pixels"
    DAMAGED = "damaged"
    TOO_HARD = "too-hard"


class Advice(StrEnum):
    """What would make a taken portrait better; never a reason to refuse it."""

    SHAPE = "shape"
    SMALL = "small"
    BLURRED = "blurred"
    DARK_GROUND = "dark-ground"
    UNEVEN_GROUND = "uneven-ground"
    HEAD_CUT = "head-cut"
    HEAD_SMALL = "head-small"


class Refused(Exception):
    """Carries the reason out of the depth."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def portrait(data: bytes) -> bytes:
    """The normalised JPEG; raises Refused."""
    return checked_portrait(data)[0]


def checked_portrait(data: bytes) -> tuple[bytes, list[Advice]]:
    """The normalised JPEG, and what would make it better; raises Refused."""
    image = _open(data)
    _check_size(image)
    try:
        image.draft("RGB", (2 * SIZE[1], 2 * SIZE[1]))
        image.load()
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Refused(Refusal.DAMAGED) from error
    try:
        upright = ImageOps.exif_transpose(image)
        made = _on_white(_cropped(upright))
        advice = [*_about_size(upright.size), *_about_picture(made)]
        return _encode(made), advice
    except (OSError, ValueError) as error:
        raise Refused(Refusal.TOO_HARD) from error


def _about_size(size: tuple[int, int]) -> Iterator[Advice]:
    """Of the photo as it was sent: what is cut away, and whether there is enough of it."""
    width, height = size
    kept = min(width * SIZE[1], height * SIZE[0]) ** 2 / (width * height * SIZE[0] * SIZE[1])
    if kept < LEAST_KEPT:
        yield Advice.SHAPE
    if width < SIZE[0] or height < SIZE[1]:
        yield Advice.SMALL


def _about_picture(image: Image.Image) -> Iterator[Advice]:
    """Of the portrait as it was cut: sharp, before a light and even ground, the head of a usual size in its place."""
    grey = image.convert("L")
    width, height = grey.size
    middle = grey.filter(_EDGES).crop((width // 5, height // 10, width * 4 // 5, height * 3 // 4))
    if ImageStat.Stat(middle).stddev[0] < LEAST_SHARPNESS:
        yield Advice.BLURRED
    # Above the shoulders, left and right of the head.
    sides = [grey.crop((0, 0, width // 8, height // 2)), grey.crop((width - width // 8, 0, width, height // 2))]
    levels = [ImageStat.Stat(side) for side in sides]
    lightness = sum(level.mean[0] for level in levels) / len(levels)
    if lightness < LEAST_LIGHTNESS:
        yield Advice.DARK_GROUND
    if max(level.stddev[0] for level in levels) > MOST_UNEVEN:
        # Where the ground is uneven nobody can tell the head from it.
        yield Advice.UNEVEN_GROUND
        return
    head = _head(grey, lightness)
    if head is None or head[1] < LEAST_HEAD:
        yield Advice.HEAD_SMALL
    elif head[0] < LEAST_HEADROOM:
        yield Advice.HEAD_CUT


def _head(grey: Image.Image, ground: float) -> tuple[float, float] | None:
    """Room above the head, and its width at a third of the height, as parts of the picture; None where nobody is."""
    width, height = grey.size
    differs = grey.point([255 if abs(level - ground) > DIFFERS else 0 for level in range(256)])
    box = differs.crop((width // 3, 0, width - width // 3, height)).getbbox()
    if box is None:
        return None
    row = differs.crop((0, height * 2 // 5 - 4, width, height * 2 // 5 + 4)).getbbox()
    return box[1] / height, (row[2] - row[0]) / width if row else 0.0


def _open(data: bytes) -> Image.Image:
    """The image with only its header read; its form is told by its first bytes, never by its name."""
    form = next((name for name, signature in _SIGNATURES.items() if data.startswith(signature)), None)
    if form is None or (form == "WEBP" and data[8:12] != b"WEBP"):
        raise Refused(Refusal.NOT_A_PHOTO)
    if form == "JPEG" and data.count(b"\xff\xda") > MAX_SCANS:
        raise Refused(Refusal.TOO_HARD)
    try:
        return Image.open(BytesIO(data), formats=[form])
    except Image.DecompressionBombError as error:
        raise Refused(Refusal.TOO_MANY_PIXELS) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise Refused(Refusal.DAMAGED) from error


def _check_size(image: Image.Image) -> None:
    """By the header, before a pixel is decoded; an image on its side counts as it will stand."""
    if image.width * image.height > MAX_PIXELS:
        raise Refused(Refusal.TOO_MANY_PIXELS)
    width, height = image.size
    # Pillow would decode a whole PNG to look for an orientation that is not in its head.
    is_known = image.format != "PNG" or "exif" in image.info
    if is_known and image.getexif().get(ExifTags.Base.Orientation, 1) >= FIRST_SIDEWAYS:
        width, height = height, width
    if width < MIN_SIZE[0] or height < MIN_SIZE[1]:
        raise Refused(Refusal.TOO_FEW_PIXELS)


def _cropped(image: Image.Image) -> Image.Image:
    """The largest centred part of the portrait's shape, at the portrait's size."""
    if image.mode in {"P", "LA", "PA"}:
        image = image.convert("RGBA")
    elif image.mode not in {"RGB", "RGBA", "L"}:
        image = image.convert("RGB")
    return ImageOps.fit(image, SIZE, Image.Resampling.LANCZOS)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image.convert("RGB")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _encode(image: Image.Image) -> bytes:
    """The best quality that stays under the size; without anything that the camera wrote beside the picture."""
    image.info.clear()
    for quality in range(92, 10, -8):
        buffer = BytesIO()
        image.save(buffer, "JPEG", quality=quality, optimize=True)
        if buffer.tell() <= MAX_JPEG_BYTES:
            return buffer.getvalue()
    raise Refused(Refusal.TOO_HARD)


def limit_resources() -> None:
    """For the life of this process: little memory, little time, no file, no core dump."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    limit_resources()
    try:
        made, advice = checked_portrait(sys.stdin.buffer.read())
        sys.stdout.buffer.write(",".join(advice).encode("ascii") + b"\n" + made)
    except Refused as refused:
        sys.stdout.write(refused.refusal.value)
        return REFUSED
    except MemoryError:
        sys.stdout.write(Refusal.TOO_HARD.value)
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
