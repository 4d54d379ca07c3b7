"""What a sitting asks against cheating: switches, what they noted, and who changed them when and why."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exams.sittings.models.attempts import Attempt
from exams.sittings.models.sittings import Registration, Room, Sitting


class Switch(models.TextChoices):
    """What becomes of a start that does not pass. A resumed exam is never blocked, only flagged."""

    OFF = "off", _("Off")
    FLAG = "flag", _("Let in and flag")
    BLOCK = "block", _("Refuse the start")


class SittingControls(models.Model):
    """The switches of one sitting; without this row everything is off. Changed by `change_controls` alone."""

    sitting = models.OneToOneField(Sitting, on_delete=models.CASCADE, related_name="controls")
    one_device = models.BooleanField(
        _("one device"), default=False, help_text=_("A change of device stays possible and is flagged.")
    )
    ip_switch = models.CharField(_("network addresses"), max_length=5, choices=Switch, default=Switch.OFF)
    # One CIDR a line; a room may have its own instead (RoomControls).
    ip_ranges = models.TextField(_("allowed addresses, one range a line"), blank=True)
    code_switch = models.CharField(_("access code shown in the room"), max_length=5, choices=Switch, default=Switch.OFF)
    seb_switch = models.CharField(_("Safe Exam Browser"), max_length=5, choices=Switch, default=Switch.OFF)
    # Browser Exam Keys bind SEB's version too; empty: the Config Key alone is checked.
    seb_exam_keys = models.TextField(_("Browser Exam Keys, one a line (may be empty)"), blank=True)
    seb_quit_password = models.CharField(_("password to quit Safe Exam Browser"), max_length=40, blank=True)
    full_screen = models.BooleanField(_("ask for full screen"), default=False)
    focus_log = models.BooleanField(_("note when the exam page is left"), default=False)
    hinder_copying = models.BooleanField(_("hinder copying and printing"), default=False)
    watermark = models.BooleanField(_("admission number as watermark"), default=False)

    class Meta:
        verbose_name = _("sitting controls")
        verbose_name_plural = _("sitting controls")

    def __str__(self) -> str:
        return str(self.sitting)


class RoomControls(models.Model):
    """The addresses of one room, in place of the sitting's."""

    room = models.OneToOneField(Room, on_delete=models.CASCADE, related_name="controls")
    ip_ranges = models.TextField(_("allowed addresses, one range a line"))

    class Meta:
        verbose_name = _("room controls")
        verbose_name_plural = _("room controls")

    def __str__(self) -> str:
        return str(self.room)


class ControlChange(models.Model):
    """A change of switches, an override or a new access code, with its reason; append-only."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="control_changes")
    # {"seb_switch": ["flag", "off"], …}
    changes = models.JSONField()
    reason = models.CharField(_("reason"), max_length=200)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("control change")
        verbose_name_plural = _("control changes")
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(reason=""), name="control_change_has_reason")]

    def __str__(self) -> str:
        return f"{self.at:%F %T}"


class AccessCode(models.Model):
    """A code shown on a room's board from `issued_at` on; the latest counts. Append-only.

    Whoever is in the room may read it, so it is kept as it is shown.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="access_codes")
    # Null: for candidates without a room.
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="access_codes", null=True)
    code = models.CharField(_("access code"), max_length=8)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("access code")
        verbose_name_plural = _("access codes")
        ordering: ClassVar = ["-issued_at", "-pk"]

    def __str__(self) -> str:
        return self.code


class ControlKind(models.TextChoices):
    """What a control noted."""

    LEFT = "left", _("left the page")
    RETURNED = "returned", _("came back")
    FULL_SCREEN_LEFT = "full_left", _("left full screen")
    FULL_SCREEN_ENTERED = "full_entered", _("entered full screen")
    COPY = "copy", _("tried to copy")
    PRINT = "print", _("tried to print")
    SEB = "seb", _("showed a Safe Exam Browser key")
    CODE_WRONG = "code_wrong", _("entered a wrong access code")


class ControlEvent(models.Model):
    """Something a control noted of a candidate; append-only, counted for people to see, decides nothing."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="control_events")
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="control_events", null=True)
    kind = models.CharField(_("kind"), max_length=12, choices=ControlKind)
    # Milliseconds since the attempt's start by the client's monotonic clock; 0 before it.
    client_ms = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("control event")
        verbose_name_plural = _("control events")
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["registration", "kind", "at"], name="control_event_of_candidate")]

    def __str__(self) -> str:
        return self.kind


class Control(models.TextChoices):
    """A control that may be waived for one candidate."""

    IP = "ip", _("network addresses")
    CODE = "code", _("access code shown in the room")
    SEB = "seb", _("Safe Exam Browser")


class ControlOverride(models.Model):
    """One candidate need not pass one control, by an invigilator's word; append-only."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="control_overrides")
    control = models.CharField(_("control"), max_length=4, choices=Control)
    reason = models.CharField(_("reason"), max_length=200)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("control override")
        verbose_name_plural = _("control overrides")
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(reason=""), name="control_override_has_reason")]

    def __str__(self) -> str:
        return f"{self.registration}: {self.control}"
