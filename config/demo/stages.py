"""From an empty site to a certificate, stage by stage; each stage includes those before it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db import transaction

from certificates.badges.keys import active_badge_key, create_badge_key
from certificates.models import Award, Certificate
from certificates.queries import active_signing_key
from certificates.services import issue_certificate
from certificates.services.designs import load_shipped_designs
from certificates.signing.keys import create_signing_key
from config.demo.candidates import build_controls, build_paper, build_places, build_sitting, hand_in, mark
from config.demo.closed import Closed, build_closed_sitting, tell_results
from config.demo.people import People, build_people
from config.demo.story import Story, read_story
from config.demo.studies import build_bank, build_course, build_progress, build_site, lessons_of
from courses.models import ChapterPage, LessonPage
from exams.bank.models import Bank
from exams.marking.models import Result
from exams.papers.models import Paper
from exams.sittings.models import Attempt, Exam, Registration, Sitting

PASSES, FAILS = 7, 2


class Stage(StrEnum):
    """How far the story is told."""

    EMPTY = "empty"
    STUDYING = "studying"
    EXAM_OPEN = "exam-open"
    MARKING = "marking"
    CERTIFIED = "certified"

    def reaches(self, other: "Stage") -> bool:
        """Whether `other` is part of this stage."""
        order = list(Stage)
        return order.index(self) >= order.index(other)


@dataclass
class Demo:
    """What was built, or was there already."""

    stage: Stage
    people: People = field(default_factory=dict)
    chapter: ChapterPage | None = None
    lessons: list[LessonPage] = field(default_factory=list)
    bank: Bank | None = None
    paper: Paper | None = None
    sitting: Sitting | None = None
    places: dict[str, Registration] = field(default_factory=dict)
    closed: Closed | None = None
    attempts: list[Attempt] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    certificate: Certificate | None = None


def build(stage: Stage, *, now: datetime) -> Demo:
    """Tell the story up to `stage`. What is there stays; nothing is ever deleted."""
    story = read_story()
    demo = Demo(stage, people=build_people(story, now=now))
    build_site()
    if not stage.reaches(Stage.STUDYING):
        return demo
    demo.chapter = build_course(story)
    demo.lessons = lessons_of(demo.chapter)
    demo.bank = build_bank(story, demo.people, now=now)
    build_progress(story, demo.chapter, trainee=demo.people["trainee"], now=now)
    if not stage.reaches(Stage.EXAM_OPEN):
        return demo
    maker, publisher = demo.people["paper_maker"], demo.people["second_paper_maker"]
    demo.paper = build_paper(story.blueprint, story.paper, demo.bank, maker=maker, publisher=publisher, now=now)
    demo.sitting = build_sitting(story, demo.chapter, demo.paper, now=now)
    build_controls(story, demo.sitting, demo.people, now=now)
    demo.places = build_places(story, demo.sitting, demo.people, now=now)
    if not stage.reaches(Stage.MARKING):
        return demo
    demo.attempts = [
        hand_in(demo.places["graduate"], wrong_every=PASSES, now=now),
        hand_in(demo.places[story.candidates[0].username], wrong_every=FAILS, now=now),
    ]
    demo.closed = build_closed_sitting(story, demo.people, demo.chapter, demo.bank, in_use=demo.paper, now=now)
    if not stage.reaches(Stage.CERTIFIED):
        return demo
    tell_results(story, demo.people, demo.closed, now=now)
    demo.results = mark(demo.attempts, now=now)
    load_shipped_designs(now=now)
    award = build_award(story, demo.sitting.exam)
    if active_signing_key(now=now) is None:
        create_signing_key(name=str(settings.WAGTAIL_SITE_NAME), years=3, now=now)
    if active_badge_key() is None:
        create_badge_key(now=now)
    demo.certificate = issue_certificate(
        award=award, candidate=demo.people["graduate"], actor=demo.people["certificate_officer"], now=now
    )
    return demo


@transaction.atomic
def build_award(story: Story, exam: Exam) -> Award:
    """The rule by which the exam earns a certificate."""
    plan = story.award.model_dump()
    award, _is_new = Award.objects.get_or_create(code=plan.pop("code"), defaults={"exam": exam, **plan})
    return award
