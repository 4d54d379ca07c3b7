"""Where a knowledge point is taught, kept apart from the lessons' bodies so that no request has to scan them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.pages import LessonPage
from courses.models.points import KnowledgePoint


class HeadingPoint(models.Model):
    """A published lesson heading that teaches a point; written anew whenever the lesson is published."""

    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="heading_points")
    point = models.ForeignKey(KnowledgePoint, on_delete=models.CASCADE, related_name="headings")
    anchor = models.CharField(_("anchor"), max_length=80)
    text = models.CharField(_("heading"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("taught point")
        verbose_name_plural = _("taught points")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lesson", "anchor", "point"], name="one_row_per_heading_and_point"),
        ]

    def __str__(self) -> str:
        return f"{self.point} · {self.lesson}#{self.anchor}"
