"""A released result beside the one whose place it took."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from exams.marking.models import Outcome, Result, ResultComponent


@dataclass(frozen=True, slots=True)
class Beside:
    """One thing that both results say; a dash where one of them says nothing of it."""

    name: str
    before: str
    after: str


def beside(result: Result, *, shows_scores: bool) -> list[Beside]:
    """Scores, total and verdict before and after, the scores as far as they are shown; nothing without an earlier result.

    Wants the result as own_result reads it, or any other whose candidate may see it.
    """
    former = result.supersedes
    if former is None or former.released_at is None:
        return []
    lines = [Beside(_("Verdict"), _verdict(former), _verdict(result))]
    return [*_scores(former, result), *lines] if shows_scores else lines


def _scores(former: Result, result: Result) -> list[Beside]:
    before, after = _by_part(former, result)
    lines = [Beside(name, _figure(before.get(name)), _figure(after.get(name))) for name in {**before, **after}]
    if former.total is not None or result.total is not None:
        lines.append(Beside(_("Weighted total"), _figure(former.total), _figure(result.total)))
    return lines


def _by_part(former: Result, result: Result) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    parts = ResultComponent.objects.filter(result__in=(former.pk, result.pk)).select_related("component")
    found: dict[int, dict[str, Decimal]] = {former.pk: {}, result.pk: {}}
    for one in parts.order_by("component__kind", "pk"):
        found[one.result_id][str(one.component.get_kind_display())] = one.score
    return found[former.pk], found[result.pk]


def _figure(score: Decimal | None) -> str:
    return "–" if score is None else f"{score}"


def _verdict(result: Result) -> str:
    if result.outcome != Outcome.SCORED:
        return str(result.get_outcome_display())
    return _("Passed") if result.passed else _("Not passed")
