"""What an exam lays down about its results: how they are judged, released and shown, what is kept, who may sit it again."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

PASS_MARK = Decimal(60)


class ReleasePolicy(models.TextChoices):
    """When a result becomes known to its candidate."""

    AT_ONCE = "at_once", _("At once, as soon as every answer is marked")
    TWO_PERSONS = "two_persons", _("Held until one person prepares the release and another approves it")


class Showing(models.TextChoices):
    """When a candidate may see a part of their result; nothing is ever seen before the release."""

    NEVER = "never", _("Not at all")
    RELEASE = "release", _("With the result")
    DATE = "date", _("From a date on")


# In the order of the form; questions of an exam that is still to be held stay hidden whatever these say.
FEEDBACK_PARTS = ("score", "ranges", "answers", "keys", "explanations")


def feedback_dates() -> list[models.CheckConstraint]:
    """Whatever is shown from a date on has one."""
    return [
        models.CheckConstraint(
            condition=~Q(**{f"shows_{part}": Showing.DATE}) | Q(**{f"{part}_from__isnull": False}),
            name=f"exam_{part}_from_has_a_date",
        )
        for part in FEEDBACK_PARTS
    ]


class ResultPolicy(models.Model):
    """How results are judged and released, how long a pass of one part is kept, and how often the exam may be sat."""

    release_policy = models.CharField(
        _("release of results"), max_length=12, choices=ReleasePolicy, default=ReleasePolicy.AT_ONCE
    )
    # On: the weighted total decides, with a minimum for each part. Off: every part must reach its own pass mark.
    compensates = models.BooleanField(_("parts make up for each other"), default=False)
    total_pass_mark = models.DecimalField(
        _("pass mark of the weighted total"),
        max_digits=5,
        decimal_places=2,
        default=PASS_MARK,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    # [["60", "…"], ["80", "…"]]: from which score on a pass bears which name, lowest first.
    bands = models.JSONField(_("bands"), default=list, blank=True)
    kept_months = models.PositiveSmallIntegerField(
        _("months for which the pass of one part is kept"), default=0, validators=[MaxValueValidator(120)]
    )
    resits_allowed = models.PositiveSmallIntegerField(_("resits allowed"), null=True, blank=True)
    resit_after_days = models.PositiveSmallIntegerField(
        _("days between a sitting and the resit"), default=0, validators=[MaxValueValidator(1000)]
    )

    class Meta:
        abstract = True


class FeedbackPolicy(models.Model):
    """What a candidate may see of a released result, and from when."""

    shows_score = models.CharField(_("scores"), max_length=8, choices=Showing, default=Showing.RELEASE)
    score_from = models.DateTimeField(_("scores from"), null=True, blank=True)
    shows_ranges = models.CharField(_("share by range"), max_length=8, choices=Showing, default=Showing.RELEASE)
    ranges_from = models.DateTimeField(_("share by range from"), null=True, blank=True)
    shows_answers = models.CharField(
        _("missed questions with own answers"), max_length=8, choices=Showing, default=Showing.RELEASE
    )
    answers_from = models.DateTimeField(_("missed questions from"), null=True, blank=True)
    shows_keys = models.CharField(_("keys"), max_length=8, choices=Showing, default=Showing.RELEASE)
    keys_from = models.DateTimeField(_("keys from"), null=True, blank=True)
    shows_explanations = models.CharField(_("explanations"), max_length=8, choices=Showing, default=Showing.RELEASE)
    explanations_from = models.DateTimeField(_("explanations from"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar = []
