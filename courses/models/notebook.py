"""A trainee's own notes and bookmarks, each at a heading of a lesson; nobody else reads them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.pages import LessonPage


class Note(models.Model):
    """Plain text that a trainee wrote at a heading."""

    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="notes")
    trainee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notes")
    anchor = models.CharField(max_length=80)
    # The heading's words, so that a list of notes reads no lesson's body; kept as the published lesson has it.
    heading = models.CharField(_("heading"), max_length=255)
    text = models.TextField(_("note"), max_length=4000)
    created_at = models.DateTimeField(_("written"))
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="note_says_something"),
            models.CheckConstraint(condition=~Q(anchor=""), name="note_has_a_place"),
        ]
        indexes: ClassVar = [models.Index(fields=["trainee", "lesson"], name="notes_in_lesson")]

    def __str__(self) -> str:
        return f"{self.trainee} · {self.lesson}#{self.anchor}"


class Bookmark(models.Model):
    """A heading that a trainee marked to come back to."""

    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="bookmarks")
    trainee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bookmarks")
    anchor = models.CharField(max_length=80)
    heading = models.CharField(_("heading"), max_length=255)
    created_at = models.DateTimeField(_("marked"))

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trainee", "lesson", "anchor"], name="one_bookmark_per_heading"),
            models.CheckConstraint(condition=~Q(anchor=""), name="bookmark_has_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.trainee} · {self.lesson}#{self.anchor}"
