"""What the style guide shows beside the shell's own parts: real lesson blocks, and items made up for it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.safestring import SafeString

from courses.blocks import LessonBlocks
from courses.models import LessonPage
from exams.bank.presentation import render_candidate

SAMPLES = Path(__file__).with_name("specimen.yaml")


@dataclass(frozen=True, slots=True)
class BlockSpecimen:
    """A block of a published lesson, with the page it stands in."""

    page: LessonPage
    block: Any


def lesson_blocks() -> list[BlockSpecimen]:
    """The first published block of each type, in the order of the block list; what no lesson uses is left out."""
    found: dict[str, BlockSpecimen] = {}
    types = list(LessonBlocks().child_blocks)
    for page in LessonPage.objects.live().order_by("path"):
        for block in page.body:
            found.setdefault(block.block_type, BlockSpecimen(page, block))
        if len(found) == len(types):
            break
    return [found[name] for name in types if name in found]


def sample_items() -> list[SafeString]:
    """One item of each type as a candidate sees it, half answered."""
    return [render_candidate(**sample, slot=number, number=number) for number, sample in enumerate(_samples(), start=1)]


@cache
def _samples() -> list[dict[str, Any]]:
    samples: list[dict[str, Any]] = yaml.load(SAMPLES.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return samples
