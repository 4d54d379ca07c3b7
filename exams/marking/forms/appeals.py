"""Forms of appeals: filing, fee, review, terms."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.marking.models import AppealTerms
from exams.marking.queries.appeals import ReviewedAnswer


class AppealForm(forms.Form):
    """What a candidate says against a result."""

    reason = forms.CharField(
        label=_("What should be looked at again, and why?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Name the questions by their numbers if you can. At most 1000 characters."),
        error_messages={"required": _("Please say what should be looked at again, and why.")},
    )


class NoteForm(forms.Form):
    """A word for the record of the case."""

    note = forms.CharField(
        label=_("Word for the record"), max_length=200, error_messages={"required": _("Please give the reason.")}
    )


class DecisionForm(forms.Form):
    """Other marks where they are wrong, and a reasoned reply; an empty field leaves its mark as it is."""

    reply = forms.CharField(
        label=_("Reply to the candidate"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What was looked at, what was found, and why. At most 1000 characters."),
        error_messages={"required": _("Please give the candidate a reasoned reply.")},
    )
    decision = forms.ChoiceField(choices=[("uphold", ""), ("reject", "")], widget=forms.HiddenInput)

    def __init__(self, *args: Any, answers: Sequence[ReviewedAnswer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._answers = answers
        for one in answers:
            if one.can_change and one.standing is not None:
                self.fields[_name(one)] = forms.DecimalField(
                    label=_("New marks"),
                    required=False,
                    min_value=Decimal(0),
                    max_value=one.standing.marks,
                    max_digits=5,
                    decimal_places=2,
                )

    def lines(self) -> Iterator[tuple[ReviewedAnswer, forms.BoundField | None]]:
        """Every answer with its field, if it can have another mark."""
        for one in self._answers:
            yield one, self[_name(one)] if one.can_change else None

    def new_marks(self) -> dict[tuple[int, int], Fraction]:
        """The valid form's marks as exact credits."""
        given = {}
        for one in self._answers:
            points = self.cleaned_data.get(_name(one))
            if points is not None and one.standing is not None:
                given[one.attempt.pk, one.shown.slot] = Fraction(points) / Fraction(one.standing.marks)
        return given

    def clean(self) -> dict[str, Any]:
        """Marks and a rejection contradict each other."""
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "reject" and any(cleaned.get(_name(one)) is not None for one in self._answers):
            self.add_error(None, _("You entered new marks: uphold the appeal, or empty the fields to reject it."))
        return cleaned


def _name(answer: ReviewedAnswer) -> str:
    return f"marks-{answer.attempt.pk}-{answer.shown.slot}"


class TermsForm(forms.ModelForm[AppealTerms]):
    """Window, fee and days of an exam."""

    class Meta:
        model = AppealTerms
        fields: ClassVar = ["window_days", "fee", "answer_days"]
