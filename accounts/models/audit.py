"""The log of sign-ins and proofs, and the audit log: one chain over the acts of every log of the platform."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


class AccountAct(models.TextChoices):
    """What happens at the door of an account."""

    SIGNED_IN = "signed_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    CONFIRMED = "confirmed", _("Proved again who it is")
    SIGNED_OUT = "signed_out", _("Signed out")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    PASSWORD_SET = "password_set", _("First password set")
    PASSWORD_RESET = "password_reset", _("Password reset by mail")
    CODES_RENEWED = "codes_renewed", _("Recovery codes made anew")


class AccountEvent(models.Model):
    """One act at the door of an account. Append-only; what was typed is never in it, be it a name or a password.

    Of a failure the person is not known, only whose account it was about; where there is no such account, not even that.
    """

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    at = models.DateTimeField(_("time"), db_index=True)
    act = models.CharField(_("act"), max_length=20, choices=AccountAct)
    # Ids outlive what they name, as in the audit log.
    account = models.ForeignKey(
        User,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        verbose_name=_("account it is about"),
    )
    actor = models.ForeignKey(
        User, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+", verbose_name=_("who")
    )
    # {"type": "password"}: how it was proved, or tried to be.
    details = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("account event")
        verbose_name_plural = _("account events")
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(act=AccountAct.SIGN_IN_FAILED, actor__isnull=True)
                | (~Q(act=AccountAct.SIGN_IN_FAILED) & Q(account__isnull=False, actor__isnull=False)),
                name="account_event_says_who_unless_it_failed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.account_id}"


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
