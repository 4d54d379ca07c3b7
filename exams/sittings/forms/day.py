"""What invigilators and officers send on an exam day: acts, incidents, places."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exams.sittings.models import ActKind, IncidentKind, PaperLanguage, Registration, Room, Sitting
from exams.sittings.queries import candidates_numbered

# What may be done to a room or to everybody, and what to one candidate.
WIDE_ACTS = (ActKind.START, ActKind.PAUSE, ActKind.RESUME, ActKind.TIME, ActKind.MESSAGE)
ONE_ACTS = (
    ActKind.ADMIT,
    ActKind.PAUSE,
    ActKind.RESUME,
    ActKind.TIME,
    ActKind.MESSAGE,
    ActKind.TRANSFER,
    ActKind.END,
    ActKind.ABSENT,
    ActKind.MISCONDUCT,
    ActKind.UNMARK,
)


class ActForm(forms.Form):
    """An act on a room, a sitting or one candidate: what, how long or in which words, and why."""

    kind = forms.ChoiceField(label=_("Act"))
    minutes = forms.IntegerField(label=_("Minutes to add"), min_value=1, max_value=240, required=False)
    text = forms.CharField(
        label=_("Message to the candidates"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.TextInput(attrs={"list": "reasons", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, kinds: Sequence[ActKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Time needs minutes, a message needs words."""
        said = super().clean() or {}
        if said.get("kind") == ActKind.TIME and not said.get("minutes"):
            self.add_error("minutes", _("Please say how many minutes."))
        if said.get("kind") == ActKind.MESSAGE and not said.get("text", "").strip():
            self.add_error("text", _("Please write the message."))
        return said


class WideActForm(ActForm):
    """An act on a room or on everybody."""

    room = forms.ModelChoiceField(
        label=_("Room"), queryset=Room.objects.none(), required=False, empty_label=_("All rooms")
    )
    field_order = ("kind", "room", "minutes", "text", "reason")

    def __init__(self, *args: Any, sitting: Sitting, **kwargs: Any) -> None:
        kinds = [kind for kind in WIDE_ACTS if kind != ActKind.START or sitting.starts_by_room]
        super().__init__(*args, kinds=kinds, **kwargs)
        self.fields["room"].queryset = sitting.rooms.all()  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    """Whose access code: a room's, or with none that of the candidates without a room."""

    room = forms.ModelChoiceField(queryset=Room.objects.none(), required=False)

    def __init__(self, *args: Any, sitting: Sitting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = sitting.rooms.all()  # type: ignore[attr-defined]


class CandidateActForm(ActForm):
    """An act on one candidate; a mark may bring a picture as evidence."""

    picture = forms.FileField(
        label=_("Picture as evidence"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"})
    )

    def __init__(self, *args: Any, kinds: Sequence[ActKind] = ONE_ACTS, **kwargs: Any) -> None:
        super().__init__(*args, kinds=kinds, **kwargs)


class IncidentForm(forms.Form):
    """An entry of the incident book."""

    kind = forms.ChoiceField(label=_("Kind"), choices=IncidentKind.choices)
    happened_at = forms.DateTimeField(
        label=_("When it happened"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    room = forms.ModelChoiceField(
        label=_("Room"), queryset=Room.objects.none(), required=False, empty_label=_("No room in particular")
    )
    candidates = forms.CharField(label=_("Admission numbers of those concerned"), max_length=1000, required=False)
    what = forms.CharField(label=_("What happened"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    picture = forms.FileField(label=_("Picture"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"}))

    def __init__(self, *args: Any, sitting: Sitting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sitting = sitting
        self.fields["room"].queryset = sitting.rooms.all()  # type: ignore[attr-defined]

    def clean_candidates(self) -> tuple[Registration, ...]:
        """The candidates with these numbers; an unknown number is named."""
        numbers = re.split(r"[\s,\uff0c\u3001;\uff1b]+", self.cleaned_data["candidates"])
        known, unknown = candidates_numbered(self.sitting, numbers)
        if unknown:
            raise forms.ValidationError(_("Not in this sitting: %(numbers)s") % {"numbers": " ".join(unknown)})
        return known


class AdditionForm(forms.Form):
    """More about an entry."""

    what = forms.CharField(label=_("Addition"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    picture = forms.FileField(label=_("Picture"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"}))


class RegisterForm(forms.Form):
    """Candidates by user name, one a line; a room and the language of the answers for all of them."""

    usernames = forms.CharField(
        label=_("User names, one a line"), widget=forms.Textarea(attrs={"rows": 6}), max_length=20_000
    )
    room = forms.CharField(label=_("Room"), max_length=40, required=False)
    language = forms.ChoiceField(
        label=_("Language of the answers"),
        choices=PaperLanguage.choices,
        initial=PaperLanguage.SIMPLIFIED,
        required=False,
        help_text=_("Their answers go to markers of this language."),
    )

    def clean_language(self) -> str:
        """Simplified Chinese where none is named, as in a list."""
        return self.cleaned_data["language"] or PaperLanguage.SIMPLIFIED

    def clean_usernames(self) -> list[User]:
        """The users named, in order; an unknown name is told with its line."""
        names = [name.strip() for name in self.cleaned_data["usernames"].splitlines()]
        known = {user.username: user for user in User.objects.filter(username__in=[name for name in names if name])}
        unknown = [
            _("line %(line)s: %(name)s") % {"line": line, "name": name}
            for line, name in enumerate(names, start=1)
            if name and name not in known
        ]
        if unknown:
            raise forms.ValidationError(
                _("Nobody was registered. Unknown user names: %(names)s") % {"names": "; ".join(unknown)}
            )
        return [known[name] for name in names if name]
