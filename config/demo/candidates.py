"""The exam with its paper, and what its candidates do there."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from config.demo.answers import Answering, missing_each
from config.demo.people import People
from config.demo.story import BlueprintPlan, ExamPlan, PaperPlan, Story
from courses.models import ChapterPage
from exams.bank.item_types.base import NOTHING_DRAWN
from exams.bank.models import Bank
from exams.marking.models import Result
from exams.marking.services import mark_attempt
from exams.papers.models import Blueprint, BlueprintCell, Paper, PaperState
from exams.papers.queries import frozen_paper
from exams.papers.services import assemble_paper, publish_paper, submit_paper
from exams.sittings.models import Attempt, Exam, ExamComponent, KeyPurpose, Registration, Sitting, SittingControls
from exams.sittings.queries import drawn_of
from exams.sittings.services import give_pledge, record_events, register_candidate, start_attempt, submit_attempt
from exams.sittings.services.controls import change_controls
from exams.sittings.services.events import IncomingEvent
from exams.sittings.signing import key_for

OPEN_FOR = timedelta(days=14)
# A sitting that is about to close shows nothing any more: a new one is opened beside it.
ENOUGH = timedelta(hours=4)
BEGUN_BEFORE = timedelta(hours=3)
SAVES = 10
PACE = timedelta(minutes=4)


def build_paper(
    plan: BlueprintPlan,
    paper_plan: PaperPlan,
    bank: Bank,
    *,
    excluded: Collection[int] = (),
    maker: User,
    publisher: User,
    now: datetime,
) -> Paper:
    """The paper of a blueprint, without these versions: one person makes it and hands it in, another publishes it."""
    with transaction.atomic():
        blueprint, is_new = Blueprint.objects.get_or_create(
            code=plan.code, defaults={"title": plan.title, "multiple_policy": plan.multiple_policy}
        )
        if is_new:
            blueprint.banks.set([bank])
            BlueprintCell.objects.bulk_create(
                BlueprintCell(blueprint=blueprint, position=place, **cell.model_dump())
                for place, cell in enumerate(plan.cells, start=1)
            )
        paper = blueprint.papers.filter(state=PaperState.PUBLISHED).order_by("pk").first()
        if paper is not None:
            return paper
        draft = assemble_paper(blueprint=blueprint, actor=maker, now=now, excluded=excluded, **paper_plan.model_dump())
        submit_paper(paper=draft, actor=maker, now=now)
        return publish_paper(paper=draft, actor=publisher, now=now)


def build_exam(plan: ExamPlan, chapter: ChapterPage, paper: Paper) -> Exam:
    """The exam with its one part."""
    exam, is_new = Exam.objects.get_or_create(
        code=plan.code,
        defaults={
            "title": plan.title,
            "chapter": chapter,
            "rules": plan.rules,
            "attempts_allowed": plan.attempts_allowed,
            "allows_calculator": plan.calculator,
            "release_policy": plan.release_policy,
        },
    )
    if is_new:
        ExamComponent.objects.create(
            exam=exam, kind=plan.part, paper=paper, minutes=plan.minutes, pass_mark=plan.pass_mark
        )
    return exam


@transaction.atomic
def build_sitting(story: Story, chapter: ChapterPage, paper: Paper, *, now: datetime) -> Sitting:
    """The exam, and a sitting of it that is open now."""
    exam = build_exam(story.exam, chapter, paper)
    running = exam.sittings.filter(opens_at__lte=now - BEGUN_BEFORE, closes_at__gt=now + ENOUGH).first()
    return running or Sitting.objects.create(
        exam=exam,
        name=story.exam.sitting,
        opens_at=now - BEGUN_BEFORE,
        closes_at=now + OPEN_FOR,
        open_registration=True,
    )


def build_controls(story: Story, sitting: Sitting, people: People, *, now: datetime) -> None:
    """Two controls that hinder nobody, until somebody changes them; and the key to which answer files are sealed."""
    key_for(KeyPurpose.SEALING, now=now)
    if not SittingControls.objects.filter(sitting=sitting).exists():
        values = {"focus_log": True, "watermark": True}
        officer = people["exam_officer"]
        change_controls(
            sitting=sitting, values=values, room_ranges={}, reason=story.exam.controls_reason, actor=officer, now=now
        )


def build_places(story: Story, sitting: Sitting, people: People, *, now: datetime) -> dict[str, Registration]:
    """A seat for every trainee of the story, by user name."""
    usernames = ["trainee", "graduate", *(candidate.username for candidate in story.candidates)]
    return {
        username: register_candidate(
            sitting=sitting,
            candidate=people[username],
            actor=people["exam_officer"],
            now=now,
            room=story.exam.room,
            seat=f"{seat:02}",
        )
        for seat, username in enumerate(usernames, start=1)
    }


def hand_in(registration: Registration, *, wrong_every: int, now: datetime) -> Attempt:
    """An attempt of the past hours, every item answered and each `wrong_every`-th one wrong, handed in."""
    closed = registration.attempts.exclude(closed_at=None).order_by("number").first()
    return closed or sit(registration, answer=missing_each(wrong_every), began=now - BEGUN_BEFORE + PACE)


def sit(registration: Registration, *, answer: Answering, began: datetime, saves: int = SAVES) -> Attempt:
    """An attempt with every item answered, in so many saves, and handed in after the last."""
    candidate = registration.candidate
    give_pledge(registration=registration, actor=candidate, now=began)
    component = registration.sitting.exam.components.get()
    attempt = start_attempt(registration=registration, component=component, actor=candidate, now=began)
    items, drawn = frozen_paper(attempt.paper_id).items, drawn_of(attempt)
    events = [
        IncomingEvent(
            seq=place,
            kind="answer",
            slot=item.slot,
            value=answer(item, drawn.get(item.slot, NOTHING_DRAWN)),
            client_ms=int(place * PACE.total_seconds() * 1000 * saves / len(items)),
        )
        for place, item in enumerate(items, start=1)
    ]
    size = -(-len(events) // saves)
    for save in range(saves):
        record_events(
            attempt_id=attempt.pk,
            lease_token=attempt.lease_token,
            client_id=f"demo{attempt.pk:08}",
            events=events[save * size : (save + 1) * size],
            now=began + PACE * (save + 1),
        )
    return submit_attempt(
        attempt_id=attempt.pk, actor=candidate, lease_token=attempt.lease_token, now=began + PACE * (saves + 1)
    )


def mark(attempts: list[Attempt], *, now: datetime) -> list[Result]:
    """The results of attempts that were handed in."""
    return [result for attempt in attempts if (result := mark_attempt(attempt=attempt, now=now))]
