"""A panel that judges a paper in two rounds (Angoff), and the pass mark that an officer proposes and another adopts."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.sittings.models import ExamComponent


class PanelState(models.TextChoices):
    """Round 1 alone; round 2 after the feedback; closed."""

    FIRST = "first", _("Round 1")
    SECOND = "second", _("Round 2")
    CLOSED = "closed", pgettext_lazy("a panel", "Closed")


PANEL_STEPS = ((PanelState.FIRST, PanelState.SECOND), (PanelState.SECOND, PanelState.CLOSED))
FIRST_ROUND, SECOND_ROUND = 1, 2


class StandardPanel(models.Model):
    """Judges of one part's paper."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    component = models.ForeignKey(
        ExamComponent, on_delete=models.PROTECT, related_name="standard_panels", verbose_name=_("exam component")
    )
    state = models.CharField(_("state"), max_length=8, choices=PanelState, default=PanelState.FIRST)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"))
    second_at = models.DateTimeField(_("round 2 opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("standard panel")
        verbose_name_plural = _("standard panels")
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["component"], condition=~Q(state=PanelState.CLOSED), name="one_open_panel_of_a_part"
            ),
            models.CheckConstraint(
                condition=Q(state=PanelState.FIRST, second_at__isnull=True, closed_at__isnull=True)
                | Q(state=PanelState.SECOND, second_at__isnull=False, closed_at__isnull=True)
                | Q(state=PanelState.CLOSED, second_at__isnull=False, closed_at__isnull=False),
                name="panel_state_has_its_times",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.component} {self.made_at:%F}"

    @property
    def round(self) -> int:
        """The round that is open or was the last."""
        return FIRST_ROUND if self.state == PanelState.FIRST else SECOND_ROUND


class JudgeRound(models.Model):
    """One judge's ratings in one round: a draft until it is handed in, and then never changed."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    panel = models.ForeignKey(StandardPanel, on_delete=models.PROTECT, related_name="judge_rounds")
    judge = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("judge")
    )
    round = models.PositiveSmallIntegerField(_("round"), default=FIRST_ROUND)
    # Slot of the paper → of a hundred candidates who are just good enough, how many answer it rightly.
    ratings = models.JSONField(_("ratings"), default=dict, blank=True)
    handed_in_at = models.DateTimeField(_("handed in"), null=True, blank=True)

    class Meta:
        verbose_name = _("judge's round")
        verbose_name_plural = _("judges' rounds")
        ordering: ClassVar = ["panel", "round", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["panel", "judge", "round"], name="a_judge_once_in_a_round"),
            models.CheckConstraint(
                condition=Q(round__in=(FIRST_ROUND, SECOND_ROUND)), name="judge_round_is_first_or_second"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judge} {self.round}"


class StandardProposal(models.Model):
    """A panel's cut as the pass mark: one officer proposes it, another adopts it or not."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    panel = models.OneToOneField(StandardPanel, on_delete=models.PROTECT, related_name="proposal")
    pass_mark = models.DecimalField(_("pass mark"), max_digits=5, decimal_places=2)
    former = models.DecimalField(_("pass mark before"), max_digits=5, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=300)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed"))
    adopted = models.BooleanField(_("adopted"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_because = models.CharField(_("reason of the decision"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("standard proposal")
        verbose_name_plural = _("standard proposals")
        ordering: ClassVar = ["-proposed_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pass_mark__range=(0, 100)), name="proposed_pass_mark_0_to_100"),
            models.CheckConstraint(condition=~Q(reason=""), name="standard_proposal_has_a_reason"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="nobody_adopts_their_own_standard",
            ),
            models.CheckConstraint(
                condition=Q(adopted__isnull=True, decided_by__isnull=True, decided_at__isnull=True, decided_because="")
                | (
                    Q(adopted__isnull=False, decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_because="")
                ),
                name="standard_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.panel} {self.pass_mark}"
