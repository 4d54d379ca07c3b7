"""Skills and comprehensive review as further parts of an exam, and how much each part counts."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from exams.papers.queries import published_papers
from exams.sittings.models import Attempt, ComponentKind, ExamComponent

FURTHER_PARTS = (ComponentKind.SKILLS.value, ComponentKind.REVIEW.value)
PART_FIELDS = ("paper", "minutes", "pass_mark", "weight", "minimum")


def _paper() -> forms.ModelChoiceField[Any]:
    return forms.ModelChoiceField(
        label=_("Published paper"),
        queryset=published_papers(),
        required=False,
        empty_label=_("The exam has no such part"),
    )


def _minutes() -> forms.IntegerField:
    return forms.IntegerField(label=_("Time limit in minutes"), min_value=1, max_value=600, initial=90, required=False)


def _score(label: Any, initial: int) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=0, max_value=100, max_digits=5, decimal_places=2, initial=initial, required=False
    )


def _weight() -> forms.DecimalField:
    return forms.DecimalField(
        label=_("Weight in the total"),
        min_value=Decimal("0.01"),
        max_digits=5,
        decimal_places=2,
        initial=1,
        required=False,
    )


class PartsForm(WagtailAdminModelForm):
    """An exam's parts beside theory: each with a paper, or none."""

    weight = _weight()
    minimum = _score(_("Minimum where parts make up for each other"), 0)
    skills_paper = _paper()
    skills_minutes = _minutes()
    skills_pass_mark = _score(_("Pass mark (of 100)"), 60)
    skills_weight = _weight()
    skills_minimum = _score(_("Minimum where parts make up for each other"), 0)
    review_paper = _paper()
    review_minutes = _minutes()
    review_pass_mark = _score(_("Pass mark (of 100)"), 60)
    review_weight = _weight()
    review_minimum = _score(_("Minimum where parts make up for each other"), 0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = {one.kind: one for one in self._parts()}
        for kind in FURTHER_PARTS:
            if part := self.present.get(kind):
                values = {f"{kind}_{name}": getattr(part, name) for name in PART_FIELDS}
                self.initial |= {**values, f"{kind}_paper": part.paper_id}

    def _parts(self) -> list[ExamComponent]:
        return list(ExamComponent.objects.filter(exam=self.instance)) if self.instance.pk else []

    def clean(self) -> dict[str, Any]:
        """A part needs its time, and stays once somebody has begun it."""
        cleaned: dict[str, Any] = super().clean()
        for kind in FURTHER_PARTS:
            part = self.present.get(kind)
            has_paper = bool(cleaned.get(f"{kind}_paper"))
            if has_paper and not cleaned.get(f"{kind}_minutes"):
                self.add_error(f"{kind}_minutes", _("Please give the time limit."))
            if part and not has_paper and Attempt.objects.filter(component=part).exists():
                self.add_error(f"{kind}_paper", _("Somebody has begun this part: it stays."))
        return cleaned

    def save_parts(self) -> None:
        """Further parts as they were given; what was left out keeps its usual value."""
        for kind in FURTHER_PARTS:
            given = {name: self.cleaned_data[f"{kind}_{name}"] for name in PART_FIELDS}
            if given["paper"]:
                values = {name: value for name, value in given.items() if value is not None}
                ExamComponent.objects.update_or_create(exam=self.instance, kind=kind, defaults=values)
            else:
                ExamComponent.objects.filter(exam=self.instance, kind=kind).delete()
