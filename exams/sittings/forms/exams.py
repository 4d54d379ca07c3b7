"""An exam as the office plans it."""

import re
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import RowField
from exams.papers.queries import frozen_paper, published_papers, published_sets
from exams.sittings.forms.parts import PART_FIELDS, PartsForm
from exams.sittings.models import FEEDBACK_PARTS, Attempt, ComponentKind, Exam, ExamComponent, PaperLanguage, Showing
from exams.sittings.queries import SectionPlan, present_sections
from exams.sittings.services.sections import set_sections

# What is left out stays as it was, or as it usually is.
USUAL = (
    "release_policy",
    "total_pass_mark",
    "kept_months",
    "resit_after_days",
    *(f"shows_{part}" for part in FEEDBACK_PARTS),
)
# "60 name": at most two decimals, a name of at most twenty characters.
_BAND = re.compile(r"(?P<least>[0-9]{1,3}(\.[0-9]{1,2})?)\s+(?P<name>\S.{0,19})", re.ASCII)


class ExamForm(PartsForm):
    """An exam with its theory component, and further parts, in one form."""

    paper = forms.ModelChoiceField(label=_("Published paper"), queryset=published_papers())
    paper_set = forms.ModelChoiceField(
        label=_("Published set of papers"),
        queryset=published_sets(),
        required=False,
        help_text=_("Its papers take the place of the paper above: neighbours get different forms."),
    )
    minutes = forms.IntegerField(label=_("Time limit in minutes"), min_value=1, max_value=600, initial=90)
    pass_mark = forms.DecimalField(
        label=_("Pass mark (of 100)"), min_value=0, max_value=100, max_digits=5, decimal_places=2, initial=60
    )

    languages = forms.MultipleChoiceField(
        label=_("Languages of the answers"),
        choices=PaperLanguage.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    sections = forms.CharField(
        label=_("Sections with their own minutes"),
        help_text=_("One a line: title | last question | minutes. Empty: the paper is one whole."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        required=False,
    )

    bands = forms.CharField(
        label=_("Bands of a pass"),
        help_text=_("One a line: the least score, a blank, the name. Empty: only passed or not passed."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )

    class Meta:
        model = Exam
        fields = (
            "title",
            "code",
            "chapter",
            "rules",
            "attempts_allowed",
            "shuffle_items",
            "shuffle_options",
            "grace_seconds",
            "outage_allowance_minutes",
            "late_policy",
            "late_allowance_minutes",
            "allows_calculator",
            "allows_notes",
            "allows_highlighter",
            "allows_eliminator",
            "screen_lock",
            "languages",
            "release_policy",
            "compensates",
            "total_pass_mark",
            "bands",
            "kept_months",
            "resits_allowed",
            "resit_after_days",
            *(name for part in FEEDBACK_PARTS for name in (f"shows_{part}", f"{part}_from")),
        )
        field_classes: ClassVar = {"chapter": RowField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in USUAL:
            self.fields[name].required = False
        self.initial["bands"] = "\n".join(" ".join(band) for band in self.instance.bands)
        component = self._theory()
        # An exam that was planned without theory stays without it.
        self.fields["paper"].required = component is not None or not self.present
        if component:
            self.initial |= {
                "paper": component.paper_id,
                "minutes": component.minutes,
                "pass_mark": component.pass_mark,
                "weight": component.weight,
                "minimum": component.minimum,
                "sections": _in_lines(present_sections(component.paper_id)),
            }

    def clean_languages(self) -> list[str]:
        """As it was where none is ticked: an exam is written in some language."""
        return list(self.cleaned_data["languages"] or self.instance.languages)

    def clean_bands(self) -> list[list[str]]:
        """(least score, name) of each line, lowest first; a line that is none is told with its number."""
        bands = []
        for number, line in enumerate(self.cleaned_data["bands"].splitlines(), start=1):
            if not line.strip():
                continue
            match = _BAND.fullmatch(line.strip())
            if match is None or Decimal(match["least"]) > 100:  # noqa: PLR2004 -- out of 100
                raise forms.ValidationError(_("Line %(line)s is not “least score name”.") % {"line": number})
            bands.append([match["least"], match["name"]])
        if len({Decimal(least) for least, _name in bands}) < len(bands):
            raise forms.ValidationError(_("Two bands begin at the same score."))
        return sorted(bands, key=lambda band: Decimal(band[0]))

    def clean_sections(self) -> list[tuple[str, int, int]]:
        """Title, last question and minutes of each line; a line that is none is told with its number."""
        rows = []
        for number, line in enumerate(self.cleaned_data["sections"].splitlines(), start=1):
            if not line.strip():
                continue
            title, *numbers = (part.strip() for part in line.replace("\uff5c", "|").rsplit("|", 2))
            if len(numbers) != 2 or not title or not all(one.isascii() and one.isdigit() for one in numbers):  # noqa: PLR2004 -- question and minutes
                raise forms.ValidationError(
                    _("Line %(line)s is not “title | last question | minutes”.") % {"line": number}
                )
            rows.append((title[:80], int(numbers[0]), int(numbers[1])))
        return rows

    def clean(self) -> dict[str, Any]:
        """Sections must rise, end with the paper and share all of its minutes, and stay once the paper is sat."""
        cleaned: dict[str, Any] = super().clean()
        for name in USUAL:
            if name not in self.errors and cleaned.get(name) in {None, ""}:
                cleaned[name] = getattr(self.instance, name)
        for part in FEEDBACK_PARTS:
            if cleaned.get(f"shows_{part}") == Showing.DATE and not cleaned.get(f"{part}_from"):
                self.add_error(f"{part}_from", _("Please give the date."))
        self._take_set(cleaned)
        sections, paper = cleaned.get("sections"), cleaned.get("paper")
        if not paper or sections is None:
            return cleaned
        if sections:
            ends = [last_slot for _title, last_slot, _minutes in sections]
            last = frozen_paper(paper.pk).items[-1].slot
            minutes = sum(minutes for _title, _slot, minutes in sections)
            if ends != sorted(set(ends)) or ends[0] < 1 or ends[-1] != last:
                self.add_error("sections", _("The last questions must rise up to %(last)s.") % {"last": last})
            elif minutes != cleaned.get("minutes") or not all(minutes for _title, _slot, minutes in sections):
                self.add_error("sections", _("The sections must share all minutes of the time limit."))
        before = present_sections(paper.pk)
        if (before.sections if before else ()) != tuple(sections) and Attempt.objects.filter(paper=paper).exists():
            self.add_error(
                "sections",
                _("This paper has been sat: its sections stay as they are. Please choose another paper."),
            )
        return cleaned

    def _take_set(self, cleaned: dict[str, Any]) -> None:
        """A set brings the component's own paper with it: its first form."""
        paper_set = cleaned.get("paper_set")
        if paper_set is None:
            return
        component = self._theory()
        if component is not None and Attempt.objects.filter(component=component).exists():
            self.add_error(
                "paper_set", _("Somebody has begun this exam: its papers stay as they are. Please plan another exam.")
            )
            return
        cleaned["paper"] = paper_set.papers.order_by("form", "pk").first()

    def _theory(self) -> ExamComponent | None:
        if self.instance.pk is None:
            return None
        return ExamComponent.objects.filter(exam=self.instance, kind=ComponentKind.THEORY).first()

    def _save_m2m(self) -> None:
        super()._save_m2m()
        given = {name: self.cleaned_data[name] for name in PART_FIELDS}
        if given["paper"]:
            ExamComponent.objects.update_or_create(
                exam=self.instance,
                kind=ComponentKind.THEORY,
                defaults={name: value for name, value in given.items() if value is not None},
            )
        self.save_parts()
        if given["paper"]:
            set_sections(paper=given["paper"], sections=self.cleaned_data["sections"])


def _in_lines(plan: SectionPlan | None) -> str:
    return "\n".join(" | ".join(map(str, row)) for row in plan.sections) if plan else ""
