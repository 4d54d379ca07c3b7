"""Appeals 成绩复核: a candidate contests a result; a second person answers."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exams.marking.models.results import Result
from exams.sittings.models import Exam, Registration


class AppealTerms(models.Model):
    """How results of an exam may be contested; without a row the defaults hold."""

    exam = models.OneToOneField(Exam, on_delete=models.CASCADE, related_name="appeal_terms", verbose_name=_("exam"))
    window_days = models.PositiveSmallIntegerField(
        _("days after the release in which an appeal can be filed"),
        default=15,
        validators=[MaxValueValidator(365)],
        help_text=_("0: no appeals."),
    )
    fee = models.DecimalField(
        _("fee"), max_digits=7, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(Decimal(0))]
    )
    answer_days = models.PositiveSmallIntegerField(
        _("days until the answer is due"), default=15, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )

    class Meta:
        verbose_name = _("appeal terms")
        verbose_name_plural = _("appeal terms")
        ordering: ClassVar = ["exam"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(fee__gte=0, answer_days__gte=1), name="appeal_terms_are_possible"),
        ]

    def __str__(self) -> str:
        return f"{self.exam}"


class AppealState(models.TextChoices):
    """Only the two decisions are final words on the result; only `upheld` touches marks."""

    FEE_DUE = "fee_due", _("Waits for the fee")
    FILED = "filed", _("Waits for a second reader")
    UNDER_REVIEW = "under_review", _("Being reviewed")
    UPHELD = "upheld", _("Upheld")
    REJECTED = "rejected", _("Not upheld")
    WITHDRAWN = "withdrawn", _("Withdrawn by the candidate")


OPEN_APPEALS = ("fee_due", "filed", "under_review")
APPEAL_STEPS = (
    ("fee_due", "filed"),
    ("filed", "under_review"),
    # A reviewer who cannot go on hands the case back.
    ("under_review", "filed"),
    ("under_review", "upheld"),
    ("under_review", "rejected"),
    ("fee_due", "withdrawn"),
    ("filed", "withdrawn"),
    ("under_review", "withdrawn"),
)


class Appeal(models.Model):
    """One contested result. The case may be filed once for each result, and one is open at a time."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="appeals")
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="appeals", verbose_name=_("result"))
    state = models.CharField(_("state"), max_length=12, choices=AppealState)
    reason = models.TextField(_("what should be looked at again, and why"), max_length=1000)
    fee = models.DecimalField(_("fee"), max_digits=7, decimal_places=2, default=Decimal(0))
    filed_at = models.DateTimeField(_("filed"))
    due_at = models.DateTimeField(_("answer due"))
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("second reader"),
        null=True,
        blank=True,
    )
    reply = models.TextField(_("reply"), max_length=1000, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # The result that followed, where it was upheld.
    outcome = models.OneToOneField(
        Result, on_delete=models.PROTECT, related_name="outcome_of", null=True, blank=True, verbose_name=_("new result")
    )

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering: ClassVar = ["due_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["state", "due_at"], name="appeal_state_due")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(state__in=OPEN_APPEALS), name="one_open_appeal"
            ),
            models.UniqueConstraint(
                fields=["result"], condition=~Q(state="withdrawn"), name="a_result_is_contested_once"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & Q(due_at__gt=F("filed_at")), name="appeal_has_a_reason_and_a_day"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["fee_due", "filed"], reviewer__isnull=True)
                | Q(state__in=["under_review", "upheld", "rejected"], reviewer__isnull=False)
                | Q(state="withdrawn"),
                name="appeal_has_its_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_APPEALS, closed_at__isnull=True, reply="")
                | Q(state="withdrawn", closed_at__isnull=False, reply="")
                | (Q(state__in=["upheld", "rejected"], closed_at__isnull=False) & ~Q(reply="")),
                name="appeal_closed_with_a_reply",
            ),
            models.CheckConstraint(
                condition=Q(state="upheld", outcome__isnull=False) | (~Q(state="upheld") & Q(outcome__isnull=True)),
                name="appeal_upheld_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration}: {self.get_state_display()}"


class AppealEventKind(models.TextChoices):
    """One step of the case."""

    FILED = "filed", _("Filed")
    FEE_SETTLED = "fee_settled", _("Fee settled")
    TAKEN = "taken", _("Taken for review")
    HANDED_BACK = "handed_back", _("Handed back")
    UPHELD = "upheld", _("Upheld")
    REJECTED = "rejected", _("Not upheld")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class AppealEvent(models.Model):
    """Who did what to the case, and what was said; append-only."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("kind"), max_length=12, choices=AppealEventKind)
    note = models.CharField(_("word for the record"), max_length=200, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("appeal event")
        verbose_name_plural = _("appeal events")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind__in=["fee_settled", "handed_back"]) | ~Q(note=""), name="appeal_event_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
