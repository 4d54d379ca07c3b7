"""What readers found wrong in a lesson, and what became of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models.pages import LessonPage

MAX_QUOTE = 500
MAX_REPORT = 2000


class ReportState(models.TextChoices):
    """Open until an editor has answered."""

    OPEN = "open", pgettext_lazy("mistake report", "Open")
    ACCEPTED = "accepted", pgettext_lazy("mistake report", "Accepted")
    DECLINED = "declined", pgettext_lazy("mistake report", "Declined")


class MistakeReport(models.Model):
    """A reader says that something in one part of a lesson is wrong; an editor answers once."""

    lesson = models.ForeignKey(
        LessonPage, on_delete=models.CASCADE, related_name="mistake_reports", verbose_name=_("lesson")
    )
    # The part's anchor, empty for the opening; its heading as the reader saw it.
    anchor = models.CharField(max_length=80, blank=True)
    heading = models.CharField(_("part"), max_length=200, blank=True)
    # The block that holds the quoted words, where they were found in one.
    block_id = models.CharField(max_length=36, blank=True)
    # The published revision that the reader had before them.
    revision_id = models.BigIntegerField(null=True, blank=True)
    quote = models.CharField(_("quoted passage"), max_length=MAX_QUOTE, blank=True)
    text = models.TextField(_("what is wrong"), max_length=MAX_REPORT)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="mistake_reports",
        verbose_name=_("reported by"),
    )
    created_at = models.DateTimeField(_("reported"))
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.OPEN)
    answer = models.TextField(_("answer"), max_length=MAX_REPORT, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="handled_mistake_reports",
        verbose_name=_("answered by"),
    )
    handled_at = models.DateTimeField(_("answer given"), null=True, blank=True)

    class Meta:
        verbose_name = _("mistake report")
        verbose_name_plural = _("mistake reports")
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="mistake_report_says_something"),
            models.CheckConstraint(
                condition=Q(state=ReportState.OPEN, handled_by=None, handled_at=None, answer="")
                | Q(
                    state__in=[ReportState.ACCEPTED, ReportState.DECLINED],
                    handled_by__isnull=False,
                    handled_at__isnull=False,
                ),
                name="mistake_report_is_open_or_handled",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.DECLINED, answer=""), name="declined_mistake_report_says_why"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["reporter", "created_at"], name="mistake_reports_of_a_reader")]

    def __str__(self) -> str:
        return f"{self.lesson} · {self.heading}" if self.heading else str(self.lesson)
