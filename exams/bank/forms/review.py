"""The forms of review: the step and its reason, a comment at a field, and who shall review."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exams.bank.presentation.differences import FieldText
from exams.bank.services import TRANSITIONS


class MoveForm(forms.Form):
    """What is said with a step; some steps must say why, and an approval must if comments are open."""

    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=2000,
        help_text=_("Needed to return or suspend an item: say what to mend."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    in_spite = forms.CharField(
        label=_("Approve with comments open because"),
        required=False,
        max_length=1000,
        help_text=_("Settle the comments first; if you approve all the same, the reason is kept with the approval."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, verb: str = "", unsettled: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if verb and TRANSITIONS[verb].needs_comment:
            self.fields["comment"].required = True
            self.fields["comment"].error_messages["required"] = _(
                "Please say why, so that the writer knows what to mend."
            )
        if not unsettled:
            del self.fields["in_spite"]
        elif verb == "approve":
            self.fields["in_spite"].required = True
            self.fields["in_spite"].error_messages["required"] = _(
                "Comments are open: settle them first, or say why it is approved all the same."
            )

    def words(self) -> dict[str, str]:
        """What the valid form says, as the services of the steps take it."""
        said = {"comment": self.cleaned_data["comment"]}
        if self.cleaned_data.get("in_spite"):
            said["in_spite_of_comments"] = self.cleaned_data["in_spite"]
        return said


class CommentForm(forms.Form):
    """A comment and the field it stands at."""

    field = forms.ChoiceField(label=_("Which field"), required=False)
    text = forms.CharField(label=_("Comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, fields_of_item: Sequence[FieldText], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "comment_%s")
        super().__init__(*args, **kwargs)
        self._quotes = {one.path: one.text for one in fields_of_item}
        cast("forms.ChoiceField", self.fields["field"]).choices = [
            ("", _("The item as a whole")),
            ("key", _("The key")),
            *((one.path, _labelled(one)) for one in fields_of_item),
        ]

    def words(self) -> dict[str, str]:
        """What the valid form says, as add_comment takes it."""
        path = self.cleaned_data["field"]
        return {"field": path, "text": self.cleaned_data["text"], "quoted": self._quotes.get(path, "")}


class AssignForm(forms.Form):
    """Who shall review a version; nobody in particular by default."""

    reviewer = forms.ModelChoiceField(
        label=_("Reviewer"), required=False, queryset=User.objects.none(), empty_label=_("Whoever comes first")
    )

    def __init__(self, *args: Any, reviewers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[User]", self.fields["reviewer"]).queryset = reviewers


# A choice shows so much of a field's text.
SHOWN = 24


def _labelled(field: FieldText) -> str:
    text = field.text.replace("\n", " ")
    return f"{field.label}: {text[:SHOWN]}…" if len(text) > SHOWN else f"{field.label}: {text}"
