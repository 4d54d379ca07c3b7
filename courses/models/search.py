"""What search finds: entries of published pages, and the tokens that lead to them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class EntryKind(models.TextChoices):
    """What an entry stands for."""

    COURSE = "course", _("Course")
    CHAPTER = "chapter", _("Chapter")
    LESSON = "lesson", _("Lesson")
    HEADING = "heading", _("Heading")
    TERM = "term", _("Term")
    FIGURE = "figure", _("Figure")


# Their heads are titles of pages.
PAGE_KINDS = (EntryKind.COURSE, EntryKind.CHAPTER, EntryKind.LESSON)


class SearchEntry(models.Model):
    """One thing that can be found, as the published page has it; written anew whenever the page is published.

    Where it stands in the order of reading is asked of its page, so that moving a page costs nothing.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="search_entries")
    kind = models.CharField(max_length=8, choices=EntryKind)
    position = models.PositiveSmallIntegerField()
    # The place in the page; empty for the page itself.
    anchor = models.CharField(max_length=80, blank=True)
    # As readers see them. The parts that end every lesson have no title of their own.
    title = models.TextField(blank=True)
    text = models.TextField(blank=True)
    # The same as search compares them (courses.tokeniser): title, what the text names, text, initials of the first two.
    head = models.TextField(blank=True)
    names = models.TextField(blank=True)
    body = models.TextField(blank=True)
    initials = models.TextField(blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "position"], name="one_search_entry_per_place"),
            models.CheckConstraint(condition=models.Q(kind__in=EntryKind.values), name="search_entry_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"


class SearchToken(models.Model):
    """That an entry holds a token."""

    pk = models.CompositePrimaryKey("token", "entry")
    token = models.CharField(max_length=17)
    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="tokens")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("search token")
        verbose_name_plural = _("search tokens")

    def __str__(self) -> str:
        return self.token
