"""What the lessons define, kept apart from their bodies so that the glossary need not scan them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.pages import LessonPage

MAX_TERM = 80


class Term(models.Model):
    """A term as one published lesson defines it; written anew whenever the lesson is published, never changed.

    The course and the chapter are the lesson's own, read from its place in the tree.
    """

    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="terms", verbose_name=_("lesson"))
    term = models.CharField(_("term"), max_length=MAX_TERM)
    # Pinyin, syllables parted by spaces: what the glossary is ordered by.
    reading = models.CharField(_("reading"), max_length=8 * MAX_TERM)
    # Paragraphs and bold only, cleaned when it was written.
    definition = models.TextField(_("definition"))
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering: ClassVar = ["lesson", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lesson", "term"], name="one_definition_per_lesson_and_term"),
            models.CheckConstraint(condition=~models.Q(term=""), name="term_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.term

    @property
    def anchor(self) -> str:
        return term_anchor(self.term)


def term_anchor(term: str) -> str:
    """Where a term stands, in its lesson and in the glossary alike; no heading's anchor can have a colon."""
    return "term:" + "-".join(term.split())
