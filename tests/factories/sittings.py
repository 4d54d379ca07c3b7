"""Exams that can be sat: a small published paper of the four types, and places in a sitting."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from wagtail.models import Page

from accounts.models import Person, User
from courses.models import ChapterPage, CoursePage, HomePage, KnowledgePoint
from exams.bank.item_types.examples import example_of
from exams.bank.models import Bank, Item, ItemVersion, VersionState
from exams.bank.services import stored_body
from exams.papers.models import Paper, PaperItem, PaperState
from exams.sittings.chain import digest
from exams.sittings.models import Attempt, Exam, ExamComponent, Registration, Sitting
from exams.sittings.services import start_attempt
from tests.factories.tree import plant

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

SINGLE = {
    "stem": "美誉度衡量什么？",
    "options": [
        {"text": "客户对企业的褒扬程度", "correct": True},
        {"text": "客户指名消费的程度"},
        {"text": "再次消费的比例"},
        {"text": "产生抱怨的比率"},
    ],
    "explanation": "美誉度是褒扬程度。",
}
MULTIPLE = {
    "stem": "下列哪些属于纵向层面？",
    "options": [
        {"text": "物质满意层", "correct": True},
        {"text": "精神满意层", "correct": True},
        {"text": "理念满意"},
        {"text": "社会满意层", "correct": True},
    ],
    "explanation": "理念满意属于横向层面。",
}
TRUE_FALSE = {"stem": "抱怨率越高，满意度越高。", "answer": False, "explanation": "抱怨率是逆向指标。"}
FILL_IN = {
    "stem": "五项指标中唯一的逆向指标是{{1}}。",
    "blanks": [{"accept": ["抱怨率"]}],
    "explanation": "其余四项越高越好。",
}
FOUR_TYPES = (
    ("single_choice", SINGLE, Decimal(40)),
    ("multiple_choice", MULTIPLE, Decimal(30)),
    ("true_false", TRUE_FALSE, Decimal(10)),
    ("fill_in", FILL_IN, Decimal(20)),
)
# A paper that people mark in part: an essay, a dossier, a case with parts of both kinds, and a true/false item.
WRITTEN_TYPES = tuple(
    (name, stored_body(name, example_of(name)["body"]), marks)
    for name, marks in (
        ("essay", Decimal(40)),
        ("in_basket", Decimal(20)),
        ("case", Decimal(30)),
        ("true_false", Decimal(10)),
    )
)
ALL_RIGHT = {1: "a", 2: ["a", "b", "d"], 3: False, 4: ["抱怨率"]}


def make_user(username: str, *, full_name: str = "", **fields: object) -> User:
    """A login with the password `secret-pass-1`, and a person where a name is given."""
    user = User.objects.create(username=username, password=make_password("secret-pass-1"), **fields)
    if full_name:
        Person.objects.create(user=user, full_name=full_name)
    return user


def make_chapter(code: str = "C001.4") -> ChapterPage:
    """A chapter with two knowledge points, in a course under the root."""
    existing = ChapterPage.objects.filter(source_id=code).first()
    if existing:
        return existing
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
    home = plant(root, HomePage(title="首页", slug=f"home-{code.lower().replace('.', '-')}"))
    course = plant(home, CoursePage(title="客户服务管理师（二级）", slug="course"))
    chapter = plant(course, ChapterPage(title="客户服务改进", slug="chapter", source_id=code))
    KnowledgePoint.objects.create(chapter=chapter, code="B-D-A-018", syllabus_id="C000.1.4.2", title="五项衡量指标")
    KnowledgePoint.objects.create(chapter=chapter, code="B-D-A-010", syllabus_id="C000.1.2.2", title="纵向层面")
    return chapter


def make_paper(*, items: tuple[tuple[str, dict, Decimal], ...] = FOUR_TYPES, policy: str = "all_or_nothing") -> Paper:
    """A published paper whose slots are `items` in order; two points take turns."""
    chapter = make_chapter()
    points = list(chapter.points.order_by("-code"))
    serial = Item.objects.count()
    author = User.objects.filter(username="author").first() or make_user("author")
    approver = User.objects.filter(username="approver").first() or make_user("approver")
    bank, _ = Bank.objects.get_or_create(chapter=chapter, defaults={"code": "C001.4", "title": "客户服务改进"})
    paper = Paper.objects.create(title="理论", multiple_policy=policy, created_by=author)
    for slot, (item_type, body, marks) in enumerate(items, start=1):
        item = Item.objects.create(bank=bank, key=f"K-{serial + slot}", item_type=item_type)
        version = ItemVersion.objects.create(
            item=item,
            state=VersionState.APPROVED,
            body=body,
            body_sha256=digest(body),
            stem_text=str(body["stem"])[:500],
            point=points[slot % 2],
            difficulty=2,
            cognitive="apply",
            author=author,
            approver=approver,
            approved_at=NOW,
        )
        PaperItem.objects.create(paper=paper, slot=slot, version=version, marks=marks)
    Paper.objects.filter(pk=paper.pk).update(
        state=PaperState.PUBLISHED, digest=digest([paper.pk, len(items)]), published_at=NOW
    )
    paper.refresh_from_db()
    return paper


@dataclass
class ExamRoom:
    """A candidate with a place in a sitting that is open at NOW."""

    exam: Exam
    component: ExamComponent
    sitting: Sitting
    candidate: User
    registration: Registration

    def start(self, now: datetime = NOW) -> Attempt:
        return start_attempt(registration=self.registration, component=self.component, actor=self.candidate, now=now)


def make_room(
    *,
    minutes: int = 60,
    opens_at: datetime = NOW - timedelta(hours=1),
    policy: str = "all_or_nothing",
    items: tuple[tuple[str, dict, Decimal], ...] = FOUR_TYPES,
    **exam_fields: object,
) -> ExamRoom:
    """An exam on the paper of these items, its sitting (eight hours), and one pledged candidate 欧阳·买买提."""
    serial = Exam.objects.count() + 1
    exam = Exam.objects.create(code=f"exam-{serial}", title="客户服务改进 理论考试", rules="诚信应考。", **exam_fields)
    component = ExamComponent.objects.create(exam=exam, paper=make_paper(items=items, policy=policy), minutes=minutes)
    sitting = Sitting.objects.create(
        exam=exam, name="第一场", opens_at=opens_at, closes_at=opens_at + timedelta(hours=8)
    )
    candidate = make_user(f"candidate-{serial}", full_name="欧阳·买买提")
    registration = make_registration(sitting, candidate)
    return ExamRoom(exam, component, sitting, candidate, registration)


def make_registration(sitting: Sitting, candidate: User, **fields: object) -> Registration:
    """A pledged place."""
    serial = Registration.objects.count() + 1
    return Registration.objects.create(
        sitting=sitting, candidate=candidate, number=f"2611{serial:05d}", pledged_at=NOW, **fields
    )
