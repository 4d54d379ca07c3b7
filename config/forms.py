"""How every form is drawn, the shell's own form, and the filters of the audit log."""

from typing import ClassVar

import django_filters
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from accounts.appearance import Appearance, TextSize, Theme
from accounts.models import AuditEntry


class FormRenderer(DjangoTemplates):
    """Every field is one `.field`: label, help, control, error, joined by aria-describedby."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


class AppearanceForm(forms.Form):
    """The reader's theme and text size."""

    theme = forms.ChoiceField(label=_("Theme"), choices=Theme.choices)
    size = forms.ChoiceField(label=_("Text size"), choices=TextSize.choices)

    def appearance(self) -> Appearance:
        return Appearance(theme=Theme(self.cleaned_data["theme"]), size=TextSize(self.cleaned_data["size"]))


class SpecimenForm(forms.Form):
    """Every kind of field, for the style guide."""

    name = forms.CharField(
        label=pgettext_lazy("style guide", "Full name"),
        help_text=pgettext_lazy("style guide", "As on your ID document; it is printed on the certificate."),
    )
    email = forms.EmailField(label=pgettext_lazy("style guide", "E-mail"))
    part = forms.ChoiceField(
        label=pgettext_lazy("style guide", "Part"),
        choices=[
            ("theory", pgettext_lazy("style guide", "Theory")),
            ("skills", pgettext_lazy("style guide", "Skills")),
        ],
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("style guide", "Exam"),
        widget=forms.RadioSelect,
        choices=[
            ("theory", pgettext_lazy("style guide", "Theory")),
            ("skills", pgettext_lazy("style guide", "Skills")),
        ],
    )
    portrait = forms.FileField(
        label=pgettext_lazy("style guide", "Portrait"),
        required=False,
        help_text=pgettext_lazy("style guide", "JPEG or PNG, at most 5 MB."),
    )
    note = forms.CharField(
        label=pgettext_lazy("style guide", "Reason"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    agree = forms.BooleanField(label=pgettext_lazy("style guide", "I have read the rules and will keep them."))


class AuditFilterSet(WagtailFilterSet):
    """Who, what, to which object, from when to when."""

    actor = django_filters.CharFilter(label=_("User name"), field_name="actor__username", lookup_expr="iexact")
    act = django_filters.CharFilter(
        label=_("Code of the act"),
        lookup_expr="istartswith",
        help_text=_("Or how it begins, such as accounts.grant_role"),
    )
    object_type = django_filters.CharFilter(
        label=_("Kind of object"), lookup_expr="iexact", help_text=_("Such as certificates.certificate")
    )
    object_id = django_filters.CharFilter(label=_("Number of the object"))
    at = django_filters.DateFromToRangeFilter(label=_("Day"), widget=DateRangePickerWidget)

    class Meta:
        model = AuditEntry
        fields: ClassVar[list[str]] = []


class ErasureForm(forms.Form):
    """What the person says with a request to erase."""

    reason = forms.CharField(
        label=_("Why (you need not say)"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    keeps_faces = forms.BooleanField(
        label=_("Keep name and portrait on my certificates"),
        required=False,
        help_text=_("Otherwise they go; the certificates can still be verified by code and number, without a name."),
    )
    understands = forms.BooleanField(
        label=_("I understand that I can no longer sign in afterwards and that this cannot be undone."),
        error_messages={"required": _("Please tick that you understand this. Nothing was sent.")},
    )


class DecisionForm(forms.Form):
    """An officer's word on a request to erase."""

    verdict = forms.ChoiceField(choices=[("review", ""), ("approve", ""), ("decline", "")])
    answer = forms.CharField(required=False, max_length=500)
