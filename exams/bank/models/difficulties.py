"""How hard an item proved to be, once somebody has accepted it in the place of the writer's estimate."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exams.bank.models.items import ItemVersion

EASIEST, HARDEST = Decimal(1), Decimal(5)
HUNDREDTH = Decimal("0.01")


class AcceptedDifficulty(models.Model):
    """A measured difficulty of one version, append-only; the newest of a version holds.

    `facility` is the mean share of the full marks that `candidates` earned. Where the item was calibrated, the slope
    and the location on the scale of ability, and how much it tells at the pass mark; `scale` names the calibration:
    figures of two scales are not compared.
    """

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    version = models.ForeignKey(
        ItemVersion, on_delete=models.PROTECT, related_name="accepted_difficulties", verbose_name=_("item version")
    )
    facility = models.DecimalField(_("mean score rate"), max_digits=5, decimal_places=4)
    candidates = models.PositiveIntegerField(_("candidates"))
    # Exam and part in words: exams stand above the bank.
    source = models.CharField(_("source"), max_length=200)
    measured_on = models.DateField(_("measured on"))
    scale = models.CharField(max_length=64, blank=True)
    slope = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True)
    slope_error = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True)
    location = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True)
    location_error = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True)
    information_at_cut = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(_("accepted"))

    class Meta:
        verbose_name = _("accepted difficulty")
        verbose_name_plural = _("accepted difficulties")
        ordering: ClassVar = ["version", "-accepted_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["version", "-accepted_at"], name="difficulty_of_version")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(facility__range=(0, 1)), name="accepted_facility_is_a_share"),
            models.CheckConstraint(condition=Q(candidates__gte=1), name="accepted_difficulty_was_measured"),
            models.CheckConstraint(
                condition=Q(scale="", slope__isnull=True, location__isnull=True, information_at_cut__isnull=True)
                | (~Q(scale="") & Q(slope__isnull=False, location__isnull=False)),
                name="calibrated_difficulty_names_its_scale",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.facility}"

    @property
    def level(self) -> Decimal:
        """On the writers' scale from 1 to 5: (1.05 - facility) / 0.15, the inverse of what a level lets expect."""
        return level_of(self.facility)


def level_of(facility: Decimal) -> Decimal:
    """The level from 1 to 5, to two places, of which this share of the marks is expected (`expected_facility`)."""
    level = ((Decimal("1.05") - facility) / Decimal("0.15")).quantize(HUNDREDTH)
    return min(HARDEST, max(EASIEST, level))


def expected_facility(level: Decimal | int) -> Decimal:
    """The share of right answers to expect: 1.05 less 0.15 for each step of difficulty, 0.90 to 0.30.

    A rule of thumb for items without statistics of their own.
    """
    return Decimal("1.05") - Decimal("0.15") * level
