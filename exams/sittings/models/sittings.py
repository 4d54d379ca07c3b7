"""An exam held in a window, and the candidates' places in it."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exams.sittings.models.exams import Exam, PaperLanguage


class Sitting(models.Model):
    """An exam held in a window: attempts start inside [opens_at, closes_at)."""

    exam = models.ForeignKey(
        Exam,
        on_delete=models.PROTECT,
        related_name="sittings",
        verbose_name=_("exam"),
        limit_choices_to={"is_mock": False},
    )
    name = models.CharField(_("name"), max_length=120)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    # Anyone signed in may register themselves; otherwise an officer registers candidates.
    open_registration = models.BooleanField(_("open registration"), default=False)
    # Then a place is given by an officer who has read the application; eligibility rules of the exam ask for it too.
    needs_application = models.BooleanField(_("registration by application"), default=False)
    applications_close_at = models.DateTimeField(_("applications close"), null=True, blank=True)

    starts_by_room = models.BooleanField(_("candidates wait until an invigilator starts their room"), default=False)
    late_after_minutes = models.PositiveSmallIntegerField(
        _("minutes after which a latecomer must be admitted (empty: never)"), null=True, blank=True
    )
    two_person_acts = models.BooleanField(_("acts on a whole room need a second person"), default=True)

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        ordering: ClassVar = ["-opens_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="sitting_opens_before_it_closes"),
        ]

    def __str__(self) -> str:
        return f"{self.exam} · {self.name}"


USUAL_CAPACITY = 30
LONGEST_ROOM_NAME = 40


class Room(models.Model):
    """Where candidates of a sitting sit together: a room of a centre, or a group of those at home."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="rooms", verbose_name=_("sitting"))
    name = models.CharField(_("name"), max_length=LONGEST_ROOM_NAME)
    address = models.CharField(_("where it is"), max_length=120, blank=True)
    capacity = models.PositiveSmallIntegerField(_("seats"), default=USUAL_CAPACITY, validators=[MinValueValidator(1)])
    seats_per_row = models.PositiveSmallIntegerField(_("seats in a row"), default=6, validators=[MinValueValidator(1)])
    # For those with whom a separate room was arranged, and for nobody else.
    is_separate = models.BooleanField(_("separate room"), default=False)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    # Nobody begins in a room that is paused.
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)

    class Meta:
        verbose_name = _("exam room")
        verbose_name_plural = _("exam rooms")
        ordering: ClassVar = ["sitting", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sitting", "name"], name="room_name_unique_in_sitting"),
            models.CheckConstraint(condition=~Q(name=""), name="room_has_a_name"),
            models.CheckConstraint(condition=Q(capacity__gte=1, seats_per_row__gte=1), name="room_has_seats"),
        ]

    def __str__(self) -> str:
        return self.name


class Standing(models.TextChoices):
    """What an invigilator has noted of a candidate; empty is the rule."""

    ABSENT = "absent", _("Absent")
    MISCONDUCT = "misconduct", _("Misconduct")


class Registration(models.Model):
    """A candidate's place in a sitting."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="registrations")
    candidate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="registrations")
    number = models.CharField(_("admission number"), max_length=24, unique=True)
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("room"), null=True, blank=True
    )
    seat = models.CharField(_("seat"), max_length=12, blank=True)
    # Which of the parallel papers; 0 is the component's own.
    form = models.PositiveSmallIntegerField(_("form"), default=0)
    language = models.CharField(
        _("language of the answers"), max_length=8, choices=PaperLanguage, default=PaperLanguage.SIMPLIFIED
    )
    pledged_at = models.DateTimeField(_("rules read and pledge given"), null=True, blank=True)
    # First seen in the waiting room on the day.
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    # Let in after the time for latecomers.
    admitted_at = models.DateTimeField(_("admitted"), null=True, blank=True)
    # The last word of the acts that mark and unmark.
    standing = models.CharField(_("standing"), max_length=12, choices=Standing, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering: ClassVar = ["sitting", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sitting", "candidate"], name="one_registration_per_sitting"),
            models.CheckConstraint(condition=Q(language__in=PaperLanguage.values), name="answers_in_a_known_language"),
            models.UniqueConstraint(fields=["room", "seat"], condition=~Q(seat=""), name="a_seat_is_one_candidates"),
        ]

    def __str__(self) -> str:
        return self.number
