"""Exams that many have sat, written in a few statements: what was answered, and the marks for it."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from exams.marking.models import Mark
from exams.papers.models import Paper, PaperItem, PaperState
from exams.sittings.models import Attempt, AttemptState, Exam, ExamComponent, Registration, Sitting
from tests.factories.sittings import NOW, SINGLE, TRUE_FALSE, ExamRoom, make_room, make_user

ITEMS = (
    ("single_choice", SINGLE, Decimal(40)),
    ("single_choice", {**SINGLE, "stem": "指名度衡量什么？"}, Decimal(40)),
    ("true_false", TRUE_FALSE, Decimal(20)),
)


def sat_exam(answers, *, room=None):
    """A room whose paper these candidates have answered: one {slot: response} each; right is "a" and False."""
    room = room or make_room(items=ITEMS)
    with transaction.atomic():
        _sit(room, answers)
    return room


def _sit(room, answers):
    serial = Registration.objects.count()
    for number, given in enumerate(answers, serial):
        candidate = make_user(f"sitter-{number}")
        registration = Registration.objects.create(sitting=room.sitting, candidate=candidate, number=f"S{number:06}")
        attempt = Attempt.objects.create(
            registration=registration,
            component=room.component,
            paper=room.component.paper,
            state=AttemptState.SUBMITTED,
            started_at=NOW,
            deadline=NOW + timedelta(hours=1),
            closed_at=NOW + timedelta(minutes=30),
            receipt="0" * 64,
            lease_token="token",
            lease_taken_at=NOW,
            answers={str(slot): value for slot, value in given.items()},
        )
        Mark.objects.bulk_create(
            Mark(
                attempt=attempt,
                slot=slot,
                credit_num=int(given.get(slot) == ("a" if slot < 3 else False)),
                marks=marks,
                at=NOW,
            )
            for slot, (_type, _body, marks) in enumerate(ITEMS, 1)
        )


def improved(count):
    """The same, but those who know nothing choose option c as often as any other wrong one."""
    return [
        {1: "a", 2: "a", 3: False} if one % 2 else {1: "bcd"[one % 3], 2: "bcd"[one // 2 % 3], 3: True}
        for one in range(count)
    ]


def mixed(count):
    """Half know everything, half nothing; nobody ever chooses option c of the first item."""
    return [
        {1: "a", 2: "a", 3: False} if one % 2 else {1: "bd"[one % 4 // 2], 2: "bcd"[one % 3], 3: True}
        for one in range(count)
    ]


def next_exam(room, *versions):
    """Another exam whose paper holds what the first one's did, with these versions in the place of their items' earlier ones."""
    old = room.component.paper
    paper = Paper.objects.create(title="第二次", created_by=old.created_by)
    newer = {version.item_id: version for version in versions}
    for row in old.paper_items.select_related("version"):
        PaperItem.objects.create(
            paper=paper, slot=row.slot, version=newer.get(row.version.item_id, row.version), marks=row.marks
        )
    Paper.objects.filter(pk=paper.pk).update(state=PaperState.PUBLISHED, digest="0" * 64, published_at=NOW)
    exam = Exam.objects.create(code=f"exam-{Exam.objects.count() + 1}", title="第二次考试", rules="诚信应考。")
    component = ExamComponent.objects.create(exam=exam, paper=paper, minutes=60)
    sitting = Sitting.objects.create(exam=exam, name="第一场", opens_at=NOW, closes_at=NOW + timedelta(hours=8))
    return ExamRoom(exam, component, sitting, room.candidate, room.registration)
