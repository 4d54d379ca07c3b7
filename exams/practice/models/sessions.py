"""Rounds of practice: what was put before a trainee, and every answer."""

from fractions import Fraction
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import ChapterPage, KnowledgePoint
from exams.bank.models import Item, ItemVersion
from exams.sittings.models import Attempt
from exams.sittings.models.policies import PASS_MARK

# So much of the points makes a self-assessed answer a right one: few such answers are wholly right.
PASS_SHARE = Fraction(PASS_MARK) / 100


class Mode(models.TextChoices):
    """What a round is made of."""

    CHAPTER = "chapter", pgettext_lazy("practice", "One chapter")
    POINT = "point", pgettext_lazy("practice", "One knowledge point")
    TYPE = "type", pgettext_lazy("practice", "One type of question")
    RANDOM = "random", pgettext_lazy("practice", "Mixed")
    WEAKEST = "weakest", pgettext_lazy("practice", "My weakest points")
    REVIEW = "review", pgettext_lazy("practice", "Review due today")
    SIMILAR = "similar", pgettext_lazy("practice", "Similar questions")


class PracticeSession(models.Model):
    """One round of practice of one trainee."""

    trainee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="practice_sessions", verbose_name=_("trainee")
    )
    mode = models.CharField(_("kind"), max_length=8, choices=Mode)
    chapter = models.ForeignKey(
        ChapterPage, on_delete=models.PROTECT, related_name="+", verbose_name=_("chapter"), null=True, blank=True
    )
    point = models.ForeignKey(
        KnowledgePoint,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("knowledge point"),
        null=True,
        blank=True,
    )
    item_type = models.CharField(_("type"), max_length=32, blank=True)
    # Draws the order and the parameters of calculations.
    seed = models.BigIntegerField(_("seed"))
    started_at = models.DateTimeField(_("started"))

    class Meta:
        verbose_name = _("practice session")
        verbose_name_plural = _("practice sessions")
        ordering: ClassVar = ["-started_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["trainee", "-started_at"], name="practice_by_trainee")]

    def __str__(self) -> str:
        return f"{self.get_mode_display()} {self.started_at:%Y-%m-%d}"


class PracticeQuestion(models.Model):
    """A question of a round, in its place; the version stays the one that was put."""

    session = models.ForeignKey(PracticeSession, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(_("position"))
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("practice question")
        verbose_name_plural = _("practice questions")
        ordering: ClassVar = ["session", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "position"], name="practice_place_once"),
            models.UniqueConstraint(fields=["session", "version"], name="practice_version_once_in_session"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.position}"


class WrittenAnswer(models.Model):
    """What was written to a question that no machine marks, before its writer judges it by the rubric; append-only."""

    question = models.OneToOneField(PracticeQuestion, on_delete=models.CASCADE, related_name="written")
    # Canonical.
    response = models.JSONField(_("given answer"))
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("written answer")
        verbose_name_plural = _("written answers")

    def __str__(self) -> str:
        return str(self.question_id)


class PracticeAnswer(models.Model):
    """One answer, marked; append-only. Of a round of practice, or of a mock exam when it was handed in."""

    trainee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="practice_answers", verbose_name=_("trainee")
    )
    question = models.OneToOneField(
        PracticeQuestion, on_delete=models.CASCADE, related_name="answer", null=True, blank=True
    )
    attempt = models.ForeignKey(
        Attempt, on_delete=models.PROTECT, related_name="practice_answers", null=True, blank=True
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", verbose_name=_("item"))
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    point = models.ForeignKey(
        KnowledgePoint, on_delete=models.PROTECT, related_name="+", verbose_name=_("knowledge point")
    )
    # Canonical; null: nothing was answered.
    response = models.JSONField(_("given answer"), null=True)
    # What was drawn for it.
    drawn = models.JSONField(default=dict)
    credit_num = models.PositiveIntegerField()
    credit_den = models.PositiveIntegerField()
    # The trainee had never answered the item: what readiness goes by.
    is_first = models.BooleanField(_("first answer"))
    # People mark such a question, so here its trainee did: a word of their own, kept apart from what machines marked.
    is_self_assessed = models.BooleanField(_("self-assessed"), default=False)
    # Of each text the points of each criterion, as the trainee gave them.
    points = models.JSONField(_("points given"), default=list)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("practice answer")
        verbose_name_plural = _("practice answers")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(question__isnull=False, attempt__isnull=True)
                | Q(question__isnull=True, attempt__isnull=False),
                name="practice_answer_of_one_source",
            ),
            models.CheckConstraint(
                condition=Q(credit_den__gte=1, credit_num__lte=F("credit_den")), name="practice_credit_0_to_1"
            ),
            models.UniqueConstraint(fields=["attempt", "item"], name="practice_answer_once_in_attempt"),
            models.UniqueConstraint(
                fields=["trainee", "item"], condition=Q(is_first=True), name="one_first_answer_to_an_item"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["trainee", "item", "at"], name="practice_answer_item"),
            models.Index(fields=["trainee", "point", "at"], name="practice_answer_point"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.credit_num}/{self.credit_den}"

    @property
    def is_right(self) -> bool:
        """Full credit; where the trainee judged, as much as passes an exam."""
        return self.credit >= (PASS_SHARE if self.is_self_assessed else 1)

    @property
    def credit(self) -> Fraction:
        """What was earned, of 1."""
        return Fraction(self.credit_num, self.credit_den)

    @property
    def percent(self) -> int:
        """The credit in whole per cent, rounded down: what shows as the pass share is the pass share."""
        return 100 * self.credit_num // self.credit_den
