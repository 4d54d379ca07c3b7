"""Lists in pages that stay whole while rows are added: each page begins after the last row of the one before it."""

import base64
import binascii
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from ninja import Query

from accounts.api.problems import Refused

M = TypeVar("M", bound=Model)
S = TypeVar("S")

MOST = 100
_LONGEST = 40

Limit = Annotated[int, Query(50, ge=1, le=MOST, description="Rows of a page.")]
After = Annotated[
    str, Query("", max_length=_LONGEST, description="`next` of the page before; empty for the first page.")
]


def page_of(rows: QuerySet[M], show: Callable[[M], S], *, limit: int, after: str) -> dict[str, Any]:
    """`items` in the order of their making, and `next`: the cursor of the page behind them, or null."""
    found = list(rows.filter(pk__gt=_read(after)).order_by("pk")[: limit + 1])
    shown = found[:limit]
    last = _cursor(shown[-1].pk) if len(found) > limit else None
    return {"items": [show(one) for one in shown], "next": last}


def _cursor(pk: int) -> str:
    return base64.urlsafe_b64encode(f"after:{pk}".encode()).decode().rstrip("=")


def _read(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode()
        word, _sign, number = text.partition(":")
        if word == "after" and number.isascii() and number.isdecimal() and len(number) <= 18:  # noqa: PLR2004 -- fits 64 bits
            return int(number)
    except (binascii.Error, ValueError):
        pass
    raise Refused(422, "cursor_unknown", _("The cursor is not one of ours. Please begin with the first page."))
