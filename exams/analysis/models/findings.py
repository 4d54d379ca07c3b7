"""What was found out about an exam, and what people did about it. All of it append-only, once it has ended."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exams.bank.models import ItemVersion
from exams.papers.models import Blueprint
from exams.sittings.models import ExamComponent


class ExamAnalysis(models.Model):
    """Statistics of one part of an exam at one time, kept as they were."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    component = models.ForeignKey(
        ExamComponent, on_delete=models.PROTECT, related_name="analyses", verbose_name=_("exam component")
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("analysed at"))
    attempts = models.PositiveIntegerField(_("attempts analysed"))
    # Closed, but an answer still waits for its mark.
    unmarked = models.PositiveIntegerField(_("attempts left out"), default=0)
    # services.analyses writes it; `queries.reports` reads it.
    document = models.JSONField()

    class Meta:
        verbose_name = _("exam analysis")
        verbose_name_plural = _("exam analyses")
        ordering: ClassVar = ["-made_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["component", "-made_at"], name="analysis_of_component")]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(attempts__gte=1), name="analysis_has_attempts")]

    def __str__(self) -> str:
        return f"{self.component} {self.made_at:%F}"


class AnalysisOrder(models.Model):
    """A part that somebody wants analysed: the task worker does it, and says here what came of it."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    component = models.ForeignKey(
        ExamComponent, on_delete=models.PROTECT, related_name="analysis_orders", verbose_name=_("exam component")
    )
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(_("ordered at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    analysis = models.OneToOneField(ExamAnalysis, on_delete=models.PROTECT, null=True, blank=True, related_name="order")
    # Why there is none, in words.
    refusal = models.CharField(_("refusal"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("analysis order")
        verbose_name_plural = _("analysis orders")
        ordering: ClassVar = ["-ordered_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["component"], condition=Q(ended_at__isnull=True), name="one_open_order_of_a_part"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, analysis__isnull=True, refusal="")
                | Q(ended_at__isnull=False, analysis__isnull=False, refusal="")
                | (Q(ended_at__isnull=False, analysis__isnull=True) & ~Q(refusal="")),
                name="ended_order_says_what_came_of_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.component} {self.ordered_at:%F}"


class MeasuredItem(models.Model):
    """How one item version did in one analysis: the analysis's figures by item, so that its history is one read."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    analysis = models.ForeignKey(ExamAnalysis, on_delete=models.PROTECT, related_name="measured_items")
    version = models.ForeignKey(
        ItemVersion, on_delete=models.PROTECT, related_name="measured", verbose_name=_("item version")
    )
    # A figure as `statistics.figures.Figure.as_json` writes it, each.
    facility = models.JSONField()
    item_rest = models.JSONField()

    class Meta:
        verbose_name = _("measured item")
        verbose_name_plural = _("measured items")
        ordering: ClassVar = ["analysis", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["analysis", "version"], name="item_measured_once")]

    def __str__(self) -> str:
        return f"{self.version}"


class ItemFinding(models.Model):
    """Something to act on: see `statistics.findings`. It stands in the queue until it is decided.

    About one item version, or about a cell of a blueprint (counted from 1) for which the banks hold too little.
    """

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    analysis = models.ForeignKey(ExamAnalysis, on_delete=models.PROTECT, related_name="findings")
    version = models.ForeignKey(
        ItemVersion,
        on_delete=models.PROTECT,
        related_name="findings",
        verbose_name=_("item version"),
        null=True,
        blank=True,
    )
    blueprint = models.ForeignKey(
        Blueprint, on_delete=models.PROTECT, related_name="findings", verbose_name=_("blueprint"), null=True, blank=True
    )
    cell = models.PositiveSmallIntegerField(_("blueprint cell"), null=True, blank=True)
    kind = models.CharField(_("finding"), max_length=40)
    option = models.CharField(_("option"), max_length=8, blank=True)
    # Of an item a figure as `statistics.figures.Figure.as_json` writes it; of a cell what it asks and what there is
    # (services.supply writes it).
    figure = models.JSONField()

    class Meta:
        verbose_name = _("item finding")
        verbose_name_plural = _("item findings")
        ordering: ClassVar = ["-analysis", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["analysis", "version", "kind", "option"], name="finding_told_once"),
            models.UniqueConstraint(fields=["analysis", "blueprint", "cell"], name="cell_found_short_once"),
            models.CheckConstraint(
                condition=Q(version__isnull=False, blueprint__isnull=True, cell__isnull=True)
                | Q(version__isnull=True, blueprint__isnull=False, cell__isnull=False),
                name="finding_is_about_an_item_or_a_cell",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version or self.blueprint} {self.kind}"


class StepAct(models.TextChoices):
    """What a person does with a finding."""

    TAKEN = "taken", _("Taken on")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Not accepted")


DECISIONS = (StepAct.ACCEPTED, StepAct.DECLINED)


class FindingStep(models.Model):
    """Who took a finding on, and who decided it and why."""

    wagtail_reference_index_ignore: ClassVar[bool] = True  # never listed in a generic usage view

    finding = models.ForeignKey(ItemFinding, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(_("step"), max_length=8, choices=StepAct)
    # What is done about it (`statistics.findings.Action`), where it was accepted.
    action = models.CharField(_("what is done"), max_length=24, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("finding step")
        verbose_name_plural = _("finding steps")
        ordering: ClassVar = ["finding", "at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["finding"], condition=Q(act__in=DECISIONS), name="finding_decided_once"),
            models.CheckConstraint(condition=Q(act=StepAct.TAKEN) | ~Q(reason=""), name="decision_has_a_reason"),
            models.CheckConstraint(condition=Q(act=StepAct.ACCEPTED) | Q(action=""), name="only_accepted_names_an_act"),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}"
