"""What stands between a candidate and a place: eligibility rules, applications and their proofs, accommodations."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from accounts.forms import RowField
from exams.sittings.eligibility import certificate_titles
from exams.sittings.forms.candidates import LanguageField, language_chosen, offer_languages
from exams.sittings.interchange.documents import MAX_BYTES, DocumentRefused, read_proof
from exams.sittings.models import ApplicationState, DocumentKind, EligibilityRule, Exam, Schooling
from exams.sittings.models.accommodations import MOST_BREAKS, MOST_MINUTES
from exams.sittings.services import Declared, Terms


class EligibilityRuleForm(WagtailAdminModelForm):
    """One rule: all that it asks must be there."""

    certificate = forms.ChoiceField(label=_("Earlier certificate"), required=False)

    class Meta:
        model = EligibilityRule
        fields = ("exam", "position", "title", "schooling", "work_years", "certificate", "course")
        field_classes: ClassVar = {"course": RowField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = certificate_titles()
        kept = self.instance.certificate
        if kept and kept not in known:
            known[kept] = kept
        cast("forms.ChoiceField", self.fields["certificate"]).choices = [("", "—"), *known.items()]


class ApplicationForm(forms.Form):
    """What a candidate says of themselves."""

    schooling = forms.ChoiceField(label=_("Highest schooling"), choices=[("", "—"), *Schooling.choices], required=False)
    work_years = forms.IntegerField(
        label=_("Years of work in the trade"), min_value=0, max_value=60, initial=0, help_text=_("Whole years.")
    )
    employer = forms.CharField(label=_("Employer"), max_length=120, required=False)
    certificate = forms.ChoiceField(
        label=_("Earlier certificate on paper"),
        required=False,
        help_text=_("What this platform issued is known; choose what you prove by a document."),
    )

    language = LanguageField()

    def __init__(self, *args: Any, certificates: Mapping[str, str], exam: Exam, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exam = exam
        offer_languages(self, exam, chosen=self.initial.get("language", ""))
        cast("forms.ChoiceField", self.fields["certificate"]).choices = [("", "—"), *certificates.items()]
        if not certificates:
            del self.fields["certificate"]

    @property
    def declared(self) -> Declared:
        return Declared(**self.cleaned_data | {"language": language_chosen(self, self.exam)})


class DocumentForm(forms.Form):
    """A proof of what was declared."""

    kind = forms.ChoiceField(label=_("Kind of document"), choices=DocumentKind.choices)
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        allow_empty_file=True,
        help_text=_("JPEG, PNG, WebP or PDF, at most 5 MB. Only the exam office sees it."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )

    def clean(self) -> dict[str, Any]:
        """Adds `proof`, the document as it will be kept."""
        data = super().clean() or {}
        if "file" in data and "kind" in data:
            try:
                data["proof"] = read_proof(
                    kind=data["kind"], name=data["file"].name or "", data=data["file"].read(MAX_BYTES + 1)
                )
            except DocumentRefused as refused:
                self.add_error("file", str(refused))
        return data


class DecisionForm(forms.Form):
    """An officer's word on an application."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[
            (ApplicationState.APPROVED.value, _("Approve: give the place")),
            (ApplicationState.RETURNED.value, _("Return to be mended")),
            (ApplicationState.REJECTED.value, _("Reject")),
        ],
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        help_text=_("The candidate reads it; needed unless you approve."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AccommodationForm(forms.Form):
    """What is to be arranged; time by factor or by minutes."""

    factor = forms.TypedChoiceField(
        label=_("Time limit"),
        coerce=Decimal,
        choices=[
            ("1.00", _("As it is")),
            ("1.25", _("A quarter more")),
            ("1.50", _("Half as much again")),
            ("2.00", _("Twice as long")),
        ],
        initial="1.00",
    )
    extra_minutes = forms.IntegerField(
        label=_("or extra minutes"), min_value=0, max_value=MOST_MINUTES, initial=0, required=False
    )
    break_minutes = forms.IntegerField(
        label=_("Minutes of breaks"),
        min_value=0,
        max_value=MOST_MINUTES,
        initial=0,
        required=False,
        help_text=_("All breaks together. The clock stands still in them."),
    )
    break_count = forms.IntegerField(
        label=_("Breaks at most"),
        min_value=0,
        max_value=MOST_BREAKS,
        initial=0,
        required=False,
        help_text=_("0: as often as the minutes last."),
    )
    large_type = forms.BooleanField(label=_("Large type"), required=False)
    separate_room = forms.BooleanField(label=_("Separate room"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the exam office reads it."),
    )

    @property
    def terms(self) -> Terms:
        """Raises KeyError before the form is valid."""
        data = self.cleaned_data
        return Terms(
            factor=data["factor"],
            extra_minutes=data["extra_minutes"] or 0,
            break_minutes=data["break_minutes"] or 0,
            break_count=data["break_count"] or 0,
            large_type=data["large_type"],
            separate_room=data["separate_room"],
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("factor", 1) != 1 and data.get("extra_minutes"):
            self.add_error("extra_minutes", _("Please give extra time by factor or by minutes, not by both."))
        if data.get("break_count") and not data.get("break_minutes"):
            self.add_error("break_minutes", _("Please say how many minutes the breaks may last."))
        return data


class ReasonForm(forms.Form):
    """Why something is refused or taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
