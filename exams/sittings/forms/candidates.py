"""What candidates send: the pledge, the start, the way back to a locked screen."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.sittings.models import Exam


class LanguageField(forms.ChoiceField):
    """In which of an exam's languages somebody will write; where there is but one, nobody is asked."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Language of the answers"),
            required=False,
            help_text=_("In it you write, and whoever marks you reads."),
            error_messages={"invalid_choice": _("Please choose one of the exam's languages.")},
            **kwargs,
        )


def offer_languages(form: forms.Form, exam: Exam, *, chosen: str = "") -> None:
    """Fill a form's `language` with what the exam offers, or take it out."""
    offered = exam.languages_offered
    if len(offered) > 1:
        field = cast("LanguageField", form.fields["language"])
        field.choices, field.initial = offered, chosen or offered[0][0]
    else:
        del form.fields["language"]


def language_chosen(form: forms.Form, exam: Exam) -> str:
    """What a valid form says; the exam's first language where it says nothing."""
    return form.cleaned_data.get("language") or exam.languages_offered[0][0]


class RegisterMyselfForm(forms.Form):
    """A candidate's own registration on the spot."""

    language = LanguageField()

    def __init__(self, *args: Any, exam: Exam, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exam = exam
        offer_languages(self, exam)

    @property
    def chosen_language(self) -> str:
        return language_chosen(self, self.exam)


class PledgeForm(forms.Form):
    """我已阅读: without the tick there is no start."""

    read = forms.BooleanField(
        label=_("I have read the rules and will keep them"),
        error_messages={"required": _("Please tick the box once you have read the rules.")},
    )


class StartForm(forms.Form):
    """What a start shows of itself: the code in the room, and what SEB's script says where it sends no header."""

    access_code = forms.CharField(max_length=20, required=False)
    seb_config_key = forms.CharField(max_length=64, required=False)
    seb_exam_key = forms.CharField(max_length=64, required=False)


class UnlockForm(forms.Form):
    """The password that opens a locked screen."""

    password = forms.CharField(strip=False, max_length=200)
