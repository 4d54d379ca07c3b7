"""What becomes of an upload, decided inside the child process; here called directly."""

import warnings
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFile, ImageFilter

from accounts.photos.process import MAX_JPEG_BYTES, SIZE, Advice, Refusal, Refused, checked_portrait, portrait
from tests.accounts.uploads import chunk, declared_png, jpeg, picture, png


@pytest.fixture(autouse=True)
def _as_in_the_child(monkeypatch):
    """WeasyPrint tells Pillow, for the whole process, to put up with half a picture; the child never loads it."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)


def opened(data):
    return Image.open(BytesIO(data))


def refusal_of(data):
    with warnings.catch_warnings():
        # In the child a warning is a line nobody reads.
        warnings.simplefilter("ignore")
        with pytest.raises(Refused) as refused:
            portrait(data)
    return refused.value.refusal


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", [(295, 413), (358, 441), (3000, 4000), (2000, 700)])
def test_a_photo_becomes_a_jpeg_of_one_size(form, size):
    made = opened(portrait(picture(form, size)))
    assert (made.format, made.size, made.mode) == ("JPEG", SIZE, "RGB")


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("PNG", "L"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("PNG", "LA"),
        ("PNG", "RGBA"),
        ("PNG", "I;16"),
        ("JPEG", "CMYK"),
        ("JPEG", "L"),
    ],
)
def test_every_mode_becomes_plain_colour(form, mode):
    made = opened(portrait(picture(form, (400, 500), colour=None, mode=mode)))
    assert (made.mode, made.size) == ("RGB", SIZE)


def test_a_transparent_ground_becomes_white():
    made = opened(portrait(picture("PNG", (400, 500), colour=(200, 0, 0, 0), mode="RGBA")))
    assert made.getpixel((10, 10)) == (255, 255, 255)


def test_the_middle_is_kept():
    wide = Image.new("RGB", (1600, 441), "blue")
    wide.paste("red", (621, 0, 979, 441))
    buffer = BytesIO()
    wide.save(buffer, "PNG")
    made = opened(portrait(buffer.getvalue()))
    near_the_edges = [made.getpixel((x, 220)) for x in (4, 179, 353)]
    assert [red > 200 and blue < 60 for red, _green, blue in near_the_edges] == [True, True, True]


def test_a_photo_on_its_side_is_set_upright():
    # The left half red; told to be turned by 90° clockwise, red is on top.
    lying = Image.new("RGB", (882, 716), "blue")
    lying.paste("red", (0, 0, 441, 716))
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = BytesIO()
    lying.save(buffer, "JPEG", exif=exif, quality=95)
    made = opened(portrait(buffer.getvalue()))
    top, bottom = made.getpixel((179, 20)), made.getpixel((179, 420))
    assert (top[0] > 200, top[2] < 60, bottom[0] < 60, bottom[2] > 200) == (True, True, True, True)


def test_a_photo_counts_by_the_size_it_will_have_upright():
    exif = Image.Exif()
    exif[0x0112] = 8
    assert opened(portrait(jpeg(413, 295, exif=exif))).size == SIZE
    assert refusal_of(jpeg(295, 413, exif=exif)) == Refusal.TOO_FEW_PIXELS


def test_nothing_that_the_camera_wrote_remains():
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif[0x8825] = {1: "N", 2: (31.0, 14.0, 0.0)}
    data = portrait(jpeg(600, 800, exif=exif, comment=b"secret place", icc_profile=b"x" * 200))
    made = opened(data)
    assert dict(made.getexif()) == {}
    assert set(made.info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"secret place" not in data


def test_the_noisiest_photo_stays_under_the_size():
    noise = Image.merge("RGB", [Image.effect_noise((1200, 1500), 255) for _channel in "RGB"])
    buffer = BytesIO()
    noise.save(buffer, "JPEG", quality=95)
    assert len(portrait(buffer.getvalue())) <= MAX_JPEG_BYTES


def test_the_same_photo_gives_the_same_portrait():
    data = jpeg(600, 800)
    assert portrait(data) == portrait(data)


@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        pytest.param(lambda: picture("GIF", (400, 500), mode="P", colour=1), Refusal.NOT_A_PHOTO, id="gif"),
        pytest.param(lambda: picture("BMP", (400, 500)), Refusal.NOT_A_PHOTO, id="bmp"),
        pytest.param(lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", Refusal.NOT_A_PHOTO, id="svg"),
        pytest.param("这是文字".encode, Refusal.NOT_A_PHOTO, id="text"),
        pytest.param(lambda: b"RIFF\x24\x00\x00\x00WAVEfmt ", Refusal.NOT_A_PHOTO, id="sound"),
        pytest.param(lambda: b"\x89PNG\r\n\x1a\n", Refusal.DAMAGED, id="png signature alone"),
        pytest.param(lambda: b"\xff\xd8\xff\xe0", Refusal.DAMAGED, id="jpeg signature alone"),
        pytest.param(lambda: jpeg(600, 800)[:900], Refusal.DAMAGED, id="truncated jpeg"),
        pytest.param(lambda: png(600, 800)[:-400], Refusal.DAMAGED, id="truncated png"),
        pytest.param(lambda: declared_png(100_000, 100_000), Refusal.TOO_MANY_PIXELS, id="ten thousand million pixels"),
        pytest.param(lambda: declared_png(6_325, 6_325), Refusal.TOO_MANY_PIXELS, id="just over 40 million pixels"),
        pytest.param(
            lambda: picture("WEBP", (16_383, 16_383), lossless=True, method=0), Refusal.TOO_MANY_PIXELS, id="webp bomb"
        ),
        pytest.param(
            lambda: declared_png(600, 800, chunk(b"zTXt", b"k\0\0" + zlib.compress(b"\0" * 100_000_000, 9))),
            Refusal.DAMAGED,
            id="text bomb",
        ),
        pytest.param(lambda: declared_png(2_000, 3_000), Refusal.DAMAGED, id="less data than said"),
        pytest.param(lambda: jpeg(600, 800)[:-2] + b"\xff\xda\x00\x08" * 100, Refusal.TOO_HARD, id="a hundred scans"),
        pytest.param(lambda: jpeg(294, 413), Refusal.TOO_FEW_PIXELS, id="too narrow"),
        pytest.param(lambda: jpeg(295, 412), Refusal.TOO_FEW_PIXELS, id="too low"),
    ],
)
def test_what_is_no_fit_photo_is_refused_by_its_content(make, refusal):
    assert refusal_of(make()) == refusal


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF....WEBP", b""]))
def test_any_bytes_are_refused_or_made_and_never_crash(tail, head):
    try:
        made = portrait(head + tail)
    except Refused:
        return
    assert opened(made).size == SIZE


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_photo_with_bytes_changed_is_refused_or_made(data):
    photo = bytearray(jpeg(300, 420))
    for at in data.draw(st.lists(st.integers(0, len(photo) - 1), min_size=1, max_size=8)):
        photo[at] = data.draw(st.integers(0, 255))
    try:
        made = portrait(bytes(photo))
    except Refused:
        return
    assert opened(made).size == SIZE


# Advice


def drawn(*, size=(716, 882), ground="white", head=(0.27, 0.1, 0.73, 0.75), blur=0, half="") -> bytes:
    """Head and shoulders as plain shapes with some texture, as parts of the picture."""
    image = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(image)
    width, height = size
    if half:
        draw.rectangle((0, 0, width // 2, height), fill=half)
        for line in range(0, height, 16):
            draw.rectangle((0, line, width // 8, line + 7), fill="black")
    if head:
        box = [part * side for part, side in zip(head, (width, height, width, height), strict=True)]
        draw.rectangle((width * 0.1, height * 0.8, width * 0.9, height), fill="#345")
        draw.ellipse(box, fill="#b98")
        for line in range(int(box[1]), int(box[3]), 12):
            draw.line((box[0], line, box[2], line), fill="#321", width=2)
    buffer = BytesIO()
    (image.filter(ImageFilter.GaussianBlur(blur)) if blur else image).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("photo", "advice"),
    [
        ({}, []),
        ({"size": (320, 420)}, [Advice.SMALL]),
        ({"size": (1400, 882), "head": (0.38, 0.1, 0.62, 0.75)}, [Advice.SHAPE]),
        ({"blur": 14}, [Advice.BLURRED]),
        ({"ground": "#405060"}, [Advice.DARK_GROUND]),
        ({"half": "#ddd"}, [Advice.UNEVEN_GROUND]),
        ({"head": (0.27, -0.1, 0.73, 0.75)}, [Advice.HEAD_CUT]),
        ({"head": (0.42, 0.3, 0.58, 0.5)}, [Advice.HEAD_SMALL]),
        ({"head": None}, [Advice.BLURRED, Advice.HEAD_SMALL]),
    ],
)
def test_advice_names_what_is_wrong_and_nothing_else(photo, advice):
    made, found = checked_portrait(drawn(**photo))
    assert found == advice
    assert opened(made).size == SIZE
