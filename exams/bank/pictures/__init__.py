"""Pictures of items: any PNG, JPEG, GIF, WebP or BMP becomes a plain PNG or JPEG of at most 1,600 pixels a side.

The bytes come from strangers, so nothing here decodes them: a child process with a ceiling on memory and time does
(exams/bank/pictures/process.py), and all this module takes back from it are pictures or reasons.
"""

import json
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from exams.bank.item_types.text import picture_key
from exams.bank.pictures.process import Refusal

MAX_BYTES = 10_000_000
SECONDS = 20
_PROCESS = Path(__file__).with_name("process.py")


@dataclass(frozen=True)
class Picture:
    """A picture as the bank keeps it."""

    data: bytes
    width: int
    height: int

    @property
    def key(self) -> str:
        """What item texts name."""
        return picture_key(self.data)


class PictureRefused(Exception):
    """The bytes cannot become a picture of an item; the text says why and what to do."""


def normalise_picture(data: bytes) -> Picture:
    """The picture as the bank keeps it; raises PictureRefused."""
    found = normalise_pictures([data])[0]
    if isinstance(found, PictureRefused):
        raise found
    return found


def normalise_pictures(originals: Sequence[bytes]) -> list[Picture | PictureRefused]:
    """Each as the bank keeps it, or why not. One that takes its process down does not take the others along."""
    found = _run(originals)
    if found is None and len(originals) > 1:
        return [one for data in originals for one in (_run([data]) or [_refused(Refusal.TOO_HARD)])]
    return found if found is not None else [_refused(Refusal.TOO_HARD) for _one in originals]


def _run(originals: Sequence[bytes]) -> list[Picture | PictureRefused] | None:
    """What the child answers; None if it did not live to answer."""
    if not originals:
        return []
    sent = json.dumps([b64encode(data if len(data) <= MAX_BYTES else b"").decode("ascii") for data in originals])
    try:
        child = subprocess.run(  # noqa: S603 -- our own file, no shell, no argument from outside
            [sys.executable, "-I", str(_PROCESS)],
            input=sent.encode("ascii"),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    if child.returncode:
        return None
    return [
        Picture(b64decode(answer["data"]), answer["width"], answer["height"])
        if "data" in answer
        else _refused(Refusal.TOO_LARGE if len(data) > MAX_BYTES else Refusal(answer["refused"]))
        for data, answer in zip(originals, json.loads(child.stdout), strict=True)
    ]


def _refused(refusal: Refusal) -> PictureRefused:
    return PictureRefused(
        {
            Refusal.TOO_LARGE: _("The picture is larger than 10 MB; please save it smaller."),
            Refusal.NOT_A_PICTURE: _("This is no PNG, JPEG, GIF, WebP or BMP picture; please save it as PNG."),
            Refusal.DRAWING: _("SVG, WMF and EMF drawings are not taken; please save the drawing as PNG."),
            Refusal.TOO_MANY_PIXELS: _("The picture has more than 25 million pixels; please save it smaller."),
            Refusal.DAMAGED: _("The picture is incomplete or damaged."),
            Refusal.TOO_HARD: _("The picture could not be read within the limits; please save it as an ordinary PNG."),
        }[refusal]
    )
