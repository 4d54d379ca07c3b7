"""Certificates whose result was replaced: an officer looks at each and says what becomes of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.models.records import Certificate
from exams.marking.models import Result


class ReviewState(models.TextChoices):
    """Open until an officer leaves the certificate as it is; replacing or revoking it ends the question as well."""

    OPEN = "open", _("To be looked at")
    KEPT = "kept", _("Left as it is")


class CertificateReview(models.Model):
    """A valid certificate rests on a result that another one replaced. Nothing is revoked by itself."""

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="reviews", verbose_name=_("certificate")
    )
    # The one that stood when the question was opened.
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="+", verbose_name=_("new result"))
    opened_at = models.DateTimeField(_("opened"))
    state = models.CharField(_("state"), max_length=8, choices=ReviewState, default=ReviewState.OPEN)
    note = models.CharField(_("reason"), max_length=200, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("certificate review")
        verbose_name_plural = _("certificate reviews")
        ordering: ClassVar = ["-opened_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(state="open"), name="one_open_certificate_review"
            ),
            models.CheckConstraint(
                condition=Q(state="open", note="", settled_by__isnull=True, settled_at__isnull=True)
                | (Q(state="kept", settled_by__isnull=False, settled_at__isnull=False) & ~Q(note="")),
                name="certificate_review_settled_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate}: {self.get_state_display()}"
