"""For whom certificates are made at once."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.interchange.lists import LARGEST_FILE, ListRefused, read_pasted, read_workbook
from certificates.models import Award, BatchSource
from certificates.queries import sittings_to_choose
from exams.sittings.models import Sitting


class BatchForm(forms.Form):
    """An award, and for whom."""

    award = forms.ModelChoiceField(label=_("Award"), queryset=Award.objects.select_related("exam", "course"))
    source = forms.ChoiceField(label=_("Candidates"), choices=BatchSource.choices, widget=forms.RadioSelect)
    sitting = forms.ModelChoiceField(
        label=_("Sitting"),
        queryset=Sitting.objects.none(),
        required=False,
        help_text=_("For the candidates of a sitting."),
    )
    room = forms.CharField(
        label=_("Room"), max_length=40, required=False, help_text=_("Only the candidates of this room; empty: all.")
    )
    pasted = forms.CharField(
        label=_("List"),
        required=False,
        max_length=2_000_000,
        strip=False,
        help_text=_(
            "A candidate a line: login name or admission number, then if you like full name and class or centre, "
            "separated by tab or comma."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("or a workbook (.xlsx)"),
        required=False,
        max_length=200,
        help_text=_("The same three columns on the first sheet; up to 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Sitting]", self.fields["sitting"]).queryset = sittings_to_choose()

    def clean(self) -> dict[str, Any]:
        """Adds `lines`, the list as it was read."""
        cleaned = super().clean() or {}
        source, sitting, award = cleaned.get("source"), cleaned.get("sitting"), cleaned.get("award")
        if source == BatchSource.SITTING:
            if sitting is None:
                self.add_error("sitting", _("Please choose a sitting."))
            elif award is not None and award.exam_id not in {None, sitting.exam_id}:
                self.add_error("sitting", _("This sitting is one of another exam than the award asks for."))
        if source == BatchSource.LIST:
            self._read_list(cleaned)
        return cleaned

    def _read_list(self, cleaned: dict[str, Any]) -> None:
        file = cleaned.get("file")
        try:
            if file:
                # One byte more than the largest says that there is more.
                cleaned["lines"] = read_workbook(file.read(LARGEST_FILE + 1))
            else:
                cleaned["lines"] = read_pasted(cleaned.get("pasted", ""))
        except ListRefused as refused:
            self.add_error("file" if file else "pasted", str(refused))
