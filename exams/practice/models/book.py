"""The wrong-answer book: a card for each item that was missed, in practice or in an exam, and every grading of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import KnowledgePoint
from exams.bank.models import Item
from exams.practice.models.sessions import PracticeAnswer
from exams.sittings.models import Attempt

# What came right so often in a row may count as learned.
LEARNED_STREAK = 2


class Grade(models.IntegerChoices):
    """How well an answer came; the numbers are those of FSRS."""

    AGAIN = 1, pgettext_lazy("review", "Again")
    HARD = 2, pgettext_lazy("review", "Hard")
    GOOD = 3, pgettext_lazy("review", "Good")
    EASY = 4, pgettext_lazy("review", "Easy")


class Remembered(models.Model):
    """What is to be met again, and when."""

    # What FSRS knows of it (fsrs.Card.to_dict).
    memory = models.JSONField(default=dict)
    due_at = models.DateTimeField(_("due"))
    reviews = models.PositiveIntegerField(_("reviews"), default=0)
    # Times it was missed, the first included.
    lapses = models.PositiveIntegerField(_("times missed"), default=0)
    # Right answers since it was last missed.
    streak = models.PositiveIntegerField(_("right in a row"), default=0)
    added_at = models.DateTimeField(_("added to the book"))
    graduated_at = models.DateTimeField(_("learned"), null=True, blank=True)

    class Meta:
        abstract = True


class ReviewCard(Remembered):
    """An item in a trainee's wrong-answer book, with when it is to be met again."""

    trainee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_cards", verbose_name=_("trainee")
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", verbose_name=_("item"))
    point = models.ForeignKey(
        KnowledgePoint, on_delete=models.PROTECT, related_name="+", verbose_name=_("knowledge point")
    )
    # The answer that brought it here or back.
    missed = models.ForeignKey(PracticeAnswer, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        verbose_name = _("review card")
        verbose_name_plural = _("review cards")
        ordering: ClassVar = ["due_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trainee", "item"], name="one_card_per_item"),
            models.CheckConstraint(
                condition=Q(graduated_at__isnull=True) | Q(streak__gte=1), name="a_learned_card_was_right"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["trainee", "due_at"], condition=Q(graduated_at__isnull=True), name="review_card_due"),
            models.Index(fields=["trainee", "point"], name="review_card_point"),
        ]

    def __str__(self) -> str:
        return f"{self.trainee_id}: {self.item_id}"


class Grading(models.Model):
    """How well something came, said once, and what that made of its date; append-only."""

    grade = models.PositiveSmallIntegerField(_("grade"), choices=Grade)
    at = models.DateTimeField(_("time"))
    due_at = models.DateTimeField(_("next due"))
    # It left the book with this grading.
    graduated = models.BooleanField(_("learned"), default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.pk}: {self.grade}"


class ReviewLog(Grading):
    """One grading of a card."""

    card = models.ForeignKey(ReviewCard, on_delete=models.CASCADE, related_name="log")
    answer = models.OneToOneField(PracticeAnswer, on_delete=models.CASCADE, related_name="grading")

    class Meta:
        verbose_name = _("review log entry")
        verbose_name_plural = _("review log")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(grade__range=(1, 4)), name="review_grade_1_to_4"),
        ]


class MissCard(Remembered):
    """A question missed in an exam, from its candidate's first grading on; whether it may be shown is asked each time."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="miss_cards")
    slot = models.PositiveSmallIntegerField(_("slot"))

    class Meta:
        verbose_name = _("card of an exam question")
        verbose_name_plural = _("cards of exam questions")
        ordering: ClassVar = ["due_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attempt", "slot"], name="one_card_per_missed_slot"),
            models.CheckConstraint(
                condition=Q(graduated_at__isnull=True) | Q(streak__gte=1), name="a_learned_miss_was_right"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.slot}"


class MissReview(Grading):
    """One grading of such a card by its candidate's own word."""

    card = models.ForeignKey(MissCard, on_delete=models.CASCADE, related_name="log")
    number = models.PositiveIntegerField(_("number"))

    class Meta:
        verbose_name = _("review of an exam question")
        verbose_name_plural = _("reviews of exam questions")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["card", "number"], name="each_review_of_a_miss_once"),
            models.CheckConstraint(condition=Q(grade__range=(1, 4)), name="miss_review_grade_1_to_4"),
        ]
