"""What a key correction changes: slot by slot, then result by result; the same for its preview, its work and its end."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, islice
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from exams.bank.item_types import NOTHING_DRAWN
from exams.bank.models import ItemVersion
from exams.marking.models import OPEN_STATES, KeyCorrection, Mark, MarkChange
from exams.marking.queries.corrections import as_correction, marked_item
from exams.marking.scores import SlotMark
from exams.marking.scoring import Correction
from exams.papers.queries import frozen_paper
from exams.sittings.models import Attempt, AttemptState, Sitting
from exams.sittings.queries import drawn_of

CHUNK = 200


@dataclass(frozen=True, slots=True)
class StoredMark:
    """One round of a slot, and what gave it."""

    id: int
    slot: int
    round: int
    credit: Fraction
    marks: Any
    marker_id: int | None
    is_recalled: bool
    is_of_correction: bool
    is_of_appeal: bool


@dataclass(frozen=True, slots=True)
class SlotChange:
    """What becomes of one answer. `after` is None where it has to wait for a person, `former` where it had no mark."""

    attempt: Attempt
    slot: int
    round: int
    former: StoredMark | None
    before: SlotMark | None
    after: SlotMark | None


def attempts_under(correction: KeyCorrection) -> QuerySet[Attempt]:
    """Every closed attempt whose paper asked the version, by registration."""
    closed = Attempt.objects.exclude(state=AttemptState.OPEN)
    scope = {"registration__sitting": correction.sitting_id} if correction.sitting_id else {}
    return closed.filter(paper__paper_items__version=correction.version_id, **scope).order_by("registration", "pk")


def registrations_under(correction: KeyCorrection, *, after: int = 0) -> QuerySet[Attempt, int]:
    """Ids of the registrations of these attempts, in order, behind the one given."""
    found = attempts_under(correction).filter(registration__gt=after).order_by("registration")
    return found.values_list("registration", flat=True).distinct()


def changes_under(correction: KeyCorrection, registration_ids: Sequence[int], *, is_revert: bool) -> list[SlotChange]:
    """What the correction, or its end, changes in these registrations as they are marked now."""
    scripts = attempts_under(correction).filter(registration__in=registration_ids)
    attempts = list(scripts.select_related("snapshot", "component", "registration__sitting"))
    rule = None if is_revert else as_correction(correction)
    slots = {one.pk: _slot_of(one, correction.version_id) for one in attempts}
    rounds = stored_marks(attempts, slots=set(slots.values()))
    marked = set(Mark.objects.filter(attempt__in=attempts).order_by().values_list("attempt", flat=True).distinct())
    found = [
        _change(one, slots[one.pk], rounds[one.pk, slots[one.pk]], rule)
        # Whatever was never marked is marked by the rule when its turn comes.
        for one in attempts
        if one.pk in marked
    ]
    return [one for one in found if one.before != one.after]


def _slot_of(attempt: Attempt, version_id: int) -> int:
    return next(item.slot for item in frozen_paper(attempt.paper_id).items if item.version_id == version_id)


def stored_marks(
    attempts: Iterable[Attempt], *, slots: Iterable[int] | None = None
) -> defaultdict[tuple[int, int], list[StoredMark]]:
    """(attempt, slot) → its rounds, the first first."""
    found: defaultdict[tuple[int, int], list[StoredMark]] = defaultdict(list)
    marks = Mark.objects.filter(attempt__in=[one.pk for one in attempts]).order_by("attempt", "slot", "round")
    if slots is not None:
        marks = marks.filter(slot__in=slots)
    names = ("attempt", "pk", "slot", "round", "credit_num", "credit_den", "marks", "marker", "recall")
    for attempt, pk, slot, round_, num, den, worth, marker, recall, correction, appeal in marks.values_list(
        *names, "change__correction", "change__appeal"
    ):
        found[attempt, slot].append(
            StoredMark(
                id=pk,
                slot=slot,
                round=round_,
                credit=Fraction(num, den),
                marks=worth,
                marker_id=marker,
                is_recalled=recall is not None,
                is_of_correction=correction is not None,
                is_of_appeal=appeal is not None,
            )
        )
    return found


def _change(attempt: Attempt, slot: int, rounds: Sequence[StoredMark], rule: Correction | None) -> SlotChange:
    paper = frozen_paper(attempt.paper_id)
    item = paper.by_slot[slot]
    drawn = drawn_of(attempt).get(slot, NOTHING_DRAWN)
    response = attempt.answers.get(str(slot))
    worth, credit = marked_item(item, response, drawn, policy=paper.multiple_policy, correction=rule)
    last = rounds[-1] if rounds and not rounds[-1].is_recalled else None
    return SlotChange(
        attempt=attempt,
        slot=slot,
        round=rounds[-1].round + 1 if rounds else 1,
        former=last,
        before=SlotMark(slot, item.point_id, last.credit, last.marks) if last else None,
        after=_after(SlotMark(slot, item.point_id, credit, worth.marks) if credit is not None else None, rounds, item),
    )


def _after(machine: SlotMark | None, rounds: Sequence[StoredMark], item: Any) -> SlotMark | None:
    """The machine's mark under the rule, or what a person gave; an appeal that was upheld never loses by a key."""
    if machine is not None and not machine.marks:
        return machine
    own = [one for one in rounds if not (one.is_recalled or one.is_of_correction)]
    if own and (machine is None or own[-1].is_of_appeal):
        given = SlotMark(item.slot, item.point_id, own[-1].credit, item.marks)
        return given if machine is None or given.credit > machine.credit else machine
    return machine


def corrections_with_totals() -> QuerySet[KeyCorrection]:
    """Corrections with item, sitting, people and how many marks they changed, newest first."""
    return (
        KeyCorrection.objects.select_related(
            "version__item__bank", "sitting", "proposed_by__person", "applied_by__person"
        )
        .annotate(change_count=Count("changes"))
        .order_by("-proposed_at", "-pk")
    )


def corrections_at_work() -> QuerySet[KeyCorrection]:
    """What is being applied or taken back."""
    return KeyCorrection.objects.filter(state__in=["applying", "reverting"]).order_by("pk")


def rival_corrections(version: ItemVersion, sitting: Sitting | None) -> QuerySet[KeyCorrection]:
    """Open corrections of the version whose scope meets this one."""
    rivals = KeyCorrection.objects.filter(version=version, state__in=OPEN_STATES)
    return rivals.filter(Q(sitting=None) | Q(sitting=sitting)) if sitting else rivals


def asked_versions() -> QuerySet[ItemVersion]:
    """Versions that candidates were asked, with item and bank and in how many scripts, by bank and key."""
    scripts = Attempt.objects.filter(paper__paper_items__version=OuterRef("pk")).order_by()
    total = scripts.values("paper__paper_items__version").annotate(total=Count("pk")).values("total")
    return (
        ItemVersion.objects.filter(Exists(scripts))
        .select_related("item__bank")
        .annotate(script_count=Coalesce(Subquery(total), 0))
        .order_by("item__bank__code", "item__key", "number")
    )


def sittings_that_asked(version: ItemVersion) -> QuerySet[Sitting]:
    """The sittings in which the version was asked, newest first."""
    asked = Attempt.objects.filter(paper__paper_items__version=version).order_by().values("registration__sitting")
    return Sitting.objects.filter(pk__in=asked).select_related("exam").order_by("-opens_at", "-pk")


def changes_made(correction: KeyCorrection) -> QuerySet[MarkChange]:
    """Every mark that the correction or its end gave, by candidate's number, first to last."""
    return correction.changes.select_related(
        "mark__attempt__registration__candidate__person", "former", "mark"
    ).order_by("mark__attempt__registration__number", "mark__attempt", "mark__round")


def in_chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """So many registrations at a time, that neither the statement nor the memory grows with the sitting."""
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def by_registration(changes: Iterable[SlotChange]) -> dict[int, list[SlotChange]]:
    """The changes of each registration."""
    grouped = groupby(changes, key=lambda one: one.attempt.registration_id)
    return {registration: list(own) for registration, own in grouped}
