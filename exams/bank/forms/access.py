"""The form of a restricted bank's list."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from exams.bank.models import AccessLevel


class AccessForm(forms.Form):
    """Somebody to put on the list, by user name or as a whole group."""

    username = forms.CharField(label=_("User name"), required=False, max_length=150)
    group = forms.ModelChoiceField(label=_("Group"), required=False, queryset=Group.objects.order_by("name"))
    level = forms.ChoiceField(
        label=pgettext_lazy("access", "May"),
        choices=AccessLevel.choices,
        initial=AccessLevel.READ,
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        name, group = cleaned.get("username"), cleaned.get("group")
        if bool(name) == bool(group):
            self.add_error("username", _("Name one person or choose one group."))
        elif name:
            cleaned["to"] = User.objects.filter(username=name).first()
            if cleaned["to"] is None:
                self.add_error("username", _("There is no user of that name."))
        else:
            cleaned["to"] = group
        return cleaned
