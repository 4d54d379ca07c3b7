"""An item as the candidate sees it, and its form read back. Never the key, never the explanation."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from exams.bank.item_types import NOTHING_DRAWN, Drawn, ItemType, Response, get_item_type
from exams.bank.item_types.responses import FormData
from exams.bank.presentation.markup import render_text


def control_name(slot: int) -> str:
    """The `name` of a slot's form controls."""
    return f"slot-{slot}"


def render_candidate(
    item_type: str,
    body: Mapping[str, Any],
    *,
    slot: int,
    number: int,
    option_order: Sequence[str] = (),
    response: Response = None,
    drawn: Drawn = NOTHING_DRAWN,
    media: str = "",
) -> SafeString:
    """One item with plain form controls, options in the order given, a stored response filled in.

    `drawn` holds the candidate's parameters; without them a parameter shows by its name, for the runner's script to
    fill in. `media` is the beginning of the addresses of pictures.
    """
    kind = get_item_type(item_type)
    parsed = kind.parse(body)
    context = {
        "slot": slot,
        "name": control_name(slot),
        "heading": gettext("Question %(number)d") % {"number": number},
        "media": media,
        "stem_text": parsed.stem,
        "stem": render_text(parsed.stem, media=media, drawn=drawn),
        "shown": kind.shown(parsed, kind.clean_response(parsed, response), order=option_order, drawn=drawn),
    }
    return _render(kind, context)


def render_part(part: Mapping[str, Any], *, slot: int, name: str, media: str) -> SafeString:
    """A part of a case as its type shows it; `part` is one of the `parts` that `ItemType.shown` gave."""
    number = part["number"]
    context = {
        "part": number,
        "slot": f"{slot}-{number}",
        "name": f"{name}-{number}",
        "heading": gettext("Part %(number)d") % {"number": number},
        "media": media,
        "stem_text": part["stem"],
        "stem": render_text(part["stem"], media=media, drawn=part["drawn"]),
        "shown": part["shown"],
    }
    return _render(get_item_type(part["type"]), context)


def _render(kind: ItemType[Any], context: Mapping[str, Any]) -> SafeString:
    own = {"type": kind.name, "response": kind.response_kind, "label": gettext(kind.label)}
    return cast("SafeString", get_template(f"{kind.name}/candidate.html").render({**context, **own}))


def response_from_form(item_type: str, body: Mapping[str, Any], form: FormData, slot: int) -> object:
    """The raw value that the form controls of a slot sent; `clean_response` judges it."""
    kind = get_item_type(item_type)
    return kind.read_form(kind.parse(body), form, control_name(slot))
