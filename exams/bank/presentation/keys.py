"""The key of an item for those who may read it: in words, and where people mark, what they mark by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.template.loader import get_template
from django.utils.safestring import SafeString

from exams.bank.item_types import NOTHING_DRAWN, Drawn, ItemBody, ItemType
from exams.bank.item_types.rubric import Guide, Rubric
from exams.bank.presentation.markup import render_text


@dataclass(frozen=True)
class ShownGuide:
    """A guide with its texts as HTML."""

    number: str
    asked: SafeString | str
    model_answer: SafeString
    rubric: Rubric
    keywords: tuple[str, ...]


def render_key(kind: ItemType[Any], body: ItemBody, *, drawn: Drawn = NOTHING_DRAWN, media: str = "") -> SafeString:
    """What the machine marks by, then for each text that people mark its model answer and rubric."""
    context = {"words": kind.machine_key(body, drawn), "guides": shown_guides(kind.guides(body), media=media)}
    return cast("SafeString", get_template("bank/key.html").render(context))


def shown_guides(guides: Sequence[Guide], *, media: str = "") -> list[ShownGuide]:
    """Guides as pages show them."""
    return [
        ShownGuide(
            guide.number,
            render_text(guide.asked, media=media) if guide.asked else "",
            render_text(guide.model_answer, media=media),
            guide.rubric,
            guide.keywords,
        )
        for guide in guides
    ]
