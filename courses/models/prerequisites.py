"""What must be studied before a course or one of its chapters."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Page

from courses.models.pages import ChapterPage, CoursePage


class Prerequisite(models.Model):
    """`needs` (a chapter, or another course) comes before `chapter`, or before the whole course."""

    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="prerequisites")
    chapter: Any = models.ForeignKey(
        ChapterPage,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("before chapter"),
        help_text=_("Empty: before the whole course."),
    )
    needs: Any = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("study first"))

    # As wagtail.models.Orderable has it, whose manager mypy cannot follow.
    sort_order = models.IntegerField(null=True, blank=True, editable=False)
    sort_order_field: ClassVar = "sort_order"

    panels: ClassVar = [
        PageChooserPanel("needs", ["courses.ChapterPage", "courses.CoursePage"]),
        FieldPanel("chapter"),
    ]

    class Meta:
        verbose_name = _("prerequisite")
        verbose_name_plural = _("prerequisites")
        ordering: ClassVar = ["sort_order"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(course=F("needs")), name="course_needs_not_itself"),
            models.CheckConstraint(
                condition=Q(chapter__isnull=True) | ~Q(chapter=F("needs")), name="chapter_needs_not_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.needs} → {self.chapter or self.course}"

    def clean(self) -> None:
        """A wall that can be climbed: nothing may wait for itself, neither directly nor by way of others."""
        super().clean()
        if self.chapter and not (self.course_id and self.chapter.is_child_of(self.course)):
            raise ValidationError({"chapter": _("Choose a chapter of this course.")})
        if not self.needs_id:
            return
        if self.needs.specific_class not in {ChapterPage, CoursePage}:
            raise ValidationError({"needs": _("Choose a course or a chapter.")})
        # A course that is being made has no chapters, and nothing waits for it.
        if not self.course_id:
            return
        if self.needs.is_descendant_of(self.course):
            if self.chapter is None or self.needs.path >= self.chapter.path:
                message = _("Within the course, choose a chapter that stands before the one that waits.")
                raise ValidationError({"needs": message})
        elif self.course_id in _courses_before(self.needs):
            message = _("That course waits for this one already: nobody could begin either.")
            raise ValidationError({"needs": message})


def _courses_before(page: Page) -> set[int]:
    """Every course that has to be studied, in part or whole, for `page` to be: its own, and those that this waits for."""
    courses = dict(CoursePage.objects.values_list("pk", "path"))
    paths = dict(Prerequisite.objects.values_list("pk", "needs__path"))
    needs: dict[int, set[int]] = {pk: set() for pk in courses}
    for pk, course in Prerequisite.objects.values_list("pk", "course_id"):
        needs[course] |= {other for other, path in courses.items() if paths[pk].startswith(path)}
    found: set[int] = set()
    waiting = {pk for pk, path in courses.items() if page.path.startswith(path)}
    while waiting:
        found |= waiting
        waiting = {before for course in waiting for before in needs[course]} - found
    return found
