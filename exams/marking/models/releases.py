"""How results become known: a release that two persons make, and the reasoned acts before it."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exams.marking.models.results import Outcome, Result
from exams.sittings.models import ExamComponent, Registration, Sitting


class ReleaseState(models.TextChoices):
    """Prepared by one person, approved by another, carried out at its time; or withdrawn before that."""

    PREPARED = "prepared", _("Waits for a second person")
    APPROVED = "approved", _("Approved, waits for its time")
    RELEASED = "released", _("Released")
    WITHDRAWN = "withdrawn", _("Withdrawn")


UNDER_WAY = (ReleaseState.PREPARED, ReleaseState.APPROVED)


class Release(models.Model):
    """The results of a sitting that one person has put together; what another approves is what comes out."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="releases", verbose_name=_("sitting"))
    state = models.CharField(_("state"), max_length=12, choices=ReleaseState, default=ReleaseState.PREPARED)
    release_at = models.DateTimeField(_("released at"))
    note = models.TextField(_("note of the moderation"), blank=True, max_length=2000)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("prepared by")
    )
    prepared_at = models.DateTimeField(_("put together"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("approved by"),
        null=True,
        blank=True,
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("withdrawn by"),
        null=True,
        blank=True,
    )
    reason = models.CharField(_("reason of the withdrawal"), max_length=200, blank=True)
    # When it was carried out or withdrawn.
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering: ClassVar = ["-prepared_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state__in=[ReleaseState.APPROVED, ReleaseState.RELEASED])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="release_is_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="release_takes_two_persons",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReleaseState.WITHDRAWN) | (Q(withdrawn_by__isnull=False) & ~Q(reason="")),
                name="withdrawn_release_has_a_reason",
            ),
            models.UniqueConstraint(
                fields=["sitting"], condition=Q(state__in=UNDER_WAY), name="one_release_under_way_in_a_sitting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sitting} · {self.prepared_at:%F}"


class ReleaseEntry(models.Model):
    """A result on a release, with the digest of what it said when the release was prepared; append-only."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="entries")
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="release_entries")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("release entry")
        verbose_name_plural = _("release entries")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "result"], name="a_result_once_on_a_release"),
        ]

    def __str__(self) -> str:
        return f"{self.result}"


class Moderation(models.Model):
    """One component of a sitting moved by so many points for everybody, with the reason; append-only, the last one stands."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="moderations")
    component = models.ForeignKey(ExamComponent, on_delete=models.PROTECT, related_name="+", verbose_name=_("part"))
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=200)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("moderation")
        verbose_name_plural = _("moderations")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="moderation_has_a_reason"),
            models.CheckConstraint(
                condition=Q(points__range=(Decimal(-100), Decimal(100))), name="moderation_within_100_points"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.component}: {self.points:+}"


class OutcomeRuling(models.Model):
    """An officer's word that a result does not count, or that it counts after all; append-only, the last one stands."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="outcome_rulings")
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    reason = models.CharField(_("reason"), max_length=200)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("outcome ruling")
        verbose_name_plural = _("outcome rulings")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="outcome_ruling_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.registration}: {self.outcome}"


class GroupSpread(models.Model):
    """How a sitting's released scores of one component lie: as a whole, and for each range. Made anew as the group grows."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="spreads")
    component = models.ForeignKey(ExamComponent, on_delete=models.CASCADE, related_name="+")
    # The beginning of the points' codes; empty for the whole component.
    range = models.CharField(_("range of points"), max_length=20, blank=True)
    count = models.PositiveIntegerField(_("number of candidates"))
    lower = models.DecimalField(_("lower quartile"), max_digits=5, decimal_places=2)
    median = models.DecimalField(_("median"), max_digits=5, decimal_places=2)
    upper = models.DecimalField(_("upper quartile"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("group's spread")
        verbose_name_plural = _("groups' spreads")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sitting", "component", "range"], name="one_spread_of_a_range"),
            models.CheckConstraint(condition=Q(count__gte=30), name="spread_of_thirty_at_least"),
        ]

    def __str__(self) -> str:
        return f"{self.range}: {self.median}"
