"""What other systems are told: where to, what happened, and how each telling went."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EventKind(models.TextChoices):
    """What a system can be told of; the names are part of the interface and stay."""

    REGISTRATION_CHANGED = "registration.changed", _("A place was given, changed or taken back")
    RESULT_RELEASED = "result.released", _("A result was released")
    CERTIFICATE_ISSUED = "certificate.issued", _("A certificate was issued")
    CERTIFICATE_REVOKED = "certificate.revoked", _("A certificate was revoked")
    CERTIFICATE_SUPERSEDED = "certificate.superseded", _("A certificate was superseded")


class Webhook(models.Model):
    """An address of another system, and what it is told."""

    name = models.CharField(_("name"), max_length=60)
    url = models.CharField(_("address"), max_length=400)
    events = models.JSONField(_("is told of"), default=list)
    # Fernet ciphertext of `whsec_…`: it signs, so its digest would not do.
    secret_encrypted = models.BinaryField(editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("made"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(url=""), name="webhook_has_a_name_and_an_address"),
        ]

    def __str__(self) -> str:
        return self.name


class WebhookEvent(models.Model):
    """Something that happened, written in its transaction; ids only, nothing about a person. Append-only."""

    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=40, choices=EventKind)
    data = models.JSONField()
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("webhook event")
        verbose_name_plural = _("webhook events")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="event_is_of_a_known_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.key}"


class WebhookDelivery(models.Model):
    """An event on its way to one address: due, then delivered or given up; a replay makes it due again."""

    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries", verbose_name=_("webhook"))
    event = models.ForeignKey(
        WebhookEvent, on_delete=models.PROTECT, related_name="deliveries", verbose_name=_("webhook event")
    )
    due_at = models.DateTimeField(_("due"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    delivered_at = models.DateTimeField(pgettext_lazy("of a webhook", "delivered"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("given up"), null=True, blank=True)

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=Q(delivered_at__isnull=True, given_up_at__isnull=True),
                name="deliveries_to_be_made",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["webhook", "event"], name="one_delivery_of_an_event"),
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True) | Q(given_up_at__isnull=True),
                name="delivered_or_given_up",
            ),
        ]

    def __str__(self) -> str:
        return str(self.event)


class WebhookTry(models.Model):
    """One try of a delivery, and how it went: the delivery log. Append-only."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField(_("at"))
    # None: there was no answer.
    status = models.PositiveSmallIntegerField(_("status"), null=True, blank=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"))
    trouble = models.CharField(_("trouble"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("try of a delivery")
        verbose_name_plural = _("tries of deliveries")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%F %T} · {self.status or self.trouble}"
