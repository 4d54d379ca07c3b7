"""Papers, alone or in sets, and what stands on them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exams.bank.models import Item, ItemVersion
from exams.papers.models.blueprints import Blueprint


class PaperState(models.TextChoices):
    """A paper is changed as a draft and never again after publishing."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class SetKind(models.TextChoices):
    """Forms are few and meant to be compared; draws are many, one for each candidate."""

    FORMS = "forms", _("Parallel forms")
    DRAWS = "draws", _("Draws for candidates")
    # Of practice items alone, for mock exams; makers of papers do not see them.
    PRACTICE = "practice", _("Mock exams")


class PaperSet(models.Model):
    """Papers assembled together from one blueprint: parallel forms, or one paper for each candidate."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    blueprint = models.ForeignKey(
        Blueprint, on_delete=models.PROTECT, related_name="paper_sets", verbose_name=_("blueprint")
    )
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=SetKind, default=SetKind.FORMS)
    seed = models.BigIntegerField(_("seed"), default=0)
    # How many items any two of its forms may share; draws are not held to it.
    max_overlap = models.PositiveSmallIntegerField(_("items two forms may share"), default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("made"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        verbose_name = _("set of papers")
        verbose_name_plural = _("sets of papers")
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class Paper(models.Model):
    """A set of item versions with marks. Published, it is frozen: `digest` proves it."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    blueprint = models.ForeignKey(Blueprint, on_delete=models.PROTECT, related_name="papers", null=True, blank=True)
    paper_set = models.ForeignKey(
        PaperSet,
        on_delete=models.PROTECT,
        related_name="papers",
        verbose_name=_("set of papers"),
        null=True,
        blank=True,
    )
    title = models.CharField(_("title"), max_length=120)
    form = models.CharField(_("form"), max_length=4, default="A")
    state = models.CharField(_("state"), max_length=16, choices=PaperState, default=PaperState.DRAFT)
    multiple_policy = models.CharField(_("marking of multiple choice"), max_length=32, default="all_or_nothing")
    seed = models.BigIntegerField(_("seed"), default=0)
    digest = models.CharField(_("digest"), max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="papers_made")
    created_at = models.DateTimeField(auto_now_add=True)
    # Two persons: one hands the draft in, another publishes it.
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("handed in by"),
        null=True,
        blank=True,
    )
    submitted_at = models.DateTimeField(_("handed in for publishing"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("published by"),
        null=True,
        blank=True,
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=PaperState.DRAFT) | (~Q(digest="") & Q(published_at__isnull=False)),
                name="published_paper_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True)
                | (~Q(published_by=F("submitted_by")) & ~Q(published_by=F("created_by"))),
                name="nobody_publishes_their_own_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.form}"


class PaperItem(models.Model):
    """One item version pinned to a slot of a paper; `slot` counts from 1 in authored order.

    A row never changes: another item, order or mark is another row.
    """

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="paper_items")
    slot = models.PositiveSmallIntegerField(_("slot"))
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="paper_items")
    marks = models.DecimalField(_("marks"), max_digits=5, decimal_places=2)
    # It stays when the rest of the paper is assembled anew.
    is_pinned = models.BooleanField(_("kept in place"), default=False)

    class Meta:
        verbose_name = _("paper item")
        verbose_name_plural = _("paper items")
        ordering: ClassVar = ["paper", "slot"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["paper", "slot"], name="paper_slot_unique"),
            models.UniqueConstraint(fields=["paper", "version"], name="paper_version_unique"),
            models.CheckConstraint(condition=Q(marks__gt=0), name="paper_item_marks_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.slot}"


class PaperExclusion(models.Model):
    """An item that shall not come onto this paper, by assembly or by swap."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="exclusions")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+", verbose_name=_("item"))

    class Meta:
        verbose_name = _("excluded item")
        verbose_name_plural = _("excluded items")
        ordering: ClassVar = ["paper", "item"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["paper", "item"], name="an_item_is_excluded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.item_id}"
