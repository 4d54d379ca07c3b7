"""The audit log: one chain over the acts of every log of the platform."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


class AuditEntry(models.Model):
    """One act, in its place in the chain: who, when, what, to which object. Append-only; it holds nobody's words or data.

    It is written after the act, from the log that the act itself was written to (`source`, `source_id`). Ids outlive what
    they name, so that an erased account or object leaves the chain whole.
    """

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    # 1, 2, 3 … without a gap.
    position = models.BigIntegerField(_("place"), primary_key=True)
    at = models.DateTimeField(_("time"), db_index=True)
    # Empty: the platform itself.
    actor = models.ForeignKey(
        User, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+", verbose_name=_("who")
    )
    act = models.CharField(_("act"), max_length=80, db_index=True)
    # "certificates.certificate"; empty where the act has no object.
    object_type = models.CharField(_("kind of object"), max_length=80, blank=True)
    object_id = models.CharField(_("number of the object"), max_length=64, blank=True)
    # Codes, numbers and digests.
    details = models.JSONField(_("details"), default=dict, blank=True)
    source = models.CharField(max_length=32)
    source_id = models.BigIntegerField()
    sealed_at = models.DateTimeField(_("chained"))
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering: ClassVar = ["-position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "source_id"], name="an_act_is_chained_once"),
            models.CheckConstraint(condition=Q(position__gte=1), name="audit_chain_begins_at_1"),
            models.CheckConstraint(
                condition=Q(position=1, previous="") | (Q(position__gt=1) & ~Q(previous="")),
                name="audit_entry_follows_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.act}"
