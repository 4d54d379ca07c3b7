"""What other systems may do here: tokens of people who answer for them, and writes that are never done twice."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Scope(models.TextChoices):
    """What a token may be used for; never more than its owner may do."""

    READ_EXAMS = "read:exams", _("Read exams and sittings")
    READ_REGISTRATIONS = "read:registrations", _("Read registrations")
    WRITE_REGISTRATIONS = "write:registrations", _("Register candidates and take places back")
    READ_ACCOMMODATIONS = "read:accommodations", _("Read accommodations")
    READ_RESULTS = "read:results", _("Read released results")
    READ_CERTIFICATES = "read:certificates", _("Read and verify certificates")


class AccessToken(models.Model):
    """A key for another system. Only its digest is kept: who loses it makes another."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="access_tokens", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=60)
    # The part by which it is found and recognised; no secret.
    prefix = models.CharField(_("begins with"), max_length=16, unique=True)
    # SHA-256 of the whole token. It has 256 random bits: nothing slower is called for.
    digest = models.CharField(max_length=64, editable=False)
    scopes = models.JSONField(_("may"), default=list)
    # Codes of the exams that it is for; empty: all.
    exams = models.JSONField(pgettext_lazy("of a token", "only for exams"), default=list, blank=True)
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("expires"))
    # To the minute.
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="token_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(digest=""), name="token_has_a_name_and_a_digest"),
        ]

    def __str__(self) -> str:
        return self.name

    def allows(self, scope: str) -> bool:
        return scope in self.scopes

    def is_for(self, exam_code: str) -> bool:
        """Whether what belongs to this exam may be touched."""
        return not self.exams or exam_code in self.exams


class IdempotentRequest(models.Model):
    """A write that was done under a caller's key, with its answer: asked again, it is answered and not done again."""

    token = models.ForeignKey(AccessToken, on_delete=models.CASCADE, related_name="requests")
    key = models.CharField(_("key"), max_length=80)
    # SHA-256 over method, path and body: another request under the same key is a mistake of the caller.
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(_("status"))
    body: models.JSONField[Any] = models.JSONField()
    created_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("answered request")
        verbose_name_plural = _("answered requests")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token", "key"], name="one_answer_per_key"),
        ]
        indexes: ClassVar = [models.Index(fields=["created_at"], name="answered_requests_by_age")]

    def __str__(self) -> str:
        return self.key
