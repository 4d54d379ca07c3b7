"""Marking by people: answers that wait, who holds one, and what each marker gave for it."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exams.bank.models import ItemVersion
from exams.marking.models.allocations import Allocation
from exams.sittings.models import Attempt, ExamComponent


class Script(models.Model):
    """An attempt as markers see it: by a number that says nothing, drawn once."""

    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="script")
    component = models.ForeignKey(ExamComponent, on_delete=models.PROTECT, related_name="+")
    serial = models.PositiveIntegerField(_("script number"))

    class Meta:
        verbose_name = _("script")
        verbose_name_plural = _("scripts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["component", "serial"], name="script_serial_unique_in_part"),
        ]

    def __str__(self) -> str:
        return str(self.serial)


class MarkingScheme(models.Model):
    """How many people mark an answer of a part, or (with `version`) to one of its items."""

    component = models.ForeignKey(ExamComponent, on_delete=models.CASCADE, related_name="marking_schemes")
    # Null: for every item of the part that has no scheme of its own.
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_double = models.BooleanField(_("two markers, each without the other's mark"), default=False)
    tolerance = models.DecimalField(
        _("tolerance in marks"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    check_percent = models.PositiveSmallIntegerField(
        _("check answers, in per cent of a marker's work"), default=0, validators=[MaxValueValidator(50)]
    )

    class Meta:
        verbose_name = _("marking scheme")
        verbose_name_plural = _("marking schemes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["component", "version"], name="one_marking_scheme_for_an_item"),
            models.UniqueConstraint(
                fields=["component"], condition=Q(version__isnull=True), name="one_marking_scheme_for_the_rest"
            ),
            models.CheckConstraint(condition=Q(tolerance__gte=0), name="marking_tolerance_not_negative"),
            models.CheckConstraint(condition=Q(check_percent__lte=50), name="marking_checks_half_at_most"),
        ]

    def __str__(self) -> str:
        return f"{self.component}"


class TaskState(models.TextChoices):
    """How far an answer has come."""

    WAITING = "waiting", _("Waits for a marker")
    ADJUDICATION = "adjudication", _("Waits for adjudication")
    DONE = "done", _("Marked")


class TaskKind(models.TextChoices):
    """A check answer looks like any other to those who mark it; its mark is known, and what they give decides nothing."""

    LIVE = "live", _("Answer")
    CHECK = "check", _("Check answer")


class MarkingTask(models.Model):
    """One answer that people mark: how many judgements it wants, and how many it has."""

    script = models.ForeignKey(Script, on_delete=models.CASCADE, related_name="tasks")
    component = models.ForeignKey(ExamComponent, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    slot = models.PositiveSmallIntegerField()
    marks = models.DecimalField(max_digits=5, decimal_places=2)
    kind = models.CharField(_("kind"), max_length=8, choices=TaskKind, default=TaskKind.LIVE)
    state = models.CharField(_("state"), max_length=16, choices=TaskState, default=TaskState.WAITING)
    wanted = models.PositiveSmallIntegerField(default=1)
    given = models.PositiveSmallIntegerField(default=0)
    # What a check answer is worth.
    reference_num = models.PositiveIntegerField(null=True, blank=True)
    reference_den = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer to mark")
        verbose_name_plural = _("answers to mark")
        indexes: ClassVar = [models.Index(fields=["component", "state", "version"], name="marking_task_pile")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["script", "slot"],
                condition=Q(kind=TaskKind.LIVE) & ~Q(state=TaskState.DONE),
                name="one_open_task_for_an_answer",
            ),
            models.UniqueConstraint(
                fields=["script", "slot"], condition=Q(kind=TaskKind.CHECK), name="an_answer_checks_once"
            ),
            models.CheckConstraint(
                condition=Q(kind=TaskKind.LIVE, reference_num__isnull=True, reference_den__isnull=True)
                | Q(kind=TaskKind.CHECK, reference_den__gte=1, reference_num__lte=F("reference_den")),
                name="only_a_check_answer_has_a_reference",
            ),
            models.CheckConstraint(
                condition=Q(kind=TaskKind.CHECK) | Q(wanted__range=(1, 3), given__lte=F("wanted")),
                name="task_wants_one_to_three",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.script}: {self.slot}"


class Way(models.TextChoices):
    """How a marker goes through the pile."""

    QUESTION = "question", _("Question by question")
    SCRIPT = "script", _("Script by script")
    ADJUDICATE = "adjudicate", _("Adjudication")


class Claim(models.Model):
    """An answer in a marker's hands: nobody else gets it in this position until it is judged, returned or left idle."""

    task = models.ForeignKey(MarkingTask, on_delete=models.CASCADE, related_name="claims")
    marker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    way = models.CharField(max_length=12, choices=Way, default=Way.QUESTION)
    allocation = models.ForeignKey(Allocation, on_delete=models.SET_NULL, null=True, related_name="claims")
    claimed_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer in hand")
        verbose_name_plural = _("answers in hand")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "position"], name="one_claim_of_a_position"),
            models.UniqueConstraint(fields=["task", "marker"], name="one_claim_of_a_marker"),
        ]

    def __str__(self) -> str:
        return f"{self.task} #{self.position}"


class MarkingDraft(models.Model):
    """What a marker has filled in so far; it outlives the claim, and only its marker ever sees it."""

    task = models.ForeignKey(MarkingTask, on_delete=models.CASCADE, related_name="drafts")
    marker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("marking draft")
        verbose_name_plural = _("marking drafts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "marker"], name="one_draft_of_a_marker"),
        ]

    def __str__(self) -> str:
        return f"{self.task}"


class Judgement(models.Model):
    """What one marker gave for an answer: levels, comment, annotations; append-only.

    The mark that counts is made of the judgements that the scheme asks for. Until all are there, each is sealed: only
    its own marker reads it, and whoever adjudicates.
    """

    task = models.ForeignKey(MarkingTask, on_delete=models.PROTECT, related_name="judgements")
    marker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, null=True, related_name="judgements")
    # The points of each criterion, for each text; none for a blank one: [[4, 2, 0], []].
    points = models.JSONField()
    credit_num = models.PositiveIntegerField()
    credit_den = models.PositiveIntegerField(default=1)
    comment = models.TextField(_("comment"), blank=True)
    # A list of {"quote": "…", "note": "…"}: a passage of the answer and what is said of it.
    annotations = models.JSONField(default=list)
    # From taking it, or from the marker's judgement before, whichever was later.
    seconds = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["marker", "at"], name="judgement_marker_at")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "position"], name="one_judgement_of_a_position"),
            models.UniqueConstraint(fields=["task", "marker"], name="one_judgement_of_a_marker"),
            models.CheckConstraint(
                condition=Q(credit_den__gte=1, credit_num__lte=F("credit_den")), name="judgement_credit_0_to_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} #{self.position}"


class SavedComment(models.Model):
    """A comment that a marker uses again."""

    marker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_comments")
    text = models.CharField(_("comment"), max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("saved comment")
        verbose_name_plural = _("saved comments")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["marker", "text"], name="saved_comment_once"),
            models.CheckConstraint(condition=~Q(text=""), name="saved_comment_has_text"),
        ]

    def __str__(self) -> str:
        return self.text
