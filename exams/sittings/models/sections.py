"""Sections of a paper with minutes of their own, for exams that time them."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exams.papers.models import Paper


class ExamSection(models.Model):
    """A run of a paper's slots with its own minutes; a row never changes, and none comes or goes once the paper is sat.

    A section reaches from the slot after the one before it to `last_slot`. All sections of a paper cover all of it.
    """

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="sections", verbose_name=_("paper"))
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title"), max_length=80)
    last_slot = models.PositiveSmallIntegerField(_("last question"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("exam section")
        verbose_name_plural = _("exam sections")
        ordering: ClassVar = ["paper", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["paper", "position"], name="section_position_unique"),
            models.UniqueConstraint(fields=["paper", "last_slot"], name="section_end_unique"),
            models.CheckConstraint(condition=Q(minutes__gte=1) & ~Q(title=""), name="section_has_time_and_title"),
        ]

    def __str__(self) -> str:
        return self.title
