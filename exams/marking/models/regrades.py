"""Corrections of keys: rows of their own, because a published paper and an approved version never change."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exams.bank.models import ItemVersion
from exams.marking import scoring
from exams.sittings.models import Sitting


class CorrectionKind(models.TextChoices):
    """What is put right."""

    REPLACE = scoring.REPLACE, _("Another key in its place")
    ALSO = scoring.ALSO, _("A further answer accepted")
    VOID = scoring.VOID, _("Void: counts for nobody")
    FULL = scoring.FULL, _("Full marks for everybody")


class KeyCorrectionState(models.TextChoices):
    """Proposed by one person, applied by another; in force until it is taken back."""

    PROPOSED = "proposed", _("Proposed")
    WITHDRAWN = "withdrawn", _("Not applied")
    APPLYING = "applying", _("Being applied")
    IN_FORCE = "in_force", _("In force")
    REVERTING = "reverting", _("Being taken back")
    REVERTED = "reverted", _("Taken back")


# From one state to the next; the database lets no other step pass.
KEY_CORRECTION_STEPS = (
    ("proposed", "withdrawn"),
    ("proposed", "applying"),
    ("applying", "in_force"),
    ("in_force", "reverting"),
    ("reverting", "reverted"),
)
# Later marking follows it from the moment it is applied until the moment it is taken back.
COUNTED_STATES = ("applying", "in_force")
OPEN_STATES = ("proposed", "applying", "in_force", "reverting")


class KeyCorrection(models.Model):
    """What is put right about an item version: wherever it was asked, or in one sitting."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    version = models.ForeignKey(
        ItemVersion, on_delete=models.PROTECT, related_name="key_corrections", verbose_name=_("item version")
    )
    # Null: every sitting in which the version was or will be asked.
    sitting = models.ForeignKey(
        Sitting,
        on_delete=models.PROTECT,
        related_name="key_corrections",
        verbose_name=_("sitting"),
        null=True,
        blank=True,
    )
    kind = models.CharField(_("what is put right"), max_length=8, choices=CorrectionKind)
    # Canonical responses of the item's type; empty where everybody gets the same.
    keys = models.JSONField(_("right answers"), default=list)
    # What candidates read with their new result.
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=KeyCorrectionState, default=KeyCorrectionState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"))
    # Of the preview that whoever applied it had seen.
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("applied by"),
        null=True,
        blank=True,
    )
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)
    # Withdrawn or taken back: by whom, when and why.
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("ended by"),
        null=True,
        blank=True,
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    end_reason = models.CharField(_("reason for the end"), max_length=200, blank=True)
    # The last registration that is done while it is applied or taken back: work goes on behind it.
    progress = models.BigIntegerField(default=0)
    # The last sign of life of whoever works on it.
    beat_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("key correction")
        verbose_name_plural = _("key corrections")
        ordering: ClassVar = ["-proposed_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="key_correction_has_a_reason"),
            models.CheckConstraint(
                condition=Q(kind__in=["void", "full"], keys=[]) | (Q(kind__in=["replace", "also"]) & ~Q(keys=[])),
                name="key_correction_names_its_keys",
            ),
            models.CheckConstraint(
                condition=Q(applied_by__isnull=True) | ~Q(applied_by=F("proposed_by")),
                name="nobody_applies_their_own_correction",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "withdrawn"], applied_by__isnull=True, applied_at__isnull=True)
                | (
                    Q(state__in=["applying", "in_force", "reverting", "reverted"])
                    & Q(applied_by__isnull=False, applied_at__isnull=False)
                    & ~Q(digest="")
                ),
                name="key_correction_applied_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "applying", "in_force"], ended_by__isnull=True, end_reason="")
                | (
                    Q(state__in=["withdrawn", "reverting", "reverted"])
                    & Q(ended_by__isnull=False, ended_at__isnull=False)
                    & ~Q(end_reason="")
                ),
                name="key_correction_ended_whole",
            ),
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(sitting__isnull=True, state__in=OPEN_STATES),
                name="one_open_correction_everywhere",
            ),
            models.UniqueConstraint(
                fields=["version", "sitting"],
                condition=Q(sitting__isnull=False, state__in=OPEN_STATES),
                name="one_open_correction_in_a_sitting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_kind_display()}"
