"""The controls of a sitting, exceptions from them, and sealed answer files."""

import ipaddress
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from exams.sittings.models import Control, Room, SittingControls

HEX_KEY = re.compile(r"[0-9a-f]{64}")


def clean_ranges(text: str) -> str:
    """CIDR ranges, one a line, as they are kept; a line that is none is told with its number."""
    ranges = []
    for line, one in enumerate(text.splitlines(), start=1):
        if not one.strip():
            continue
        try:
            ranges.append(str(ipaddress.ip_network(one.strip(), strict=False)))
        except ValueError as error:
            message = _("Line %(line)s is no address range: %(text)s. Write 192.168.1.0/24 or one address.")
            raise forms.ValidationError(message % {"line": line, "text": one.strip()}) from error
    return "\n".join(ranges)


class ControlsForm(WagtailAdminModelForm):
    """All switches of a sitting, the addresses of each room, and the reason of the change."""

    reason = forms.CharField(label=_("Reason of the change"), max_length=200)

    class Meta:
        model = SittingControls
        fields = (
            "one_device",
            "ip_switch",
            "ip_ranges",
            "code_switch",
            "seb_switch",
            "seb_exam_keys",
            "seb_quit_password",
            "full_screen",
            "focus_log",
            "hinder_copying",
            "watermark",
        )
        widgets = {
            "ip_ranges": forms.Textarea(attrs={"rows": 3}),
            "seb_exam_keys": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "ip_switch": _("Only from the allowed addresses below; else as chosen."),
            "code_switch": _("The candidate types the code that the room shows; without it as chosen."),
            "seb_switch": _("Only in Safe Exam Browser with the file of this page; else as chosen."),
            "full_screen": _("The exam page asks for full screen; leaving it is noted."),
            "focus_log": _("Leaving the page and coming back are noted with their times. Nothing else happens."),
            "hinder_copying": _(
                "Text of the paper is not copied or printed, and each try is noted. Own answers stay free."
            ),
            "watermark": _("The admission number lies faintly over the paper."),
        }

    def __init__(self, *args: Any, rooms: Iterable[Room] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rooms = {f"room_{room.pk}": room for room in rooms}
        reason = self.fields.pop("reason")
        for name, room in self.rooms.items():
            own = getattr(room, "controls", None)
            label = _("Allowed addresses of room %(room)s (empty: the sitting's)") % {"room": room.name}
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                initial=own.ip_ranges if own else "",
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields["reason"] = reason

    def clean_ip_ranges(self) -> str:
        return clean_ranges(self.cleaned_data["ip_ranges"])

    def clean_seb_exam_keys(self) -> str:
        """Hexadecimal keys, one a line."""
        keys = self.cleaned_data["seb_exam_keys"].lower().split()
        wrong = [key for key in keys if not HEX_KEY.fullmatch(key)]
        if wrong:
            raise forms.ValidationError(_("A Browser Exam Key has 64 hexadecimal digits: %(key)s") % {"key": wrong[0]})
        return "\n".join(keys)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.rooms:
            try:
                cleaned[name] = clean_ranges(cleaned.get(name, ""))
            except forms.ValidationError as error:
                self.add_error(name, error)
        return cleaned

    def values(self) -> dict[str, Any]:
        """The switches by name."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    def room_ranges(self) -> dict[Room, str]:
        """The addresses of each room."""
        return {room: self.cleaned_data[name] for name, room in self.rooms.items()}


class OverrideForm(forms.Form):
    """One candidate by admission number, one control, and why."""

    number = forms.CharField(label=_("Admission number"), max_length=24)
    control = forms.ChoiceField(label=_("Control"), choices=Control)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Its page has another form with a reason.
        super().__init__(*args, **{"auto_id": "override_%s", **kwargs})


class SealedForm(forms.Form):
    """A sealed answer file, and whose it is said to be."""

    number = forms.CharField(label=_("Admission number"), max_length=24)
    file = forms.FileField(label=_("Sealed answer file"))
