"""What people agreed to, copies of their data, and requests to erase it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.people import private_storage


class ConsentText(models.Model):
    """A text that people were asked to agree to, word for word; a changed text is a new row."""

    # "privacy", or the rules of an exam: "rules:C001.4-theory".
    subject = models.CharField(_("subject"), max_length=80)
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"))
    sha256 = models.CharField(max_length=64)
    since = models.DateTimeField(_("in use since"))

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering: ClassVar = ["subject", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "version"], name="consent_text_version_once"),
            models.UniqueConstraint(fields=["subject", "sha256"], name="consent_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.version}"


class Consent(models.Model):
    """That somebody agreed to a version of a text, and whether they took it back. The rows outlive the texts' changes."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents")
    subject = models.CharField(_("subject"), max_length=80)
    version = models.PositiveIntegerField(_("version"))
    text_sha256 = models.CharField(max_length=64)
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering: ClassVar = ["-given_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "subject", "version"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_standing_consent_to_a_version",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_given_before_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.subject} {self.version}"


class ExportState(models.TextChoices):
    """A copy is made by the task worker, kept for a week and then deleted."""

    WAITING = "waiting", pgettext_lazy("copy of personal data", "Being made")
    READY = "ready", pgettext_lazy("copy of personal data", "Ready")
    GONE = "gone", pgettext_lazy("copy of personal data", "Deleted")


class DataExport(models.Model):
    """A copy of everything that the register names for a person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="data_exports")
    state = models.CharField(_("state"), max_length=10, choices=ExportState, default=ExportState.WAITING)
    asked_at = models.DateTimeField(_("asked"))
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    expires_at = models.DateTimeField(_("kept until"), null=True, blank=True)
    file = models.FileField(storage=private_storage, upload_to="exports/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("copy of personal data")
        verbose_name_plural = _("copies of personal data")
        ordering: ClassVar = ["-asked_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user"], condition=Q(state="waiting"), name="one_export_at_a_time"),
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(file="") & Q(expires_at__isnull=False)),
                name="export_ready_has_a_file",
            ),
            models.CheckConstraint(condition=~Q(state="gone") | Q(file=""), name="export_gone_has_no_file"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.asked_at:%F}"


class ErasureState(models.TextChoices):
    """Two officers agree before anything is erased; the person may take the request back until then."""

    ASKED = "asked", pgettext_lazy("request to erase", "Asked for")
    REVIEWED = "reviewed", pgettext_lazy("request to erase", "Reviewed, waits for a second person")
    APPROVED = "approved", pgettext_lazy("request to erase", "Approved, being carried out")
    DONE = "done", pgettext_lazy("request to erase", "Carried out")
    DECLINED = "declined", pgettext_lazy("request to erase", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("request to erase", "Taken back")


ERASURE_STEPS = (
    ("asked", "reviewed"),
    ("asked", "declined"),
    ("asked", "withdrawn"),
    ("reviewed", "approved"),
    ("reviewed", "declined"),
    ("reviewed", "withdrawn"),
    ("approved", "done"),
)
STANDING_STATES = (ErasureState.ASKED, ErasureState.REVIEWED, ErasureState.APPROVED)


class ErasureRequest(models.Model):
    """A person asks that their data be erased; what the law has us keep stays under a pseudonym."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="erasure_requests")
    state = models.CharField(_("state"), max_length=10, choices=ErasureState, default=ErasureState.ASKED)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    # The holder's word: certificates keep name and portrait, so that they can go on showing them.
    keeps_faces = models.BooleanField(_("certificates keep name and portrait"), default=False)
    asked_at = models.DateTimeField(_("asked"))
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    # How many tables of the register are done.
    progress = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("request to erase")
        verbose_name_plural = _("requests to erase")
        ordering: ClassVar = ["-asked_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=ErasureState.values), name="erasure_state_known"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(state__in=STANDING_STATES), name="one_standing_erasure_request"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "done"])
                | (Q(reviewed_by__isnull=False) & Q(approved_by__isnull=False) & ~Q(approved_by=F("reviewed_by"))),
                name="erasure_takes_two_persons",
            ),
            models.CheckConstraint(
                condition=(Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("user")))
                & (Q(approved_by__isnull=True) | ~Q(approved_by=F("user"))),
                name="nobody_decides_on_their_own_erasure",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(answer=""), name="erasure_declined_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.asked_at:%F}"
