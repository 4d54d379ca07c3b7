"""Who marks what until when, and who may not mark whom."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exams.bank.models import ItemVersion
from exams.sittings.models import ExamComponent, PaperLanguage, Room, Sitting


class Allocation(models.Model):
    """A marker's share of a part: narrowed by item, sitting, room, centre or language where these are given.

    A part without allocations is open to every marker; with the first one it is marked by allocation only.
    """

    component = models.ForeignKey(
        ExamComponent, on_delete=models.CASCADE, related_name="allocations", verbose_name=_("exam component")
    )
    marker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="allocations", verbose_name=_("marker")
    )
    is_adjudication = models.BooleanField(_("adjudicates"), default=False)
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # As the rooms' addresses have it: rooms of several sittings at one place are one centre.
    centre = models.CharField(_("centre"), max_length=120, blank=True)
    # As the registration has it.
    language = models.CharField(_("language of the answers"), max_length=8, choices=PaperLanguage, blank=True)
    quota = models.PositiveIntegerField(
        _("answers at most (empty: all)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    due_at = models.DateTimeField(_("to be marked by"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    # The one that took over what was left.
    successor = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessor"
    )

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering: ClassVar = ["due_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(quota__isnull=True) | Q(quota__gte=1), name="allocation_quota_positive"),
            models.CheckConstraint(
                condition=Q(language="") | Q(language__in=PaperLanguage.values), name="allocation_of_a_known_language"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, successor__isnull=True, reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(reason="")),
                name="allocation_withdrawn_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.component}: {self.marker}"


class Conflict(models.Model):
    """A declared conflict of interest: the marker gets no answer of that candidate, or of that centre."""

    marker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conflicts", verbose_name=_("marker")
    )
    candidate = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("candidate"),
    )
    centre = models.CharField(_("centre"), max_length=120, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        ordering: ClassVar = ["-declared_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(candidate__isnull=False, centre="") | (Q(candidate__isnull=True) & ~Q(centre="")),
                name="conflict_with_a_candidate_or_a_centre",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="conflict_has_a_reason"),
            models.UniqueConstraint(
                fields=["marker", "candidate"],
                condition=Q(ended_at__isnull=True, candidate__isnull=False),
                name="one_conflict_with_a_candidate",
            ),
            models.UniqueConstraint(
                fields=["marker", "centre"],
                condition=Q(ended_at__isnull=True) & ~Q(centre=""),
                name="one_conflict_with_a_centre",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.marker}: {self.candidate or self.centre}"
