"""Rooms, seats, and lists of candidates."""

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any, cast

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from exams.bank.interchange.parsing import GRID_LIMITS
from exams.sittings.interchange.roster import RosterRefused, read_roster
from exams.sittings.models import LONGEST_ROOM_NAME, USUAL_CAPACITY, Room, Sitting
from exams.sittings.queries import RosterRow

ROSTER_SALT = "sittings.roster"
ROSTER_AGE = 3600


class RoomsForm(forms.Form):
    """Several rooms of one size."""

    names = forms.CharField(
        label=_("Names of the rooms, one a line"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=1000, initial=USUAL_CAPACITY)
    seats_per_row = forms.IntegerField(label=_("Seats in a row"), min_value=1, max_value=100, initial=6)
    is_separate = forms.BooleanField(
        label=_("Separate rooms"), required=False, help_text=_("For those with whom a separate room was arranged.")
    )

    def clean_names(self) -> list[str]:
        """Each name once, in order."""
        names = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if any(len(name) > LONGEST_ROOM_NAME for name in names):
            raise forms.ValidationError(_("The name of the room is too long."))
        return list(dict.fromkeys(names))


class RoomForm(WagtailAdminModelForm):
    """One room."""

    class Meta:
        model = Room
        fields = ("name", "address", "capacity", "seats_per_row", "is_separate")


class SeedForm(forms.Form):
    """The seed that the order is drawn from: anybody can draw it again."""

    seed = forms.CharField(label=_("Seed"), max_length=40, help_text=_("The same seed gives the same seats."))


class MoveForm(forms.Form):
    """One candidate to one seat."""

    number = forms.CharField(label=_("Admission number"), max_length=24)
    room = forms.ModelChoiceField(label=_("Room"), queryset=Room.objects.none())
    seat = forms.IntegerField(label=_("Seat"), min_value=1, max_value=1000)

    def __init__(self, *args: Any, sitting: Sitting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Room]", self.fields["room"]).queryset = Room.objects.filter(sitting=sitting)


class RosterForm(forms.Form):
    """A workbook of candidates."""

    file = forms.FileField(
        label=_("Workbook (.xlsx)"),
        max_length=200,
        allow_empty_file=True,
        help_text=_("At most 2 MB and 3,000 candidates. Nothing is written before you confirm."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
    makes_accounts = forms.BooleanField(
        label=_("Make accounts for those who have none"),
        required=False,
        help_text=_("Each needs a full name and an e-mail address. Without the tick an unknown name is an error."),
    )

    is_complete = forms.BooleanField(
        label=_("The list is complete"),
        required=False,
        help_text=_(
            "Then who has a place moves to the seat it says, and who is not on it would lose theirs: you see whom first."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Adds `rows`, the list as it was read."""
        data = super().clean() or {}
        if "file" in data:
            try:
                data["rows"] = read_roster(data["file"].read(GRID_LIMITS.file_bytes + 1))
            except RosterRefused as refused:
                self.add_error("file", str(refused))
        return data


class ConfirmedRosterForm(forms.Form):
    """A list that was looked at, signed by us: what is confirmed is what was shown."""

    rows = forms.CharField(widget=forms.HiddenInput, max_length=2_000_000)
    takes_back = forms.BooleanField(required=False)

    @staticmethod
    def sealed(rows: Sequence[RosterRow], *, makes_accounts: bool, missing: Sequence[str] | None = None) -> str:
        """`missing`: numbers of the places that a complete list would take back; None for a list that is not complete."""
        return signing.dumps([makes_accounts, missing, [astuple(row) for row in rows]], salt=ROSTER_SALT, compress=True)

    def clean(self) -> dict[str, Any]:
        """`rows` as they were read, `makes_accounts` as it was ticked, and `missing`, the places that were shown."""
        data = super().clean() or {}
        try:
            found = signing.loads(data.get("rows", ""), salt=ROSTER_SALT, max_age=ROSTER_AGE)
        except signing.BadSignature as error:
            raise forms.ValidationError(_("This list is too old. Please send the workbook again.")) from error
        data["makes_accounts"], data["missing"], rows = found
        if not data.pop("takes_back", False) and data["missing"]:
            raise forms.ValidationError(_("Please tick that these places are to be taken back. Nothing was changed."))
        data["rows"] = [RosterRow(*row) for row in rows]
        return data
