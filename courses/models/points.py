"""Knowledge points 鉴定点: the smallest things that are taught and tested."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.pages import ChapterPage


class Importance(models.TextChoices):
    """X core, Y general, Z auxiliary, as in a 鉴定要素细目表."""

    X = "X", _("X core")
    Y = "Y", _("Y general")
    Z = "Z", _("Z auxiliary")


class KnowledgePoint(models.Model):
    """A 鉴定点 with its code (A-A-A-001), importance and weight; it belongs to one chapter."""

    chapter = models.ForeignKey(ChapterPage, on_delete=models.PROTECT, related_name="points", verbose_name=_("chapter"))
    code = models.CharField(
        _("code"), max_length=20, unique=True, validators=[RegexValidator(r"^[A-Z]-[A-Z]-[A-Z]-\d{3}$")]
    )
    syllabus_id = models.CharField(_("syllabus id"), max_length=24, unique=True)
    title = models.CharField(_("title"), max_length=120)
    importance = models.CharField(_("importance"), max_length=1, choices=Importance, default=Importance.Y)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)

    class Meta:
        verbose_name = _("knowledge point")
        verbose_name_plural = _("knowledge points")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(importance__in=["X", "Y", "Z"]), name="point_importance_xyz"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="point_weight_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
