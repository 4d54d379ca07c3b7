"""A sitting that is over: sat by a class, marked by two and a third, released by two; one result is contested."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from config.demo.answers import NOTHING, PART, WHOLE, drawn_by, knowing, knowledge
from config.demo.candidates import build_exam, build_paper, sit
from config.demo.people import People, introduce
from config.demo.story import Story
from courses.models import ChapterPage
from exams.analysis.services import analyse_exam
from exams.bank.item_types import get_item_type
from exams.bank.item_types.rubric import Criterion
from exams.bank.models import Bank
from exams.marking.models import Claim, Mark, Result, ResultState, Way
from exams.marking.queries.desk import held_by
from exams.marking.services import approve_release, mark_attempt, prepare_release
from exams.marking.services.allocations import Share, allocate, set_scheme
from exams.marking.services.appeals import file_appeal
from exams.marking.services.claims import Pick, claim_next
from exams.marking.services.judgements import Verdict, judge_answer
from exams.papers.models import Paper
from exams.papers.queries import frozen_paper, versions_on
from exams.sittings.models import ExamComponent, Room, Sitting
from exams.sittings.services import register_candidate

OPENED_BEFORE = timedelta(days=16)
OPEN_FOR = timedelta(hours=6)
MARKED_WITHIN = timedelta(days=8)
CONTESTED_AFTER = timedelta(days=3)
DUE_AFTER = timedelta(days=7)
# So many sat in the other room.
LATE = 2
SEATS = 48
SAVES = 2
# Takes the answer, reads it, gives the mark.
READING = timedelta(minutes=4)
# Of so many judgements one is a level lower than the other marker's.
WOBBLE = 6
# Whose answers the second marker sees quite otherwise.
DISPUTED = 7


@dataclass(frozen=True, slots=True)
class Closed:
    """The sitting with its one part."""

    sitting: Sitting
    component: ExamComponent


@transaction.atomic
def build_closed_sitting(
    story: Story, people: People, chapter: ChapterPage, bank: Bank, *, in_use: Paper, now: datetime
) -> Closed:
    """Everybody has handed in, and what people mark is on the markers' desk. No question of the paper is `in_use`."""
    plan, began = story.closed, now - OPENED_BEFORE
    paper = build_paper(
        plan.blueprint,
        plan.paper,
        bank,
        excluded=list(versions_on(in_use).values_list("pk", flat=True)),
        maker=people["paper_maker"],
        publisher=people["second_paper_maker"],
        now=began,
    )
    exam = build_exam(plan.exam, chapter, paper)
    component = exam.components.get()
    known = exam.sittings.first()
    if known is not None:
        return Closed(known, component)
    sitting = Sitting.objects.create(exam=exam, name=plan.exam.sitting, opens_at=began, closes_at=began + OPEN_FOR)
    officer = people["exam_officer"]
    set_scheme(
        component=component,
        version=None,
        is_double=True,
        tolerance=plan.tolerance,
        check_percent=0,
        actor=officer,
        now=began,
    )
    for name in (plan.exam.room, plan.late_room):
        Room.objects.create(sitting=sitting, name=name, capacity=SEATS)
    candidates = [people["graduate"], *_class(story, now=began)]
    for seat, candidate in enumerate(candidates, start=1):
        room = plan.exam.room if seat <= len(candidates) - LATE else plan.late_room
        place = register_candidate(
            sitting=sitting, candidate=candidate, actor=officer, now=began, room=room, seat=f"{seat:02}"
        )
        attempt = sit(place, answer=knowing(candidate.username), began=began + READING, saves=SAVES)
        mark_attempt(attempt=attempt, now=attempt.closed_at or began)
    return Closed(sitting, component)


def _class(story: Story, *, now: datetime) -> list[User]:
    """People whom nobody signs in as: without a password, an address or a portrait."""
    usernames = [f"former{number:02}" for number, _name in enumerate(story.closed.candidates.split(), start=1)]
    known = User.objects.in_bulk(usernames, field_name="username")
    locked = make_password(None)
    return [
        known.get(username) or introduce(username, name, Role.TRAINEE, password=locked, email="", now=now)
        for username, name in zip(usernames, story.closed.candidates.split(), strict=True)
    ]


@transaction.atomic
def tell_results(story: Story, people: People, closed: Closed, *, now: datetime) -> None:
    """Marked, released, analysed, and one result contested; what was released already stays as it is."""
    if closed.sitting.releases.exists():
        return
    marking = closed.sitting.closes_at + timedelta(days=1)
    room, late = (closed.sitting.rooms.get(name=name) for name in (story.closed.exam.room, story.closed.late_room))
    officer = people["exam_officer"]
    _allocate(people, closed, room, due_at=marking + MARKED_WITHIN, actor=officer, now=marking)
    for number, username in enumerate(("marker", "second_marker", "third_marker"), start=1):
        way = Way.ADJUDICATE if username == "third_marker" else Way.SCRIPT
        _judge_all(story, people[username], Pick(closed.component.pk, way=way), began=marking + timedelta(days=number))
    _allocate(people, closed, late, due_at=now + DUE_AFTER, actor=officer, now=now)
    told = closed.sitting.closes_at + MARKED_WITHIN
    release = prepare_release(
        sitting=closed.sitting,
        release_at=told,
        note=story.closed.marking_note,
        actor=officer,
        now=told - timedelta(hours=4),
    )
    approve_release(release=release, actor=people["second_exam_officer"], now=told)
    contested = _nearly_passed(closed.sitting, reader=people["third_marker"])
    candidate = contested.registration.candidate
    file_appeal(result=contested, reason=story.closed.appeal, actor=candidate, now=told + CONTESTED_AFTER)
    analyse_exam(component=closed.component, actor=officer, now=told + CONTESTED_AFTER)


def _allocate(people: People, closed: Closed, room: Room, *, due_at: datetime, actor: User, now: datetime) -> None:
    """What was written in a room is for two markers."""
    for username in ("marker", "second_marker"):
        share = Share(sitting=closed.sitting, room=room)
        allocate(component=closed.component, marker=people[username], share=share, due_at=due_at, actor=actor, now=now)


def _judge_all(story: Story, marker: User, pick: Pick, *, began: datetime) -> None:
    """Everything that this marker may take, one script after another."""
    at = began
    while claim_next(marker=marker, pick=pick, now=at) is not None:
        for held in held_by(marker, at):
            at += READING
            judge_answer(task=held.task, marker=marker, verdict=_verdict(story, held, marker), now=at)


def _verdict(story: Story, claim: Claim, marker: User) -> Verdict:
    """What this marker gives: by what the candidate knew, now and then a level lower, once quite otherwise."""
    attempt = claim.task.script.attempt
    item = frozen_paper(attempt.paper_id).by_slot[claim.task.slot]
    kind, name = get_item_type(item.item_type), attempt.registration.candidate.username
    known = knowledge(name, item.slot)
    if claim.position == 2 and name == f"former{DISPUTED:02}":  # noqa: PLR2004 -- the second marker
        known = NOTHING if known == WHOLE else WHOLE
    texts = kind.written(item.content, attempt.answers.get(str(item.slot)))
    given = [
        [
            _points(criterion, known, drawn_by(marker.username, name, item.slot, guide.number, criterion.name))
            for criterion in guide.rubric.criteria
        ]
        if text
        else []
        for guide, text in zip(kind.guides(item.content), texts, strict=True)
    ]
    comments = story.closed.comments
    comment = comments[0] if known == WHOLE else comments[-1] if known == NOTHING else comments[1]
    return Verdict(points=given, comment=comment)


def _points(criterion: Criterion, known: int, dice: Random) -> int:
    levels = [level.points for level in criterion.levels]
    index = {WHOLE: 0, PART: len(levels) // 2, NOTHING: len(levels) - 1}[known]
    return levels[min(index + (dice.randrange(WOBBLE) == 0), len(levels) - 1)]


def _nearly_passed(sitting: Sitting, *, reader: User) -> Result:
    """The best result that did not pass, of those in which `reader` marked nothing."""
    own = Mark.objects.filter(marker=reader).values("attempt__registration")
    results = Result.objects.filter(registration__sitting=sitting, state=ResultState.RELEASED, passed=False)
    others = results.exclude(registration__in=own).select_related("registration__candidate")
    return others.order_by("-components__score", "pk")[0]
