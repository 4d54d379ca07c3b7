"""Pictures of items: re-encoded by a limited child, refused in words, stored once."""

import io
import random
import struct
import zlib
from datetime import UTC, datetime

import pytest
from PIL import Image

from exams.bank.item_types.text import picture_key
from exams.bank.models import ItemMedia
from exams.bank.pictures import MAX_BYTES, Picture, PictureRefused, normalise_picture, normalise_pictures
from exams.bank.services import keep_picture
from tests.factories.bank import BankFactory, UserFactory

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def encoded(image, form, **options):
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def drawing(size=(300, 200), mode="RGB", colour="red"):
    return Image.new(mode, size, colour)


def photo(size=(300, 200)):
    dice = random.Random(1)
    return Image.frombytes("RGB", size, bytes(dice.randrange(256) for _ in range(size[0] * size[1] * 3)))


def opened(picture):
    return Image.open(io.BytesIO(picture.data))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_a_drawing_becomes_a_png_whatever_it_was(form):
    found = normalise_picture(encoded(drawing(), form, **({"lossless": True} if form == "WEBP" else {})))

    assert (opened(found).format, found.width, found.height) == ("PNG", 300, 200)
    assert found.key == picture_key(found.data)
    assert found.key.endswith(".png")


def test_a_photo_becomes_a_jpeg_of_at_most_1600_pixels_without_what_the_camera_wrote():
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Camera"
    found = normalise_picture(encoded(photo((2000, 1000)), "JPEG", exif=exif, quality=70))

    image = opened(found)
    assert (image.format, image.size) == ("JPEG", (800, 1600))
    assert dict(image.getexif()) == {}
    assert found.key.endswith(".jpg")


def test_what_is_see_through_stays_so():
    found = normalise_picture(encoded(drawing(mode="RGBA", colour=(255, 0, 0, 100)), "PNG"))

    assert opened(found).mode == "RGBA"


def huge_png():
    """A head that promises 100,000 × 100,000 pixels, and no more."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(head)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return start + struct.pack(">I", 1000) + b"IDAT" + b"\0" * 1004


REFUSED = {
    "SVG": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
    "WMF": (b"\xd7\xcd\xc6\x9a" + b"\0" * 40, "WMF"),
    "EMF": (b"\x01\x00\x00\x00" + b"\0" * 40, "EMF"),
    "text": (b"hello", "PNG"),
    "too many pixels": (huge_png(), "2500"),
    "damaged": (encoded(photo((50, 50)), "PNG")[:2000], "损坏"),
    "too large": (b"\x89PNG\r\n\x1a\n" + b"\0" * MAX_BYTES, "10 MB"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_is_refused_in_words(name):
    data, word = REFUSED[name]

    with pytest.raises(PictureRefused) as refused:
        normalise_picture(data)
    assert word in str(refused.value)


def test_one_bad_picture_does_not_take_the_others_along():
    good = encoded(drawing(), "PNG")

    found = normalise_pictures([good, b"bad", good])

    assert [type(one) for one in found] == [Picture, PictureRefused, Picture]
    assert normalise_pictures([]) == []


@pytest.mark.django_db
def test_a_picture_is_stored_once_under_the_key_of_its_content(settings, tmp_path):
    bank, actor = BankFactory(), UserFactory()

    first = keep_picture(bank=bank, data=encoded(drawing(), "BMP"), actor=actor, now=NOW)
    again = keep_picture(bank=bank, data=encoded(drawing(), "BMP"), actor=actor, now=NOW)

    assert first == again
    assert ItemMedia.objects.count() == 1
    with first.file.open("rb") as file:
        assert picture_key(file.read()) == first.key
    assert (first.width, first.height, first.added_by, first.added_at) == (300, 200, actor, NOW)
