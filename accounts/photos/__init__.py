"""Portraits: any JPEG, PNG or WebP a person may upload becomes one small, plain, upright JPEG of 358 × 441.

The bytes come from strangers, so nothing here decodes them: a child process with a ceiling on memory and time does
(accounts/photos/process.py), and all this module ever takes back from it is a JPEG or a reason.
"""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from accounts.photos.process import REFUSED, Advice, Refusal

MAX_BYTES = 5 * 1024 * 1024
SECONDS = 5
_PROCESS = Path(__file__).with_name("process.py")


class PhotoRefused(Exception):
    """The upload cannot become a portrait; the text says why and what to do."""


@dataclass(frozen=True)
class CheckedPortrait:
    """A JPEG of 358 × 441, and sentences that say what would make it better."""

    jpeg: bytes
    advice: tuple[str, ...]


def normalise_portrait(data: bytes) -> bytes:
    """A JPEG of 358 × 441 made of `data`; raises PhotoRefused."""
    return check_portrait(data).jpeg


def check_portrait(data: bytes) -> CheckedPortrait:
    """The portrait made of `data` with what the look of it suggests; raises PhotoRefused."""
    if not data:
        raise PhotoRefused(_sentence(Refusal.EMPTY))
    if len(data) > MAX_BYTES:
        raise PhotoRefused(_sentence(Refusal.TOO_LARGE))
    try:
        child = subprocess.run(  # noqa: S603 -- our own file, no shell, no argument from outside
            [sys.executable, "-I", str(_PROCESS)], input=data, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise PhotoRefused(_sentence(Refusal.TOO_HARD)) from None
    if child.returncode == 0:
        advice, _newline, jpeg = child.stdout.partition(b"\n")
        codes = [code for code in advice.decode("ascii").split(",") if code]
        return CheckedPortrait(jpeg, tuple(_advice(Advice(code)) for code in codes))
    # Whatever else ended it (memory, time, a crash of the decoder) was the file's doing too.
    refusal = Refusal(child.stdout.decode("ascii")) if child.returncode == REFUSED else Refusal.TOO_HARD
    raise PhotoRefused(_sentence(refusal))


def _sentence(refusal: Refusal) -> str:
    """What happened and what to do. What is kept, the caller knows."""
    return {
        Refusal.EMPTY: _("The file is empty. Please choose a photo again."),
        Refusal.TOO_LARGE: _("The file is larger than 5 MB. Please choose a smaller photo or save it at a lower size."),
        Refusal.NOT_A_PHOTO: _(
            "The file is not a JPEG, PNG or WebP photo. Please choose a photo in one of these forms."
        ),
        Refusal.TOO_MANY_PIXELS: _("The photo has more than 40 million pixels. Please choose or save a smaller one."),
        Refusal.TOO_FEW_PIXELS: _(
            "The photo is smaller than 295 × 413 pixels, too coarse for a certificate. Please choose a larger one."
        ),
        Refusal.DAMAGED: _("The photo is incomplete or damaged. Please choose another, or save it again first."),
        Refusal.TOO_HARD: _("The photo could not be read within the limits. Please save it as an ordinary JPEG first."),
    }[refusal]


def _advice(advice: Advice) -> str:
    """What the look of a portrait suggests; it is taken all the same."""
    return {
        Advice.SHAPE: _(
            "The photo has another shape than a portrait: much of it was cut away. Please check the result."
        ),
        Advice.SMALL: _("The photo is small and was enlarged. One of at least 358 × 441 pixels prints better."),
        Advice.BLURRED: _("The photo looks blurred. Please compare it with a sharper one."),
        Advice.DARK_GROUND: _("The background is dark. A white or light one makes the face easier to compare."),
        Advice.UNEVEN_GROUND: _("The background is uneven. A plain wall makes the face easier to compare."),
        Advice.HEAD_CUT: _("The head touches the upper edge. Please leave a little room above it."),
        Advice.HEAD_SMALL: _("The face looks small. Head and shoulders should fill the picture."),
    }[advice]
