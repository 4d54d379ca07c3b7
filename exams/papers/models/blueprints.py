"""What a paper shall be: ranges with weights, cells with counts and marks, and the rules that bind them."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import Importance
from exams.bank.models import Bank, Cognitive, Item

LEVEL = [MinValueValidator(1), MaxValueValidator(5)]


class BlueprintState(models.TextChoices):
    """A blueprint is written as a draft; locked, it never changes: a new version is a copy."""

    DRAFT = "draft", _("Draft")
    LOCKED = "locked", pgettext_lazy("of a blueprint", "Locked")


class Blueprint(models.Model):
    """A 双向细目表: how many items of which kind on which range, for how many marks, and by which rules."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    # At least one: services.write_blueprint sees to it.
    banks = models.ManyToManyField(Bank, related_name="blueprints", verbose_name=_("banks"))
    # A name in exams.bank.scoring.POLICIES; it decides partial credit in multiple choice.
    multiple_policy = models.CharField(_("marking of multiple choice"), max_length=32, default="all_or_nothing")
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=90, validators=[MinValueValidator(1)])
    state = models.CharField(_("state"), max_length=16, choices=BlueprintState, default=BlueprintState.DRAFT)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    # What it was copied from: its version before, or another blueprint.
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="copies", verbose_name=_("copied from"), null=True, blank=True
    )
    one_per_point = models.BooleanField(_("one item per point at most"), default=False)
    balance_keys = models.BooleanField(_("balance the places of the keys"), default=True)
    max_uses = models.PositiveSmallIntegerField(
        _("published papers an item may stand in"), null=True, blank=True, help_text=_("Empty: any number.")
    )
    max_age_days = models.PositiveSmallIntegerField(
        _("days since approval at most"), null=True, blank=True, help_text=_("Empty: any age.")
    )
    # The mean difficulty wanted, 1 to 5, every item counting once.
    target_difficulty = models.DecimalField(
        _("target difficulty"), max_digits=3, decimal_places=2, null=True, blank=True, validators=LEVEL
    )

    class Meta:
        verbose_name = _("blueprint")
        verbose_name_plural = _("blueprints")
        ordering: ClassVar = ["title"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(minutes__gte=1), name="blueprint_minutes_positive"),
            models.CheckConstraint(condition=Q(version__gte=1), name="blueprint_version_positive"),
            models.CheckConstraint(
                condition=Q(target_difficulty__isnull=True) | Q(target_difficulty__range=(1, 5)),
                name="blueprint_target_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class BlueprintRange(models.Model):
    """The points whose codes begin with `point_prefix` carry `weight` of the 100 marks."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    blueprint = models.ForeignKey(Blueprint, on_delete=models.CASCADE, related_name="ranges")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    point_prefix = models.CharField(_("range of points"), max_length=20)
    weight = models.DecimalField(
        _("weight in percent"), max_digits=5, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )

    class Meta:
        verbose_name = _("blueprint range")
        verbose_name_plural = _("blueprint ranges")
        ordering: ClassVar = ["blueprint", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["blueprint", "point_prefix"], name="a_range_once_in_a_blueprint"),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=100), name="range_weight_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.point_prefix} {self.weight}%"


class BlueprintCell(models.Model):
    """`count` items of one type and a difficulty band whose point codes begin with `point_prefix`."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    blueprint = models.ForeignKey(Blueprint, on_delete=models.CASCADE, related_name="cells")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    point_prefix = models.CharField(
        _("range of points"), max_length=20, blank=True, help_text=_("Beginning of the point codes, e.g. B-D-A")
    )
    item_type = models.CharField(_("type"), max_length=32)
    difficulty_from = models.PositiveSmallIntegerField(_("difficulty from"), default=1, validators=LEVEL)
    difficulty_to = models.PositiveSmallIntegerField(_("difficulty to"), default=5, validators=LEVEL)
    # Empty means any.
    cognitive = models.CharField(_("cognitive level"), max_length=16, choices=Cognitive, blank=True, default="")
    importance = models.CharField(_("importance"), max_length=1, choices=Importance, blank=True, default="")
    count = models.PositiveSmallIntegerField(_("number of items"), validators=[MinValueValidator(1)])
    marks_each = models.DecimalField(
        _("marks each"), max_digits=5, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )

    class Meta:
        verbose_name = _("blueprint cell")
        verbose_name_plural = _("blueprint cells")
        ordering: ClassVar = ["blueprint", "position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(count__gte=1), name="cell_count_positive"),
            models.CheckConstraint(condition=Q(marks_each__gt=0), name="cell_marks_positive"),
            models.CheckConstraint(
                condition=Q(difficulty_from__gte=1, difficulty_to__lte=5, difficulty_from__lte=F("difficulty_to")),
                name="cell_difficulty_band_valid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point_prefix or '*'} × {self.item_type} × {self.difficulty_from}–{self.difficulty_to}"


class EnemyPair(models.Model):
    """Two items that never stand on one paper: one gives the other away, or both ask the same."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    first = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+", verbose_name=_("item"))
    second = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+", verbose_name=_("other item"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("enemy pair")
        verbose_name_plural = _("enemy pairs")
        ordering: ClassVar = ["first", "second"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="an_enemy_pair_once"),
            # In the order of their keys, so that a pair has one way to be written.
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="an_enemy_pair_is_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
