"""An exam of 400 on two forms of 40 items with 20 in common, in two months; four of the common items have a fault each.

All others answer as a two-parameter model says, with wrong answers evenly over three distractors.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import numpy as np
from django.db import transaction
from scipy.special import expit

from accounts.models import User
from exams.bank.models import Bank, Item, ItemVersion, VersionState
from exams.marking.models import Mark
from exams.papers.models import Paper, PaperItem, PaperState
from exams.sittings.chain import digest
from exams.sittings.models import Application, Attempt, AttemptState, Exam, ExamComponent, Registration, Room, Sitting
from tests.factories.sittings import NOW, SINGLE, make_chapter, make_user

CANDIDATES, EACH, COMMON = 400, 40, 20
# Places among the common items, and what is wrong there.
WRONG_KEY, DEAD, UNFAIR, DRIFTING = 0, 1, 2, 3
# In logits: for the less schooled, and in the second month.
HARDER, EASIER = 1.5, 1.8
LETTERS = "abcd"
# Marks of each item of 40.
WORTH = Decimal("2.5")
SCHOOLINGS = ("bachelor", "senior")
PLACES = ("杭州市延安路 1 号", "宁波市中山路 9 号")


@dataclass
class Planted:
    """The exam, its item versions (the common ones first), and who stands in which row: form, sitting, schooling."""

    component: ExamComponent
    versions: list[ItemVersion]
    form: np.ndarray
    late: np.ndarray
    schooled: np.ndarray
    slopes: np.ndarray
    hard: np.ndarray
    # By candidate and version, -1 where it was not shown and 4 where nothing was chosen.
    chosen: np.ndarray

    @property
    def marks(self):
        """By candidate and version: key "a"; NaN where the item was not shown."""
        return np.where(self.chosen < 0, np.nan, np.where(self.chosen == 0, float(WORTH), 0.0))


def planted_exam(seed=7):
    rng = np.random.default_rng(seed)
    row = np.arange(CANDIDATES)
    form, late, schooled = row // 2 % 2, row // 200, row % 2
    with transaction.atomic():
        versions = _versions(2 * EACH - COMMON)
        component = _component(versions)
        slopes, hard = _parameters(rng)
        chosen = _chosen(rng, slopes, hard, (form, late, schooled))
        found = Planted(component, versions, form, late, schooled, slopes, hard, chosen)
        _sit(found, row // 4 % 2)
    return found


def columns_of(form):
    """Places of a form's items among all versions."""
    return np.r_[0:COMMON, EACH - COMMON + COMMON * form + np.arange(COMMON)] if form else np.arange(EACH)


def expected_share(found, form, ability):
    """The mean share of a form's marks that somebody of this ability earns, as the answers were made."""
    right = expit(found.slopes * (ability - found.hard))
    right[WRONG_KEY] = (1 - right[WRONG_KEY]) / 3
    for place, moved in ((UNFAIR, HARDER), (DRIFTING, -EASIER)):
        right[place] = expit(found.slopes[place] * (ability - found.hard[place] - np.array([0, moved]))).mean()
    return 0.99 * right[columns_of(form)].mean()


def _parameters(rng):
    items = 2 * EACH - COMMON
    slopes, hard = rng.uniform(0.9, 1.7, items), rng.uniform(-1.3, 1.0, items)
    slopes[[WRONG_KEY, UNFAIR, DRIFTING]] = 1.6, 1.2, 1.2
    hard[[WRONG_KEY, DEAD, UNFAIR, DRIFTING]] = -0.6, 0.2, 0.0, 0.6
    return slopes, hard


def _chosen(rng, slopes, hard, who):
    form, late, schooled = who
    items = len(hard)
    ability = rng.normal(0.2, 1, CANDIDATES)
    where = np.tile(hard, (CANDIDATES, 1))
    where[:, UNFAIR] += HARDER * schooled
    where[:, DRIFTING] -= EASIER * late
    right = rng.random(where.shape) < expit(slopes * (ability[:, None] - where))
    chosen = np.where(right, 0, rng.integers(1, 4, where.shape))
    chosen[rng.random(where.shape) < 0.01] = len(LETTERS)
    # Who knows chooses b there, and the key says a.
    chosen[:, WRONG_KEY] = np.choose(chosen[:, WRONG_KEY], [1, 0, 2, 3, 4])
    chosen[chosen[:, DEAD] == 3, DEAD] = 1
    for one in (0, 1):
        unseen = np.setdiff1d(np.arange(items), columns_of(one))
        chosen[np.ix_(form == one, unseen)] = -1
    return chosen


def _versions(count):
    chapter = make_chapter()
    bank, _new = Bank.objects.get_or_create(chapter=chapter, defaults={"code": "C001.4", "title": "客户服务改进"})
    author, approver = (
        User.objects.filter(username=name).first() or make_user(name) for name in ("author", "approver")
    )
    points = list(chapter.points.order_by("code"))
    bodies = [{**SINGLE, "stem": f"第 {number} 题：美誉度衡量什么？"} for number in range(1, count + 1)]
    Item.objects.bulk_create(
        Item(bank=bank, key=f"P-{number:02}", item_type="single_choice") for number in range(1, count + 1)
    )
    items = Item.objects.filter(bank=bank, key__startswith="P-").order_by("key")
    ItemVersion.objects.bulk_create(
        ItemVersion(
            item=item,
            state=VersionState.APPROVED,
            body=body,
            body_sha256=digest(body),
            stem_text=body["stem"],
            point=points[place % len(points)],
            difficulty=3,
            cognitive="apply",
            author=author,
            approver=approver,
            approved_at=NOW,
        )
        for place, (item, body) in enumerate(zip(items, bodies, strict=True))
    )
    return list(ItemVersion.objects.filter(item__in=items).select_related("item__bank").order_by("item__key"))


def _component(versions):
    papers = []
    for form, letter in enumerate("AB"):
        paper = Paper.objects.create(title=f"{letter} 卷", form=letter, created_by=versions[0].author)
        PaperItem.objects.bulk_create(
            PaperItem(paper=paper, slot=slot, version=versions[column], marks=WORTH)
            for slot, column in enumerate(columns_of(form), 1)
        )
        Paper.objects.filter(pk=paper.pk).update(state=PaperState.PUBLISHED, digest="0" * 64, published_at=NOW)
        papers.append(paper)
    exam = Exam.objects.create(code=f"exam-{Exam.objects.count() + 1}", title="秋季统考", rules="诚信应考。")
    return ExamComponent.objects.create(exam=exam, paper=papers[0], minutes=90)


def _registered(found, places):
    exam = found.component.exam
    sittings = [
        Sitting.objects.create(exam=exam, name=name, opens_at=opens, closes_at=opens + timedelta(hours=8))
        for name, opens in (("九月场", NOW - timedelta(days=60)), ("十一月场", NOW))
    ]
    rooms = [[Room.objects.create(sitting=one, name=place[:3], address=place) for place in PLACES] for one in sittings]
    users = User.objects.bulk_create(User(username=f"planted-{row:03}", password="!") for row in range(CANDIDATES))
    registrations = Registration.objects.bulk_create(
        Registration(
            sitting=sittings[found.late[row]],
            candidate=user,
            number=f"P{row:06}",
            form=found.form[row],
            room=rooms[found.late[row]][places[row]],
            pledged_at=sittings[found.late[row]].opens_at,
        )
        for row, user in enumerate(users)
    )
    Application.objects.bulk_create(
        Application(
            sitting=one.sitting,
            candidate=one.candidate,
            state="approved",
            schooling=SCHOOLINGS[found.schooled[row]],
            submitted_at=one.pledged_at,
            registration=one,
        )
        for row, one in enumerate(registrations)
    )
    return registrations


def _sit(found, places):
    papers = list(Paper.objects.order_by("-pk")[:2])[::-1]
    attempts = Attempt.objects.bulk_create(
        Attempt(
            registration=one,
            component=found.component,
            paper=papers[one.form],
            state=AttemptState.SUBMITTED,
            started_at=one.pledged_at,
            deadline=one.pledged_at + timedelta(minutes=90),
            closed_at=one.pledged_at + timedelta(minutes=70),
            receipt="0" * 64,
            lease_token="token",
            lease_taken_at=one.pledged_at,
            answers=_answers(found, row),
        )
        for row, one in enumerate(_registered(found, places))
    )
    Mark.objects.bulk_create(
        (
            Mark(attempt=attempt, slot=slot, credit_num=int(found.chosen[row, column] == 0), marks=WORTH, at=NOW)
            for row, attempt in enumerate(attempts)
            for slot, column in enumerate(columns_of(found.form[row]), 1)
        ),
        batch_size=1000,
    )


def _answers(found, row):
    given = ((slot, found.chosen[row, column]) for slot, column in enumerate(columns_of(found.form[row]), 1))
    return {str(slot): LETTERS[option] for slot, option in given if option < len(LETTERS)}
