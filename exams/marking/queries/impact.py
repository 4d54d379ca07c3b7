"""Whom a key correction touches, computed without writing anything: results as they would be, and what rests on them."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from hashlib import sha256

from exams.marking.models import KeyCorrection, Result, ResultState
from exams.marking.queries.regrades import (
    SlotChange,
    by_registration,
    changes_under,
    in_chunks,
    registrations_under,
    stored_marks,
)
from exams.marking.queries.results import parts_of
from exams.marking.queries.standing import NOT_COUNTED, exact_of, scheme_of
from exams.marking.scores import Part, SlotMark, judge, moved, percentage, rounded
from exams.marking.usage import resting_on
from exams.papers.queries import frozen_paper
from exams.sittings.models import Attempt, AttemptState, ComponentKind, ExamComponent, Registration

Slots = dict[int, SlotMark]


@dataclass(frozen=True, slots=True)
class Shift:
    """The score of one part; None where there was none."""

    kind: str
    before: Decimal | None
    after: Decimal

    @property
    def label(self) -> str:
        return str(ComponentKind(self.kind).label)


@dataclass(frozen=True)
class Effect:
    """What becomes of one candidate."""

    registration: Registration
    changes: Sequence[SlotChange]
    shifts: Sequence[Shift]
    # None where no result stands yet.
    passed_before: bool | None
    passed_after: bool | None
    # An answer has to wait for a person; the result stands until it is marked.
    waits: bool
    # Nothing that counts would be left on the paper.
    is_empty: bool
    # Such as the numbers of certificates.
    resting: Sequence[str]
    result_id: int | None

    @property
    def crosses_up(self) -> bool:
        return self.passed_before is False and self.passed_after is True

    @property
    def crosses_down(self) -> bool:
        return self.passed_before is True and self.passed_after is False


@dataclass(frozen=True)
class Impact:
    """The whole preview; `digest` says whether another one is the same."""

    effects: Sequence[Effect]

    @cached_property
    def digest(self) -> str:
        """Everything that is shown, folded; what somebody else changes meanwhile changes it."""
        said = [
            [
                one.registration.pk,
                one.result_id,
                [[change.attempt.pk, change.slot, _told(change.before), _told(change.after)] for change in one.changes],
                [[shift.kind, str(shift.before), str(shift.after)] for shift in one.shifts],
                list(one.resting),
            ]
            for one in self.effects
        ]
        return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()

    @cached_property
    def crossing(self) -> list[Effect]:
        """Who crosses the pass line, either way."""
        return [one for one in self.effects if one.crosses_up or one.crosses_down]

    @cached_property
    def touched(self) -> list[Effect]:
        """Those whose certificate rests on a result that changes."""
        return [one for one in self.effects if one.resting]

    @property
    def passing(self) -> int:
        return sum(one.crosses_up for one in self.effects)

    @property
    def failing(self) -> int:
        return sum(one.crosses_down for one in self.effects)

    @property
    def waiting(self) -> int:
        return sum(one.waits for one in self.effects)

    @property
    def leaves_nothing(self) -> bool:
        return any(one.is_empty for one in self.effects)


def _told(mark: SlotMark | None) -> list[str] | None:
    return [str(mark.credit), str(mark.marks)] if mark else None


def impact_of(correction: KeyCorrection, *, is_revert: bool = False) -> Impact:
    """Every candidate whose marks would change, those who cross the pass line first, then by admission number."""
    effects: list[Effect] = []
    for ids in in_chunks(registrations_under(correction).iterator()):
        changes = by_registration(changes_under(correction, ids, is_revert=is_revert))
        effects += _effects(changes) if changes else []
    order = {True: 0, False: 1}
    effects.sort(key=lambda one: (order[one.crosses_up or one.crosses_down], one.registration.number))
    return Impact(effects)


def _effects(changes: Mapping[int, list[SlotChange]]) -> list[Effect]:
    scripts = scripts_of(changes)
    results = results_by_registration(changes)
    resting = resting_on(list(changes))
    people = Registration.objects.select_related("candidate__person", "sitting__exam").in_bulk(list(changes))
    parts = {exam: parts_of(exam) for exam in {one.sitting.exam_id for one in people.values()}}
    return [
        _effect(people[pk], own, scripts[pk], results.get(pk), resting.get(pk, ()), parts=parts)
        for pk, own in changes.items()
    ]


@dataclass(frozen=True, slots=True)
class Script:
    """A closed attempt with the marks that stand."""

    attempt: Attempt
    slots: Slots

    @property
    def is_whole(self) -> bool:
        return len(self.slots) == len(frozen_paper(self.attempt.paper_id).items)

    def changed(self, changes: Iterable[SlotChange]) -> "Script":
        """The script after these changes."""
        slots = dict(self.slots)
        for one in changes:
            if one.attempt.pk != self.attempt.pk:
                continue
            if one.after is None:
                slots.pop(one.slot, None)
            else:
                slots[one.slot] = one.after
        return Script(self.attempt, slots)


def scripts_of(registration_ids: Collection[int]) -> dict[int, list[Script]]:
    """Every closed attempt of these registrations with its marks, by registration and number."""
    closed = Attempt.objects.exclude(state=AttemptState.OPEN).filter(registration__in=registration_ids)
    attempts = list(closed.select_related("component").defer("answers", "heads").order_by("registration", "number"))
    marks: defaultdict[int, Slots] = defaultdict(dict)
    for (attempt, slot), rounds in stored_marks(attempts).items():
        if not rounds[-1].is_recalled:
            marks[attempt][slot] = SlotMark(slot, 0, rounds[-1].credit, rounds[-1].marks)
    found: defaultdict[int, list[Script]] = defaultdict(list)
    for one in attempts:
        found[one.registration_id].append(Script(one, marks[one.pk]))
    return found


def results_by_registration(registration_ids: Collection[int]) -> dict[int, Result]:
    """The results that stand; of a held one and the released one before it, the held one."""
    standing = Result.objects.exclude(state=ResultState.SUPERSEDED).filter(registration__in=registration_ids)
    return {one.registration_id: one for one in standing.order_by("pk").prefetch_related("components__component")}


def components_to_settle(scripts: Iterable[Script], changes: Sequence[SlotChange]) -> dict[int, Script]:
    """Component → the best of its scripts after the changes, where these make a result.

    A part of which a changed script has to wait for a person again keeps its result until then.
    """
    changed = {one.attempt.pk for one in changes}
    after: defaultdict[int, list[Script]] = defaultdict(list)
    stopped: set[int] = set()
    for script in scripts:
        now = script.changed(changes)
        after[script.attempt.component_id].append(now)
        if script.is_whole and not now.is_whole:
            stopped.add(script.attempt.component_id)
    found = {}
    for component, own in after.items():
        whole = [one for one in own if one.is_whole]
        if component not in stopped and any(one.attempt.pk in changed for one in whole):
            found[component] = max(whole, key=lambda one: rounded(percentage(one.slots.values())))
    return found


def _effect(
    registration: Registration,
    changes: list[SlotChange],
    scripts: Sequence[Script],
    result: Result | None,
    resting: Sequence[str],
    *,
    parts: Mapping[int, list[ExamComponent]],
) -> Effect:
    former = {one.component_id: one for one in result.components.all()} if result else {}
    counted = {component: exact_of(one) for component, one in former.items()}
    shifts, is_empty = [], False
    for component_id, script in components_to_settle(scripts, changes).items():
        component, before = script.attempt.component, former.get(component_id)
        exact = moved(percentage(script.slots.values()), before.moderated if before else Decimal(0))
        shifts.append(Shift(component.kind, before.score if before else None, rounded(exact)))
        counted[component_id] = exact
        is_empty = is_empty or not any(one.marks for one in script.slots.values())
    return Effect(
        registration=registration,
        changes=changes,
        shifts=shifts,
        passed_before=result.passed if result else None,
        passed_after=_passes(counted, parts[registration.sitting.exam_id], result) if counted else None,
        waits=any(one.after is None for one in changes),
        is_empty=is_empty,
        resting=resting,
        result_id=result.pk if result else None,
    )


def _passes(counted: Mapping[int, Fraction], parts: Sequence[ExamComponent], result: Result | None) -> bool:
    """What the exam's rule makes of these exact scores; what was ruled not to count stays so."""
    if result and result.outcome in NOT_COUNTED:
        return False
    judged = [Part(counted[one.pk], one.pass_mark, one.weight, one.minimum) for one in parts if one.pk in counted]
    return judge(judged, scheme_of(parts[0].exam, parts)).passed
