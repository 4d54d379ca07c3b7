"""The printed form of a chapter: one file, kept until a lesson changes."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import private_storage
from courses.models.pages import ChapterPage
from courses.models.worker_files import MadeByWorker


class HandoutState(models.TextChoices):
    """What happens to a handout; the file of the time before stays to be had all the while."""

    WAITING = "waiting", _("Waiting to be made")
    MAKING = "making", _("Being made")
    READY = "ready", pgettext_lazy("handout", "Ready")
    FAILED = "failed", _("Could not be made")


class Handout(MadeByWorker, models.Model):
    """A chapter as a PDF, with the digest of what it was made from."""

    chapter = models.OneToOneField(
        ChapterPage, on_delete=models.CASCADE, related_name="handout", verbose_name=_("chapter")
    )
    state = models.CharField(_("state"), max_length=8, choices=HandoutState, default=HandoutState.WAITING)
    asked_at = models.DateTimeField(_("asked for"))
    # When the latest maker began; with it a maker knows at the end whether another has begun since.
    begun_at = models.DateTimeField(_("begun"), null=True, blank=True)
    fault = models.TextField(_("what went wrong"), blank=True)
    file = models.FileField(_("file"), storage=private_storage, upload_to="handouts/", blank=True)
    digest = models.CharField(_("digest of its content"), max_length=64, blank=True, editable=False)
    pages = models.PositiveIntegerField(pgettext_lazy("of a handout", "pages"), default=0)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)

    class Meta:
        verbose_name = _("handout")
        verbose_name_plural = _("handouts")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=HandoutState.values), name="handout_state_known"),
            models.CheckConstraint(
                condition=Q(file="", digest="", pages=0, size=0, made_at=None)
                | (~Q(file="") & ~Q(digest="") & Q(pages__gte=1, size__gte=1, made_at__isnull=False)),
                name="handout_file_whole",
            ),
            models.CheckConstraint(condition=~Q(state="ready", file=""), name="handout_ready_has_file"),
            models.CheckConstraint(
                condition=~Q(state="making", begun_at__isnull=True), name="handout_making_has_begun"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chapter} · {self.get_state_display()}"
