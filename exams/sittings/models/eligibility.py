"""Who may sit an exam: rules as rows. One rule met is enough (OR); a rule is met when all it asks is (AND)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from exams.sittings.models.exams import Exam


class Schooling(models.TextChoices):
    """Degrees of schooling, lowest first: the order counts (eligibility.SCHOOLING_ORDER)."""

    JUNIOR = "junior", _("Junior secondary school")
    SENIOR = "senior", _("Senior or vocational secondary school")
    COLLEGE = "college", _("Junior college")
    BACHELOR = "bachelor", _("Bachelor")
    MASTER = "master", _("Master or higher")


class EligibilityRule(models.Model):
    """One way to be admitted to an exam: everything that the row asks, and nothing else."""

    exam = models.ForeignKey(
        Exam,
        on_delete=models.CASCADE,
        related_name="eligibility_rules",
        verbose_name=_("exam"),
        limit_choices_to={"is_mock": False},
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    title = models.CharField(_("title"), max_length=120)
    schooling = models.CharField(_("at least this schooling"), max_length=16, choices=Schooling, blank=True)
    work_years = models.PositiveSmallIntegerField(_("at least so many years of work"), default=0)
    # A code that the registry of earlier certificates knows: certificates stand above this app.
    certificate = models.CharField(_("earlier certificate"), max_length=60, blank=True)
    course = models.ForeignKey(
        CoursePage,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("finished course"),
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("eligibility rule")
        verbose_name_plural = _("eligibility rules")
        ordering: ClassVar = ["exam", "position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(schooling="") | Q(work_years__gt=0) | ~Q(certificate="") | Q(course__isnull=False),
                name="eligibility_rule_asks_something",
            ),
        ]

    def __str__(self) -> str:
        return self.title
