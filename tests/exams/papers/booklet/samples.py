"""Papers to print that need no database: every item type, marked where no candidate may look."""

import copy
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from exams.bank.item_types.text import picture_key
from exams.papers.booklet.content import PrintedPaper, printed_paper
from exams.papers.models import Paper
from exams.papers.queries import FrozenItem, FrozenPaper
from tests.accounts.uploads import png
from tests.factories.bank import BODIES

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CANARY = "金丝雀"
# Fields of a body that only markers read, wherever they stand.
MARKERS_ONLY = {"explanation", "model_answer", "keywords", "no_credit", "accept"}
PICTURE = png(40, 20)
PICTURE_KEY = picture_key(PICTURE)
EVERY_TYPE = (
    *("single_choice",) * 4,
    *("multiple_choice",) * 3,
    "true_false",
    "fill_in",
    "numeric",
    "calculation",
    "matching",
    "ordering",
    "classification",
    "short_answer",
    "essay",
    "scheme",
    "case",
    "in_basket",
)


def marked(body: dict[str, Any]) -> dict[str, Any]:
    """The body with a canary in every text that no candidate may see."""
    return _marked(copy.deepcopy(body), is_key=False)


def _marked(value: Any, *, is_key: bool) -> Any:
    if isinstance(value, dict):
        in_rubric = is_key or "levels" in value
        return {
            name: _marked(one, is_key=in_rubric or name in MARKERS_ONLY or name == "rubric")
            for name, one in value.items()
        }
    if isinstance(value, list):
        return [_marked(one, is_key=is_key) for one in value]
    return f"{value}{CANARY}" if is_key and isinstance(value, str) else value


def numbered(body: dict[str, Any], number: int) -> dict[str, Any]:
    """The body with a stem of its own."""
    return {**body, "stem": f"第{number}题的题干。{body['stem']}"}


def frozen(item_types: Sequence[str] = EVERY_TYPE, *, marks: Decimal = Decimal(5), **bodies: Any) -> FrozenPaper:
    """A paper of these types; `bodies` takes the place of a type's example."""
    items = tuple(
        FrozenItem(
            slot=slot,
            marks=marks,
            item_type=item_type,
            body=numbered(bodies.get(item_type, BODIES[item_type]), slot),
            version_id=slot,
            point_id=1,
        )
        for slot, item_type in enumerate(item_types, start=1)
    )
    return FrozenPaper(id=1, digest="", title="理论卷", multiple_policy="all_or_nothing", items=items)


def printed(
    content: FrozenPaper, *, order: int = 1, digest: str = "ab" * 32, minutes: int | None = None
) -> PrintedPaper:
    """The paper as it is printed, in Chinese as the service prints it."""
    with override("zh-hans"):
        return printed_paper(
            Paper(title="理论卷", form="B", seed=20261123, digest=digest),
            content,
            order=order,
            publisher="培训中心",
            minutes=minutes,
            trace="孙知衡 于 2026-11-23 17:00 打印\n追踪码 ACDEFGHJKM　卷面摘要 abababababab",
        )
