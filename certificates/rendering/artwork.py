"""Pictures for designs, from an officer's machine: checked, and encoded anew before they are kept."""

from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image

from exams.bank.pictures import PictureRefused, normalise_picture

MOST_BYTES = 2_000_000
MOST_PIXELS = 4000
FORMATS = ("PNG", "JPEG")


class ArtworkRefused(Exception):
    """The file cannot stand on a certificate; the text says why."""


def artwork(data: bytes) -> bytes:
    """The picture as it is kept: a plain PNG or JPEG of 1,600 pixels a side at most, made by a closed-off process.

    Raises ArtworkRefused for a file that is too large, no PNG or JPEG, a drawing with a language of its own (SVG), or
    damaged.
    """
    if len(data) > MOST_BYTES:
        raise ArtworkRefused(_("The picture is larger than 2 MB. Please make it smaller first."))
    try:
        # Reads the head only; the pixels are left to the process that may die of them.
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            width, height = picture.size
    except Image.DecompressionBombError:
        width = height = MOST_PIXELS + 1
    except (OSError, ValueError, SyntaxError) as error:
        raise ArtworkRefused(_("Only PNG and JPEG pictures can be printed.")) from error
    if max(width, height) > MOST_PIXELS:
        raise ArtworkRefused(_("The picture has more than 4,000 pixels on a side. Please make it smaller first."))
    try:
        return normalise_picture(data).data
    except PictureRefused as error:
        raise ArtworkRefused(str(error)) from error
