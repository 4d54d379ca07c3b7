"""The bench's exam: the repository's own chapter and bank, one paper of it, one sitting, and its candidates."""

import sys
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Person, User
from exams.bank.item_types import get_item_type
from exams.bank.item_types.base import SAMPLE_SEED
from exams.bank.models import Bank
from exams.papers.models import Blueprint, BlueprintCell, Paper
from exams.papers.queries import FrozenItem, frozen_paper
from exams.papers.services import assemble_paper, publish_paper, submit_paper
from exams.sittings.models import Exam, ExamComponent, Registration, Room, Sitting

# The chapter whose bank the paper is drawn from, and its course.
COURSE, CHAPTER = "C001", "C001.4"
FULL_MARKS = Decimal(100)
# The mix of a theory paper; the rest is single choice.
TENTHS = {"multiple_choice": 2, "true_false": 2, "fill_in": 1}


def prepare(*, lessons: str = "") -> None:
    """Tables, static files, the lessons (all, or a course's) and a chapter's bank; a bank file with mistakes is left out."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_content", only=lessons, verbosity=0, stdout=sys.stderr)
    for name in ("author", "approver"):
        User.objects.create(username=name, is_superuser=True, password=make_password(None))
    with suppress(CommandError):
        bank = settings.CONTENT_DIR / "banks" / CHAPTER
        call_command("import_items", str(bank), author="author", approver="approver", stdout=sys.stderr)


def make_sitting(*, items: int) -> Sitting:
    """A sitting that is open now, on a published paper of `items` items."""
    now = timezone.now()
    actor = User.objects.get(username="author")
    blueprint = Blueprint.objects.create(code="bench", title="Bench")
    blueprint.banks.set(Bank.objects.all())
    each = (FULL_MARKS / items).quantize(Decimal("0.01"), ROUND_DOWN)
    counts = {name: items * tenths // 10 for name, tenths in TENTHS.items()}
    cells = [(name, count, each) for name, count in counts.items()]
    cells.append(("single_choice", items - sum(counts.values()) - 1, each))
    # A paper is worth 100: one item takes what the division leaves.
    cells.append(("single_choice", 1, FULL_MARKS - each * (items - 1)))
    for position, (name, count, marks) in enumerate(cells):
        BlueprintCell.objects.create(
            blueprint=blueprint, position=position, item_type=name, count=count, marks_each=marks
        )
    paper = assemble_paper(blueprint=blueprint, title="Bench", form="A", seed=1, actor=actor, now=now)
    submit_paper(paper=paper, actor=actor, now=now)
    publish_paper(paper=paper, actor=User.objects.get(username="approver"), now=now)
    exam = Exam.objects.create(code="bench", title="客户服务改进 理论考试", rules="诚信应考。\n\n请勿离开考场。")
    ExamComponent.objects.create(exam=exam, paper=paper, minutes=90)
    return Sitting.objects.create(
        exam=exam, name="第一场", opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=8)
    )


def seat(sitting: Sitting, *, names: list[str], password: str, pledged_at: datetime | None = None) -> dict[str, str]:
    """Users with a person, a password hash and a place; user name → admission number."""
    users = User.objects.bulk_create([User(username=name, password=password) for name in names])
    room, _ = Room.objects.get_or_create(sitting=sitting, name="3")
    Person.objects.bulk_create([Person(user=user, full_name="欧阳晓") for user in users])
    places = Registration.objects.bulk_create(
        [
            Registration(
                sitting=sitting,
                candidate=user,
                number=f"26{user.pk:08d}",
                room=room,
                seat=str(user.pk),
                pledged_at=pledged_at,
            )
            for user in users
        ]
    )
    return {place.candidate.username: place.number for place in places}


def choices(paper: Paper) -> list[dict[str, Any]]:
    """For every slot its marks, an answer that earns all of them and one that earns none."""
    frozen = frozen_paper(paper.pk)
    return [
        {"slot": item.slot, "marks": str(item.marks), **answers(item, frozen.multiple_policy)} for item in frozen.items
    ]


def answers(item: FrozenItem, policy: str) -> dict[str, Any]:
    """A right and a wrong answer to an item of any type whose credit is known beforehand.

    Raises ValueError for one that people mark, or whose numbers are each candidate's own.
    """
    kind, body = get_item_type(item.item_type), item.content
    found = {"right": kind.right_response(body), "wrong": kind.wrong_response(body)}
    credit = [kind.credit(body, response, policy) for response in found.values()]
    if credit != [Fraction(1), Fraction(0)] or kind.draw(body, SAMPLE_SEED):
        message = f"slot {item.slot}: the bench's answers earn {credit}"
        raise ValueError(message)
    return found
