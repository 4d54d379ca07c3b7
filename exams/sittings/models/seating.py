"""Which forms of a paper are handed out, and the runs of the allocation that seated people."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from exams.papers.models import Paper
from exams.sittings.models.exams import ExamComponent
from exams.sittings.models.sittings import Sitting


class ParallelPaper(models.Model):
    """A further form of a component's paper: neighbours in a room get different ones."""

    component = models.ForeignKey(ExamComponent, on_delete=models.CASCADE, related_name="parallel_papers")
    # From 1; form 0 is the component's own paper.
    form = models.PositiveSmallIntegerField(_("form"))
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="parallel_in", verbose_name=_("paper"))

    class Meta:
        verbose_name = _("parallel paper")
        verbose_name_plural = _("parallel papers")
        ordering: ClassVar = ["component", "form"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["component", "form"], name="one_paper_for_a_form"),
            models.UniqueConstraint(fields=["component", "paper"], name="a_paper_is_one_form"),
            models.CheckConstraint(condition=models.Q(form__gte=1), name="parallel_forms_count_from_1"),
        ]

    def __str__(self) -> str:
        return str(self.paper)


class SeatingRun(models.Model):
    """One run of the allocation: with its seed and who stood unseated it can be gone through again; append-only."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="seating_runs")
    seed = models.CharField(_("seed"), max_length=40)
    # {"2611230010001": ["1", "07", 1], …}: admission number → room, seat, form.
    placed = models.JSONField()
    unplaced = models.JSONField(default=list)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("seating run")
        verbose_name_plural = _("seating runs")
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.seed} · {self.at:%F %T}"
