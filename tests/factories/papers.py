"""Blueprints and papers, made the way the services make them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from exams.papers.models import Blueprint, BlueprintCell, EnemyPair, Paper, PaperItem, PaperSet
from exams.papers.services import publish_paper, submit_paper
from tests.factories.bank import BankFactory, UserFactory, make_version

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class BlueprintFactory(DjangoModelFactory):
    class Meta:
        model = Blueprint
        django_get_or_create = ("code",)
        skip_postgeneration_save = True

    code = "theory"
    title = "客户服务改进 理论"

    @factory.post_generation
    def banks(self, create: bool, extracted: Any, **_fields: Any) -> None:  # noqa: FBT001 -- factory_boy calls it so
        """The banks given, or that of the factory."""
        if create and (extracted or not self.banks.exists()):
            self.banks.set(extracted or [BankFactory()])


class CellFactory(DjangoModelFactory):
    """Four single-choice items on any point, a quarter of the marks each."""

    class Meta:
        model = BlueprintCell

    blueprint = factory.SubFactory(BlueprintFactory)
    position = factory.LazyAttribute(lambda cell: cell.blueprint.cells.count())
    item_type = "single_choice"
    count = 4
    marks_each = Decimal(25)


class PaperFactory(DjangoModelFactory):
    """An empty draft."""

    class Meta:
        model = Paper

    title = "客户服务改进 理论"
    created_by = factory.SubFactory(UserFactory, username="paper-maker")


def make_draft(*, item_types: tuple[str, ...] = ("single_choice",) * 4, **fields: Any) -> Paper:
    """A draft with one approved item of each type named, the marks shared equally."""
    paper = PaperFactory(**fields)
    marks = Decimal(100) / len(item_types)
    for slot, item_type in enumerate(item_types, start=1):
        version = make_version(item_type, state="approved")
        PaperItem.objects.create(paper=paper, slot=slot, version=version, marks=marks)
    return paper


def make_published(**fields: Any) -> Paper:
    """The same, handed in by its maker and published by another person."""
    return publish_by_two(make_draft(**fields))


def publish_by_two(paper: Paper) -> Paper:
    """Hand a draft in as its maker and publish it as somebody else."""
    submit_paper(paper=paper, actor=paper.created_by, now=NOW)
    return publish_paper(paper=paper, actor=UserFactory(username="second-maker"), now=NOW)


class EnemyPairFactory(DjangoModelFactory):
    """Two new items of the factory's bank."""

    class Meta:
        model = EnemyPair

    first = factory.LazyFunction(lambda: make_version(state="approved").item)
    second = factory.LazyFunction(lambda: make_version(state="approved").item)
    reason = "一题提示了另一题的答案"


def make_set(*, forms: str = "AB", **fields: Any) -> PaperSet:
    """A set of drafts, each with items of its own, that is what a blueprint of its own asks for."""
    maker = UserFactory(username="paper-maker")
    blueprint = fields.pop("blueprint", None) or CellFactory().blueprint
    paper_set = PaperSet.objects.create(
        blueprint=blueprint, title="平行卷", created_by=maker, created_at=NOW, max_overlap=0, **fields
    )
    for form in forms:
        make_draft(form=form, blueprint=blueprint, paper_set=paper_set)
    return paper_set
