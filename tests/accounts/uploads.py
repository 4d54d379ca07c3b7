"""Things to type and to upload, good and bad."""

import struct
import zlib
from io import BytesIO

from PIL import Image


def full_width(text):
    """As a Chinese input method may type it."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


def picture(form, size, colour="firebrick", mode="RGB", **options):
    buffer = BytesIO()
    Image.new(mode, size, colour).save(buffer, form, **options)
    return buffer.getvalue()


def jpeg(width, height, colour="firebrick", **options):
    return picture("JPEG", (width, height), colour, **options)


def png(width, height, colour="firebrick", **options):
    return picture("PNG", (width, height), colour, **options)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def declared_png(width, height, *before_data):
    """A PNG that says it is `width` × `height` and holds next to nothing."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1_000_000, 9)
    chunks = [chunk(b"IHDR", header), *before_data, chunk(b"IDAT", data), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
