"""Banks with items of every type, and versions in any state, made the way the services make them."""

from datetime import UTC, datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory
from wagtail.models import Page

from accounts.models import User
from courses.models import ChapterPage, CoursePage, HomePage, KnowledgePoint
from exams.bank.item_types import ITEM_TYPES
from exams.bank.item_types.examples import example_of
from exams.bank.models import Bank, Item, ItemVersion, VersionState
from exams.bank.services import body_sha256, stored_body
from exams.bank.services.search_entries import keep_entry
from tests.factories.tree import plant

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

# Every type's own example: a body, and the response that is its key.
EXAMPLES: dict[str, dict[str, Any]] = {name: example_of(name) for name in ITEM_TYPES}
BODIES: dict[str, dict[str, Any]] = {name: example["body"] for name, example in EXAMPLES.items()}
KEYS: dict[str, Any] = {name: example["key"] for name, example in EXAMPLES.items()}


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        django_get_or_create = ("username",)

    username = factory.Sequence(lambda number: f"bank-user-{number}")


def make_chapter(code: str = "C001.4", title: str = "客户服务改进") -> ChapterPage:
    """The chapter of that source id, under a course of its own."""
    slug = code.lower().replace(".", "-")
    existing = ChapterPage.objects.filter(source_id=code).first()
    if existing is not None:
        return existing
    root = Page.objects.get(depth=1)
    home = plant(root, HomePage(title="首页", slug=f"home-of-{slug}"))
    course = plant(home, CoursePage(title="客户服务管理师（二级）", slug=f"course-of-{slug}"))
    return plant(course, ChapterPage(title=title, slug=slug, source_id=code))


def make_point(chapter: ChapterPage, number: int = 1, *, section: str = "A", syllabus_id: str = "") -> KnowledgePoint:
    """The chapter's point B-D-<section>-<number>."""
    point, _ = KnowledgePoint.objects.get_or_create(
        code=f"B-D-{section}-{number:03d}",
        defaults={
            "chapter": chapter,
            "syllabus_id": syllabus_id or f"C000.{ord(section) - 64}.{number}",
            "title": f"鉴定点{section}{number}",
        },
    )
    return point


class BankFactory(DjangoModelFactory):
    class Meta:
        model = Bank
        django_get_or_create = ("code",)

    code = "C001.4"
    title = "客户服务改进"
    chapter = factory.LazyAttribute(lambda bank: make_chapter(bank.code, bank.title))


class ItemFactory(DjangoModelFactory):
    class Meta:
        model = Item

    bank = factory.SubFactory(BankFactory)
    key = factory.Sequence(lambda number: f"S-{number:03d}")
    item_type = "single_choice"


class VersionFactory(DjangoModelFactory):
    """A draft; `state=` puts it further on, with an approver where the database asks for one."""

    class Meta:
        model = ItemVersion

    item = factory.SubFactory(ItemFactory)
    number = factory.LazyAttribute(lambda version: version.item.versions.count() + 1)
    state = VersionState.DRAFT
    body = factory.LazyAttribute(lambda version: stored_body(version.item.item_type, BODIES[version.item.item_type]))
    body_sha256 = factory.LazyAttribute(lambda version: body_sha256(version.item.item_type, version.body))
    stem_text = factory.LazyAttribute(lambda version: version.body["stem"][:500])
    point = factory.LazyAttribute(lambda version: make_point(version.item.bank.chapter))
    difficulty = 2
    cognitive = "apply"
    author = factory.SubFactory(UserFactory, username="bank-author")

    @factory.lazy_attribute
    def approver(self) -> User | None:
        return UserFactory(username="bank-approver") if _was_approved(self.state) else None

    @factory.lazy_attribute
    def approved_at(self) -> datetime | None:
        return NOW if _was_approved(self.state) else None


def _was_approved(state: str) -> bool:
    return state in {VersionState.APPROVED, VersionState.SUSPENDED}


def make_version(item_type: str = "single_choice", **fields: Any) -> ItemVersion:
    """A version of an item of that type; `key=` and `bank=` are the item's."""
    of_item = {name: fields.pop(name) for name in ("key", "bank") if name in fields}
    item = fields.pop("item", None) or ItemFactory(item_type=item_type, **of_item)
    version: ItemVersion = VersionFactory(item=item, **fields)
    keep_entry(version=version)
    return version
