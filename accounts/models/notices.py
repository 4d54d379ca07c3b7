"""What a person is told: a notice on the site, the mail that says the same, and which mails they want."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NoticeKind(models.TextChoices):
    """What a notice is about; each can be had by mail or not."""

    ACCOUNT = "account", pgettext_lazy("kind of notice", "My account")
    REGISTRATION = "registration", pgettext_lazy("kind of notice", "Registration")
    TIMETABLE = "timetable", pgettext_lazy("kind of notice", "Timetable, room and seat")
    TIME = "time", pgettext_lazy("kind of notice", "Time given in an exam")
    RESULT = "result", pgettext_lazy("kind of notice", "Result")
    APPEAL = "appeal", pgettext_lazy("kind of notice", "Appeal")
    MARKING = "marking", pgettext_lazy("kind of notice", "Marking that is due")
    CERTIFICATE = "certificate", pgettext_lazy("kind of notice", "Certificate")


# Somebody whom the office registers cannot sign in before they have read it.
ALWAYS_MAILED = frozenset({NoticeKind.ACCOUNT})

LONGEST_SUBJECT = 120


class Notice(models.Model):
    """Something that happened which concerns its reader. It keeps the words it was given: no mark is among them."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", verbose_name=_("recipient")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=NoticeKind)
    subject = models.CharField(_("subject"), max_length=LONGEST_SUBJECT)
    text = models.TextField(_("text"))
    # Within the site, from its root.
    url = models.CharField(max_length=200)
    # What happened, in a word of the app that tells it: nobody is told the same thing twice.
    key = models.CharField(max_length=100)
    # What it happened to: a later notice about the same takes the place of one that nobody has read.
    about = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(_("written"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notices_of_a_person"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="unread_notices_of_a_person"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "key"], name="nobody_is_told_twice"),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_is_of_a_known_kind"),
            models.CheckConstraint(condition=~Q(subject="") & ~Q(text=""), name="notice_says_something"),
            # A mail's link is made of it.
            models.CheckConstraint(
                condition=Q(url__startswith="/") & ~Q(url__startswith="//"), name="notice_leads_into_the_site"
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class NoticeMail(models.Model):
    """The mail of a notice: due, then sent or given up."""

    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, related_name="mail", verbose_name=_("notice"))
    due_at = models.DateTimeField(_("due"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("given up"), null=True, blank=True)
    # What the mail server said last.
    trouble = models.CharField(_("trouble"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("mail of a notice")
        verbose_name_plural = _("mails of notices")
        ordering: ClassVar = ["due_at", "pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="mails_to_be_sent",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True), name="mail_is_sent_or_given_up"
            ),
        ]

    def __str__(self) -> str:
        return str(self.notice)


class NoticePreference(models.Model):
    """A person's choice for one kind; where there is none, a mail is sent."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preferences", verbose_name=_("user")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=NoticeKind)
    by_mail = models.BooleanField(_("by mail"))

    class Meta:
        verbose_name = _("notice preference")
        verbose_name_plural = _("notice preferences")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_preference_per_kind"),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="preference_is_of_a_known_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_kind_display()}"
