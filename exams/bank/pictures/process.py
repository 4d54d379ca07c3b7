"""The child that decodes pictures: a JSON list of them on standard input, a list of answers on standard output.

Run as a file of its own (python -I process.py), knows no Django, and gives up every resource it will not need before
it looks at the first byte.
"""

import json
import resource
import sys
from base64 import b64decode, b64encode
from enum import StrEnum
from io import BytesIO
from typing import Any

from PIL import BmpImagePlugin, GifImagePlugin, Image, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

MAX_PIXELS = 25_000_000
MAX_SIDE = 1600
MAX_SCANS = 64
# A drawing or a screenshot stays sharp as PNG; with more colours it is a photo.
MAX_COLOURS = 4096
MEMORY = 640 * 1024 * 1024
CPU_SECONDS = 18

_SIGNATURES = (
    ("PNG", b"\x89PNG\r\n\x1a\n"),
    ("JPEG", b"\xff\xd8\xff"),
    ("GIF", b"GIF8"),
    ("WEBP", b"RIFF"),
    ("BMP", b"BM"),
)
# WMF with and without its placeable head, EMF; SVG is told by its text.
_DRAWINGS = (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"\x01\x00\x00\x00")
_PLUGINS = (BmpImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)


class Refusal(StrEnum):
    """Why bytes cannot become a picture of an item; exams.bank.pictures has the sentences."""

    TOO_LARGE = "too-large"
    NOT_A_PICTURE = "not-a-picture"
    DRAWING = "drawing"
    TOO_MANY_PIXELS = "too-many-pixels"
    DAMAGED = "damaged"
    TOO_HARD = "too-hard"


class Refused(Exception):
    """Carries the reason out of the depth."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def picture(data: bytes) -> tuple[bytes, int, int]:
    """The normalised picture and its size; raises Refused."""
    image = _open(data)
    try:
        image.seek(0)
        image.load()
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
        return _encode(upright)
    except MemoryError as error:
        raise Refused(Refusal.TOO_HARD) from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError) as error:
        raise Refused(Refusal.DAMAGED) from error


def _open(data: bytes) -> Image.Image:
    """The picture with only its header read; its form is told by its first bytes, never by its name."""
    form = next((name for name, signature in _SIGNATURES if data.startswith(signature)), None)
    if form is None or (form == "WEBP" and data[8:12] != b"WEBP"):
        raise Refused(Refusal.DRAWING if _is_drawing(data) else Refusal.NOT_A_PICTURE)
    if form == "JPEG" and data.count(b"\xff\xda") > MAX_SCANS:
        raise Refused(Refusal.TOO_HARD)
    try:
        image = Image.open(BytesIO(data), formats=[form])
    except Image.DecompressionBombError as error:
        raise Refused(Refusal.TOO_MANY_PIXELS) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise Refused(Refusal.DAMAGED) from error
    if image.width * image.height > MAX_PIXELS:
        raise Refused(Refusal.TOO_MANY_PIXELS)
    return image


def _is_drawing(data: bytes) -> bool:
    return data.startswith(_DRAWINGS) or b"<svg" in data[:2000].lower()


def _encode(image: Image.Image) -> tuple[bytes, int, int]:
    """PNG for what has few colours or is see-through, else JPEG; without what the camera wrote beside the picture."""
    if image.mode not in {"RGB", "RGBA", "L"}:
        image = image.convert("RGBA" if "transparency" in image.info or image.mode in {"LA", "PA"} else "RGB")
    if image.mode == "RGBA" and image.getchannel("A").getextrema()[0] == 255:  # noqa: PLR2004 -- wholly opaque
        image = image.convert("RGB")
    # The size of the picture bounds the colours that can be asked for.
    is_flat = image.mode != "RGB" or image.getcolors(MAX_COLOURS) is not None
    image.info.clear()
    buffer = BytesIO()
    if is_flat:
        image.save(buffer, "PNG", optimize=True)
    else:
        image.save(buffer, "JPEG", quality=85, optimize=True)
    return buffer.getvalue(), image.width, image.height


def limit_resources() -> None:
    """For the life of this process: little memory, little time, no file, no core dump."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Answer each picture of standard input."""
    limit_resources()
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    answers: list[dict[str, Any]] = []
    for sent in json.load(sys.stdin.buffer):
        try:
            data, width, height = picture(b64decode(sent))
        except Refused as refused:
            answers.append({"refused": refused.refusal.value})
        else:
            answers.append({"data": b64encode(data).decode("ascii"), "width": width, "height": height})
    sys.stdout.write(json.dumps(answers))


if __name__ == "__main__":
    main()
