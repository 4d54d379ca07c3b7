"""What candidates send: the pledge, the start, the way back to a locked screen."""

from django import forms
from django.utils.translation import gettext_lazy as _


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
