"""What strangers and officers type."""

from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ManyRowsField, RowField
from accounts.models import Person
from certificates.models import (
    Award,
    Certificate,
    CertificateState,
    RevocationCode,
    SupersessionCode,
    Verdict,
)
from certificates.numbers import read_number
from certificates.rendering.layouts import LAYOUT_CHOICES
from exams.sittings.models import Exam


class VerifyForm(forms.Form):
    """A verification code alone, or a number with the full name."""

    reference = forms.CharField(
        label=_("Verification code or certificate number"),
        max_length=80,
        help_text=_("The code stands beside the QR code; the number begins with PX."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "inputmode": "text"}
        ),
    )
    full_name = forms.CharField(
        label=_("Full name of the holder"),
        max_length=60,
        required=False,
        help_text=_("Only needed with a certificate number."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if read_number(cleaned.get("reference", "")) and not cleaned.get("full_name"):
            self.add_error("full_name", _("Please add the full name: a number alone is not enough."))
        return cleaned


class NameForm(forms.Form):
    """The switch of the holder's consent."""

    is_shown = forms.BooleanField(required=False)


class CorrectionForm(forms.Form):
    """What a holder finds wrong."""

    text = forms.CharField(
        label=_("What is wrong, and how should it read?"),
        max_length=500,
        help_text=_("For another name or portrait, please correct your details first: the new certificate takes them."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class VerifyFileForm(forms.Form):
    """A certificate file."""

    file = forms.FileField(
        label=_("Certificate file (PDF) or badge (JSON, PNG, SVG)"),
        max_length=200,
        help_text=_("The file as it was downloaded, not a printed, scanned or newly saved one; up to 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.json,.png,.svg"}),
    )


class RevokeForm(forms.Form):
    """Why a certificate is taken back."""

    code = forms.ChoiceField(label=_("Kind of reason"), choices=RevocationCode.choices)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Stays on record with your name. Strangers see the state and the date, never the reason."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RenewForm(forms.Form):
    """Nothing to fill in: the rule decides, and the act is logged with its officer."""


class BulkRevokeForm(RevokeForm):
    """One reason for several."""

    certificates = ManyRowsField(
        label=_("Certificates"),
        queryset=Certificate.objects.filter(state=CertificateState.VALID).order_by("number"),
        widget=forms.MultipleHiddenInput,
        error_messages={"required": _("Please choose certificates in the list first.")},
    )


# A renewal is an act of its own.
REPLACEMENTS = [choice for choice in SupersessionCode.choices if choice[0] != SupersessionCode.RENEWAL]


class SupersedeForm(forms.Form):
    """What has changed, and why a new certificate takes the place of this one."""

    code = forms.ChoiceField(label=_("What changes"), choices=REPLACEMENTS)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Stays on record with your name. Strangers see the state and the date, never the reason."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CorrectionAnswerForm(forms.Form):
    """The answer to a holder: declined, or a new certificate."""

    code = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        choices=[("", _("Decline")), *((key, label) for key, label in REPLACEMENTS)],
    )
    answer = forms.CharField(
        label=_("Answer to the holder"),
        max_length=200,
        help_text=_("The holder reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ApprovalForm(forms.Form):
    """An officer's word on an award for a person."""

    award = forms.ModelChoiceField(
        label=_("Award"), queryset=Award.objects.filter(needs_approval=True).select_related("exam", "course")
    )
    username = forms.CharField(
        label=_("Login name of the person"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    verdict = forms.ChoiceField(label=_("Decision"), choices=Verdict.choices)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Stays on record with your name; when you decline, the person reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """Adds the `person` behind the login name."""
        cleaned = super().clean() or {}
        username = cleaned.get("username", "").strip()
        cleaned["person"] = Person.objects.filter(user__username=username).select_related("user").first()
        if username and cleaned["person"] is None:
            self.add_error("username", _("Nobody with this login name has given a name yet."))
        return cleaned


class AwardForm(forms.ModelForm[Award]):
    """The rule for a certificate, with its design chosen from those that exist."""

    title = forms.CharField(
        label=_("title on the certificate"),
        max_length=60,
        required=False,
        help_text=_("Empty: the title of the design."),
    )
    layout = forms.ChoiceField(label=_("layout"), choices=LAYOUT_CHOICES)

    class Meta:
        model = Award
        fields: ClassVar = [
            "code",
            "title",
            "course_title",
            "exam",
            "course",
            "min_hours",
            "needs_approval",
            "is_automatic",
            "hours",
            "valid_months",
            "renewal",
            "renew_before_days",
            "renew_after_days",
            "issuer",
            "design",
            "layout",
        ]
        field_classes: ClassVar = {"course": RowField}
        help_texts: ClassVar = {
            "hours": _(
                "Printed as completed: what the training plan counts, classes and practice too. 0: not printed."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A mock exam earns nothing.
        cast("forms.ModelChoiceField[Exam]", self.fields["exam"]).queryset = Exam.objects.filter(is_mock=False)

    def clean(self) -> dict[str, Any]:
        """An empty title becomes the design's. No certificate says more hours than its course's plan has."""
        cleaned = super().clean() or {}
        course, hours = cleaned.get("course"), cleaned.get("hours") or 0
        if course and 0 < course.hours < hours:
            text = _("The training plan of this course counts %(hours)s study hours; the certificate cannot say more.")
            self.add_error("hours", text % {"hours": course.hours})
        design = cleaned.get("design")
        if not cleaned.get("title") and "title" not in self.errors:
            version = design.versions.first() if design else None
            if version is None:
                self.add_error("title", _("Please give a title, or choose a design that has one."))
            else:
                cleaned["title"] = version.spec["title"]
        return cleaned
