"""What a reader sends from a lesson, and what one searches for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import MAX_QUOTE, MAX_REPORT, ReportState


class CheckAnswerForm(forms.Form):
    """The option chosen in a knowledge check, by its place."""

    option = forms.IntegerField(min_value=0, max_value=20)


class PlaceForm(forms.Form):
    """The heading last read."""

    anchor = forms.SlugField(max_length=80)


class ReadingForm(forms.Form):
    """Active reading in one view of a lesson, summed up by its page."""

    key = forms.UUIDField()
    seconds = forms.IntegerField(min_value=0, max_value=24 * 60 * 60)


class NoteTextForm(forms.Form):
    """What a note says."""

    text = forms.CharField(
        label=_("Note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "zh-Hans", "translate": "no"}),
        help_text=_("Only you can read it."),
    )


class NoteForm(NoteTextForm):
    """A new note at a heading."""

    anchor = forms.SlugField(max_length=80, widget=forms.HiddenInput)


class BookmarkForm(forms.Form):
    """Whether a heading is to be marked."""

    anchor = forms.SlugField(max_length=80)
    is_on = forms.BooleanField(required=False)


class ReportPlaceForm(forms.Form):
    """Which part of the lesson a report is about, and the words marked there."""

    part = forms.CharField(required=False, widget=forms.HiddenInput)
    quote = forms.CharField(
        label=_("Passage"),
        help_text=_("Copy the sentence here, or leave this empty if the whole part is meant."),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": MAX_QUOTE}),
        required=False,
    )

    def clean_quote(self) -> str:
        """Long passages are cut: their beginning says where they stand."""
        return str(self.cleaned_data["quote"])[:MAX_QUOTE]


class MistakeReportForm(ReportPlaceForm):
    """What a reader says is wrong."""

    text = forms.CharField(
        label=_("What is wrong"),
        max_length=MAX_REPORT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Please say what is wrong.")},
    )


class ReportAnswerForm(forms.Form):
    """An editor's answer to a report; the reporter reads it."""

    state = forms.ChoiceField(
        label=_("Decision"),
        choices=[(ReportState.ACCEPTED, _("Accept it")), (ReportState.DECLINED, _("Decline it"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Answer to the reader"),
        help_text=_("The reader sees this. Whoever is told no must be told why."),
        max_length=MAX_REPORT,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )


class QueryField(forms.CharField):
    """What was typed, in one line; characters that nobody can see are taken for spaces."""

    def to_python(self, value: Any) -> str:
        typed = "".join(character if character.isprintable() else " " for character in str(value or ""))
        return " ".join(typed.split())


class SearchForm(forms.Form):
    """A query, and which sheet of its results."""

    q = QueryField(required=False)
    page = QueryField(required=False)
