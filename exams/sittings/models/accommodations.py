"""What is arranged for a candidate who needs it: asked for, decided by an officer, every word of it on record."""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exams.sittings.models.sittings import Registration

MOST_FACTOR = Decimal(3)
MOST_MINUTES = 240
MOST_BREAKS = 20


class AccommodationState(models.TextChoices):
    """Only what is approved has any effect."""

    REQUESTED = "requested", _("Requested")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Accommodation(models.Model):
    """The arrangement of one registration: `registration.accommodation`. Time is given by factor or by minutes."""

    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="accommodation")
    state = models.CharField(
        _("state"), max_length=16, choices=AccommodationState, default=AccommodationState.REQUESTED
    )
    factor = models.DecimalField(
        _("time limit times"),
        max_digits=3,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal(1)), MaxValueValidator(MOST_FACTOR)],
    )
    extra_minutes = models.PositiveSmallIntegerField(
        _("extra minutes"), default=0, validators=[MaxValueValidator(MOST_MINUTES)]
    )
    # Of all breaks together; the clock stands still in them.
    break_minutes = models.PositiveSmallIntegerField(
        _("minutes of breaks"), default=0, validators=[MaxValueValidator(MOST_MINUTES)]
    )
    # 0: as often as the minutes last.
    break_count = models.PositiveSmallIntegerField(
        _("number of breaks"), default=0, validators=[MaxValueValidator(MOST_BREAKS)]
    )
    large_type = models.BooleanField(_("large type"), default=False)
    separate_room = models.BooleanField(_("separate room"), default=False)
    asked_at = models.DateTimeField(_("asked"))

    class Meta:
        verbose_name = _("accommodation")
        verbose_name_plural = _("accommodations")
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(factor__range=(Decimal(1), MOST_FACTOR)), name="accommodation_factor_1_to_3"
            ),
            models.CheckConstraint(
                condition=Q(factor=Decimal(1)) | Q(extra_minutes=0), name="accommodation_by_factor_or_minutes"
            ),
            models.CheckConstraint(
                condition=Q(break_count=0) | Q(break_minutes__gt=0), name="accommodation_breaks_have_minutes"
            ),
            models.CheckConstraint(
                condition=Q(factor__gt=Decimal(1))
                | Q(extra_minutes__gt=0)
                | Q(break_minutes__gt=0)
                | Q(large_type=True)
                | Q(separate_room=True),
                name="accommodation_arranges_something",
            ),
        ]

    def __str__(self) -> str:
        return str(self.registration)

    @property
    def is_approved(self) -> bool:
        return self.state == AccommodationState.APPROVED

    @property
    def terms(self) -> dict[str, Any]:
        """What is arranged, as its events keep it."""
        return {
            "factor": str(self.factor),
            "extra_minutes": self.extra_minutes,
            "break_minutes": self.break_minutes,
            "break_count": self.break_count,
            "large_type": self.large_type,
            "separate_room": self.separate_room,
        }


class AccommodationEvent(models.Model):
    """One step of an accommodation with its terms then, its reason and who took it; append-only."""

    accommodation = models.ForeignKey(Accommodation, on_delete=models.CASCADE, related_name="events")
    state = models.CharField(_("state"), max_length=16, choices=AccommodationState)
    terms = models.JSONField()
    reason = models.CharField(_("reason"), max_length=500)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("accommodation event")
        verbose_name_plural = _("accommodation events")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="accommodation_event_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} · {self.at:%F %T}"
