"""A candidate's application for a place: what they say of themselves, its proofs, and what became of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import private_storage
from exams.sittings.models.eligibility import Schooling
from exams.sittings.models.exams import PaperLanguage
from exams.sittings.models.sittings import Registration, Sitting


class ApplicationState(models.TextChoices):
    """draft → submitted → approved, rejected, or returned to be mended and submitted again."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Under review")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned to be mended")
    REJECTED = "rejected", _("Rejected")


# Every step that there is; a trigger refuses all others.
APPLICATION_STEPS = (
    (ApplicationState.DRAFT, ApplicationState.SUBMITTED),
    (ApplicationState.RETURNED, ApplicationState.SUBMITTED),
    (ApplicationState.SUBMITTED, ApplicationState.APPROVED),
    (ApplicationState.SUBMITTED, ApplicationState.RETURNED),
    (ApplicationState.SUBMITTED, ApplicationState.REJECTED),
)


class Application(models.Model):
    """One person's application for one sitting."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="applications")
    candidate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applications")
    state = models.CharField(_("state"), max_length=16, choices=ApplicationState, default=ApplicationState.DRAFT)
    schooling = models.CharField(_("highest schooling"), max_length=16, choices=Schooling, blank=True)
    work_years = models.PositiveSmallIntegerField(_("years of work in the trade"), default=0)
    employer = models.CharField(_("employer"), max_length=120, blank=True)
    # The code of a certificate held on paper; those that this platform issued are known without saying.
    certificate = models.CharField(_("earlier certificate"), max_length=60, blank=True)
    language = models.CharField(
        _("language of the answers"), max_length=8, choices=PaperLanguage, default=PaperLanguage.SIMPLIFIED
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    registration = models.OneToOneField(
        Registration, on_delete=models.PROTECT, related_name="application", null=True, blank=True
    )

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering: ClassVar = ["submitted_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["state", "submitted_at"], name="application_queue")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sitting", "candidate"], name="one_application_per_sitting"),
            models.CheckConstraint(
                condition=Q(state=ApplicationState.APPROVED, registration__isnull=False)
                | (~Q(state=ApplicationState.APPROVED) & Q(registration__isnull=True)),
                name="approved_application_has_a_place",
            ),
            models.CheckConstraint(
                condition=Q(state=ApplicationState.DRAFT) | Q(submitted_at__isnull=False),
                name="application_knows_when_it_was_submitted",
            ),
            models.CheckConstraint(
                condition=Q(language__in=PaperLanguage.values), name="application_in_a_known_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate} · {self.sitting}"

    @property
    def is_in_the_candidates_hands(self) -> bool:
        """Whether the candidate may still change it."""
        return self.state in {ApplicationState.DRAFT, ApplicationState.RETURNED}


class ApplicationEvent(models.Model):
    """One step of an application, with who took it, why, and what it said then; append-only."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="events")
    state = models.CharField(_("state"), max_length=16, choices=ApplicationState)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    # What was declared and which proofs there were, by their digests, at this step.
    said = models.JSONField(default=dict)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("application event")
        verbose_name_plural = _("application events")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state__in=[ApplicationState.RETURNED, ApplicationState.REJECTED]) | ~Q(reason=""),
                name="refusal_of_an_application_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} · {self.at:%F %T}"


class DocumentKind(models.TextChoices):
    """What a document proves."""

    SCHOOLING = "schooling", _("Proof of schooling")
    WORK = "work", _("Proof of work")
    CERTIFICATE = "certificate", _("Earlier certificate")
    OTHER = "other", _("Other")


class ApplicationDocument(models.Model):
    """A proof: a picture encoded anew, or a checked PDF. Handed out by a view that asks who is asking."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(_("kind of document"), max_length=16, choices=DocumentKind)
    file = models.FileField(storage=private_storage, upload_to="applications/")
    name = models.CharField(_("file name"), max_length=120)
    content_type = models.CharField(max_length=32)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("application document")
        verbose_name_plural = _("application documents")
        ordering: ClassVar = ["kind", "pk"]

    def __str__(self) -> str:
        return self.name
