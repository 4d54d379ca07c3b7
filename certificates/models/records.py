"""Awards (the rule), certificates (the frozen record) and what happens to them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, private_storage
from certificates.models.designs import Design
from courses.models import CoursePage
from exams.marking.models import Result
from exams.sittings.models import Exam


class CertificateState(models.TextChoices):
    """Expiry is not stored: a valid certificate past `expires_on` reads as expired."""

    VALID = "valid", _("Valid")
    REVOKED = "revoked", _("Revoked")
    SUPERSEDED = "superseded", _("Superseded")


class CertificateEventKind(models.TextChoices):
    """What can happen to a certificate; strangers see the first three."""

    ISSUED = "issued", _("Issued")
    REVOKED = "revoked", _("Revoked")
    SUPERSEDED = "superseded", _("Superseded")
    REMINDED = "reminded", _("Holder reminded")
    NAME_SHOWN = "name_shown", _("Full name shown to strangers")
    NAME_HIDDEN = "name_hidden", _("Full name hidden from strangers")


class RevocationCode(models.TextChoices):
    """Why a certificate was taken back, in one word for lists and machines."""

    MISCONDUCT = "misconduct", _("Misconduct in the exam")
    DECEPTION = "deception", _("Obtained by deception")
    ERROR = "error", _("Issued in error")
    HOLDER = "holder", _("At the holder's wish")
    OTHER = "other", _("Another reason")


class SupersessionCode(models.TextChoices):
    """Why a newer certificate stands in the place of this one."""

    NAME = "name", _("The name has changed")
    PORTRAIT = "portrait", _("A new portrait")
    REGRADE = "regrade", _("The result was changed")
    REISSUE = "reissue", _("Issued anew")
    RENEWAL = "renewal", _("Renewed")


class Renewal(models.TextChoices):
    """What a new term asks for. After the window it is always the rule met anew."""

    NONE = "none", _("No renewal: after the end, the rule met anew")
    EXTENSION = "extension", _("Nothing more within the window")
    RECERTIFICATION = "recertification", _("The rule met anew within the window")


class Award(models.Model):
    """The rule for a certificate: all that it names must be there."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title on the certificate"), max_length=60)
    course_title = models.CharField(_("course named on the certificate"), max_length=120)
    exam = models.ForeignKey(
        Exam,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="awards",
        verbose_name=_("exam"),
        help_text=_("Every part of it must be passed. Empty: no exam is asked for."),
    )
    course = models.ForeignKey(
        CoursePage,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="awards",
        verbose_name=_("course"),
        help_text=_("Every published lesson must be studied. Empty: no course is asked for."),
    )
    min_hours = models.PositiveSmallIntegerField(
        _("measured study hours at least"),
        default=0,
        help_text=_("Time seen reading the lessons of the course; 0: not asked for."),
    )
    needs_approval = models.BooleanField(
        _("an officer approves each one"), default=False, help_text=_("With a reason, under Approvals.")
    )
    is_automatic = models.BooleanField(
        _("issue without being asked"),
        default=True,
        help_text=_("As soon as the rule is met. Otherwise the holder collects it, or an officer runs the command."),
    )
    hours = models.PositiveSmallIntegerField(_("study hours"), default=0)
    valid_months = models.PositiveSmallIntegerField(_("valid for months, 0 for ever"), default=0)
    renewal = models.CharField(_("renewal asks for"), max_length=16, choices=Renewal, default=Renewal.NONE)
    renew_before_days = models.PositiveSmallIntegerField(_("renewable from days before the end"), default=90)
    renew_after_days = models.PositiveSmallIntegerField(_("renewable until days after the end"), default=90)
    issuer = models.CharField(
        _("issuing body"),
        max_length=60,
        blank=True,
        help_text=_("Stands on the certificate; empty: the platform's name."),
    )
    design = models.ForeignKey(
        Design,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="awards",
        verbose_name=_("design"),
        help_text=_("New certificates take its latest version. Empty: the plain layout below."),
    )
    # A name in certificates.rendering.layouts.LAYOUTS.
    layout = models.SlugField(_("layout"), max_length=40, default="completion")

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering: ClassVar = ["title"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(exam__isnull=False) | Q(course__isnull=False) | Q(needs_approval=True),
                name="award_asks_for_something",
                violation_error_message=_("Please choose an exam, a course or the approval of an officer."),
            ),
            models.CheckConstraint(
                condition=Q(min_hours=0) | Q(course__isnull=False),
                name="award_hours_are_of_a_course",
                violation_error_message=_("Study hours are measured in a course: please choose it."),
            ),
            models.CheckConstraint(
                condition=Q(renewal=Renewal.NONE) | Q(valid_months__gt=0),
                name="award_renewed_ends_sometime",
                violation_error_message=_("What is valid for ever cannot be renewed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.course_title}"


class Verdict(models.TextChoices):
    """What an officer says to an award for a person."""

    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")


class Approval(models.Model):
    """An officer's word on an award for a person, with the reason; append-only, the latest counts."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="approvals", verbose_name=_("award"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="approvals", verbose_name=_("person"))
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict)
    reason = models.CharField(_("reason"), max_length=200)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("officer")
    )
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["award", "person", "-at"], name="approval_latest")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="approval_says_why"),
            models.CheckConstraint(condition=Q(verdict__in=["approved", "declined"]), name="approval_verdict_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.award}: {self.get_verdict_display()}"


class Certificate(models.Model):
    """One issued certificate. What it says is frozen in `payload`; only its state moves."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="certificates")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="certificates")
    # Null where the award asks for no exam.
    result = models.ForeignKey(Result, on_delete=models.PROTECT, null=True, blank=True, related_name="certificates")
    number = models.CharField(_("number"), max_length=24, unique=True)
    # 26 base-32 characters, 130 random bits: what the QR code carries.
    code = models.CharField(max_length=26, unique=True)
    payload = models.JSONField()
    payload_sha256 = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=16, choices=CertificateState, default=CertificateState.VALID)
    issued_at = models.DateTimeField(_("issued"))
    expires_on = models.DateField(_("expires"), null=True, blank=True)
    photo = models.FileField(storage=private_storage, upload_to="certificate_photos/", blank=True)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="successor")
    # The holder's consent, taken back at any time.
    shows_full_name = models.BooleanField(_("full name shown to strangers"), default=False)
    # Name and portrait were taken out with the holder's account; `payload_sha256` stays that of what was issued.
    withheld_at = models.DateTimeField(_("name and portrait taken out"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering: ClassVar = ["-issued_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["award", "person"],
                condition=Q(state=CertificateState.VALID),
                name="one_valid_certificate_per_award_and_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["valid", "revoked", "superseded"]), name="certificate_state_known"
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=models.F("pk")),
                name="certificate_supersedes_another",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CertificateEvent(models.Model):
    """What happened to a certificate; append-only."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("kind"), max_length=16, choices=CertificateEventKind)
    # A RevocationCode, a SupersessionCode, or the days before the end of a reminder.
    code = models.CharField(_("reason code"), max_length=16, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("certificate event")
        verbose_name_plural = _("certificate events")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["certificate", "kind"],
                condition=Q(kind__in=["issued", "revoked", "superseded"]),
                name="certificate_event_once",
            ),
            models.UniqueConstraint(
                fields=["certificate", "code"], condition=Q(kind="reminded"), name="certificate_reminded_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["revoked", "superseded"]) | ~Q(reason=""), name="certificate_event_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def code_label(self) -> str:
        """The reason code in words; of a reminder, the days before the end."""
        codes: dict[str, type[models.TextChoices]] = {"revoked": RevocationCode, "superseded": SupersessionCode}
        known = codes.get(self.kind)
        return str(known(self.code).label) if known and self.code in known.values else self.code


class CorrectionState(models.TextChoices):
    """An answer is final; what is still wrong is asked again."""

    OPEN = "open", _("Waiting for an answer")
    DECLINED = "declined", _("Not corrected")
    CORRECTED = "corrected", _("Corrected")


class CorrectionRequest(models.Model):
    """A holder says what is wrong on a certificate; an officer answers."""

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="correction_requests", verbose_name=_("certificate")
    )
    text = models.CharField(_("what is wrong"), max_length=500)
    asked_at = models.DateTimeField(_("asked"))
    state = models.CharField(_("state"), max_length=10, choices=CorrectionState, default=CorrectionState.OPEN)
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("replied"), null=True, blank=True)

    class Meta:
        verbose_name = _("correction request")
        verbose_name_plural = _("correction requests")
        ordering: ClassVar = ["-asked_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["certificate"], condition=Q(state="open"), name="one_open_correction"),
            models.CheckConstraint(condition=~Q(text=""), name="correction_says_what"),
            models.CheckConstraint(
                condition=Q(state="open", answer="", answered_by__isnull=True, answered_at__isnull=True)
                | Q(
                    ~Q(answer=""),
                    state__in=["declined", "corrected"],
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                ),
                name="correction_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate}: {self.get_state_display()}"


class NumberSeries(models.Model):
    """The last serial given out in a year; its row lock is what keeps numbers apart."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last_serial = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")

    def __str__(self) -> str:
        return f"{self.year}: {self.last_serial}"
