"""Drawing what a candidate is shown: at the start, or before it so that a start only copies."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.prepared import Prepared
from exams.bank.item_types import get_item_type
from exams.papers.queries import FrozenPaper, frozen_paper
from exams.sittings.chain import digest
from exams.sittings.layout import LayoutEntry, draw_layout, slot_seed, snapshot_digest, with_values
from exams.sittings.models import ExamComponent, PreparedPaper, Registration, Sitting
from exams.sittings.queries.registrations import next_component, registrations_to_prepare
from exams.sittings.queries.seating import paper_for, papers_of
from exams.sittings.queries.sections import present_sections

# How long before a sitting opens its papers are drawn by themselves.
AHEAD = timedelta(hours=24)

# By keys alone: a small column, such as the attempt's number, takes no stand-in on PostgreSQL.
_prepared = Prepared(
    lambda registration, component: PreparedPaper.objects.filter(registration=registration, component=component),
    int,
    int,
)


@dataclass(frozen=True, slots=True)
class Drawing:
    """An order that was drawn, with the proof that goes into the snapshot."""

    paper_id: int
    paper_digest: str
    seed: int
    layout: list[LayoutEntry]
    sha256: str


def drawing_for(*, registration: Registration, component: ExamComponent, number: int) -> Drawing:
    """What the candidate's attempt of this number shows: as prepared, or drawn now where nothing good is prepared."""
    paper_id = paper_for(registration, component)
    basis = basis_of(component, paper_id)
    for kept in _prepared.rows(registration.pk, component.pk):
        if (kept.number, kept.basis) == (number, basis):
            return Drawing(paper_id, kept.paper_digest, kept.seed, kept.layout, kept.sha256)
    return draw(component, paper_id)


def draw(component: ExamComponent, paper_id: int) -> Drawing:
    """A new order of one of the component's papers from a new seed."""
    paper = frozen_paper(paper_id)
    seed = secrets.randbits(62)
    layout = _layout_of(paper, component=component, seed=seed)
    sha256 = snapshot_digest(paper_digest=paper.digest, seed=seed, layout=layout)
    return Drawing(paper_id, paper.digest, seed, layout, sha256)


def basis_of(component: ExamComponent, paper_id: int) -> str:
    """Digest of all that a drawing depends on but the seed; a paper's sections stay with its id until it is sat."""
    exam = component.exam
    return digest([paper_id, exam.shuffle_items, exam.shuffle_options])


def _layout_of(paper: FrozenPaper, *, component: ExamComponent, seed: int) -> list[LayoutEntry]:
    exam, plan = component.exam, present_sections(paper.id)
    items, values = [], {}
    for item in paper.items:
        item_type = get_item_type(item.item_type)
        items.append((item.slot, item_type.option_ids(item.content)))
        values[item.slot] = item_type.draw(item.content, slot_seed(seed, item.slot))
    layout = draw_layout(
        items,
        seed=seed,
        shuffle_items=exam.shuffle_items,
        shuffle_options=exam.shuffle_options,
        section_ends=[last_slot for _title, last_slot, _minutes in plan.sections] if plan else (),
    )
    return with_values(layout, values)


def prepare_papers(*, sitting: Sitting, now: datetime) -> int:
    """Draw the next attempt of everybody registered who has none drawn or a stale one; returns how many were drawn.

    Can be killed at any line and run again.
    """
    return sum(prepare_paper(registration=one, now=now) for one in registrations_to_prepare(sitting))


def prepare_coming_papers(*, now: datetime) -> int:
    """Draw for those who have nothing drawn yet, in every sitting that is open or opens within a day."""
    sittings = Sitting.objects.filter(opens_at__lte=now + AHEAD, closes_at__gt=now, exam__is_mock=False)
    drawn = 0
    for sitting in sittings.select_related("exam").prefetch_related("exam__components"):
        components = sitting.exam.components.all()
        bases = [basis_of(component, paper) for component in components for paper in papers_of(component)]
        waiting = registrations_to_prepare(sitting, without=bases)
        drawn += sum(prepare_paper(registration=one, now=now) for one in waiting)
    return drawn


def prepare_paper(*, registration: Registration, now: datetime) -> bool:
    """Draw the candidate's next attempt where nothing good is drawn; says whether it drew."""
    component = next_component(registration)
    if component is None:
        return False
    number = 1 + sum(one.component_id == component.pk for one in registration.attempts.all())
    paper_id = paper_for(registration, component)
    basis = basis_of(component, paper_id)
    kept = [one for one in registration.prepared_papers.all() if one.component_id == component.pk]
    if any(one.number == number and one.basis == basis for one in kept):
        return False
    drawing = draw(component, paper_id)
    drawn = PreparedPaper(
        registration=registration,
        component=component,
        number=number,
        basis=basis,
        paper_digest=drawing.paper_digest,
        seed=drawing.seed,
        layout=drawing.layout,
        sha256=drawing.sha256,
        prepared_at=now,
    )
    with transaction.atomic():
        # What is stale, and what an earlier attempt has made its snapshot.
        PreparedPaper.objects.filter(registration=registration, component=component).delete()
        # Where two prepare at once, the first one's drawing is as good.
        PreparedPaper.objects.bulk_create([drawn], ignore_conflicts=True)
    return True
