"""What people type about themselves (sign-up, name, phone number, portrait, ID number), and officers about systems."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.adapters import PhoneField
from accounts.models import EventKind, NoticeKind, Scope, User
from accounts.models.notices import ALWAYS_MAILED
from accounts.photos import MAX_BYTES
from accounts.roles import Role
from accounts.services import (
    MAX_DOCUMENT_NUMBER,
    MAX_NAME,
    IdDocument,
    clean_full_name,
    clean_id_number,
    grant_role,
    name_person,
)
from accounts.services.outside import LONGEST_ADDRESS, AddressRefused, target_of

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class RowField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """One row by its key, where the key is a relation (pages); a number that no database holds is no row."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except OverflowError as error:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
            ) from error


class ManyRowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """Several rows by their keys; as above."""

    def _check_values(self, value: Any) -> Any:
        try:
            return super()._check_values(value)  # type: ignore[misc]  # not in the stubs
        except OverflowError as error:
            raise forms.ValidationError(self.error_messages["invalid_list"], code="invalid_list") from error


class FullNameField(forms.CharField):
    """A person's name in any script."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Full name"))
        kwargs.setdefault("help_text", _("As on your ID document; it is printed on the certificate."))
        super().__init__(max_length=MAX_NAME, **kwargs)
        self.widget.attrs["autocomplete"] = "name"

    def clean(self, value: Any) -> str:
        return clean_full_name(super().clean(value))


class SignupForm(AllauthSignupForm):
    """A trainee's account: the login, and the person behind it."""

    full_name = FullNameField()
    field_order = ("full_name", "username", "password1", "password2", "email", "phone")

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Nobody learns here whose number is taken: the account is made, the number stays where it was."""
        phone = self.cleaned_data.get("phone")
        if phone and get_adapter().get_user_by_phone(phone) is not None:
            self.cleaned_data["phone"] = ""
            self.account_already_exists = False
        answer: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return answer

    @transaction.atomic
    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        now = timezone.now()
        name_person(user=user, full_name=self.cleaned_data["full_name"], actor=user, now=now)
        grant_role(user=user, role=Role.TRAINEE, actor=user, now=now)
        return user


class NameForm(forms.Form):
    """The name of the person behind the login."""

    full_name = FullNameField()


class PhoneForm(forms.Form):
    """A phone number to sign in with."""

    phone = PhoneField(label=_("Phone number"))


class PortraitForm(forms.Form):
    """An upload that may become a portrait; services.set_photo decides."""

    photo = forms.FileField(
        label=_("Photo"),
        help_text=_("JPEG, PNG or WebP, at most 5 MB and at least 295 × 413 pixels. The middle is cut to 358 × 441."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        allow_empty_file=True,
    )

    def data_read(self) -> bytes:
        """The bytes of the upload; of one that is too large no more than shows that."""
        upload: UploadedFile = self.cleaned_data["photo"]
        return bytes(upload.read(MAX_BYTES + 1))


class IdNumberForm(forms.Form):
    """The number of an ID document, checked as what it is said to be."""

    document = forms.ChoiceField(label=_("Kind of document"), choices=IdDocument, initial=IdDocument.RESIDENT)
    number = forms.CharField(
        label=_("Document number"),
        # Spaces typed between groups do not count.
        max_length=2 * MAX_DOCUMENT_NUMBER,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Kept encrypted. Only its last characters are shown."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "document" in data and "number" in data:
            try:
                data["number"] = clean_id_number(document=IdDocument(data["document"]), text=data["number"])
            except forms.ValidationError as error:
                self.add_error("number", error)
        return data


class StayForm(forms.Form):
    """Whether a notice is only marked as read, or also followed."""

    stay = forms.BooleanField(required=False)

    def stays(self) -> bool:
        return self.is_valid() and bool(self.cleaned_data["stay"])


class NoticePreferencesForm(forms.Form):
    """The kinds of notices that are wanted by mail as well."""

    kinds = forms.MultipleChoiceField(
        label=_("Send me a mail about"),
        choices=[(kind.value, kind.label) for kind in NoticeKind if kind not in ALWAYS_MAILED],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class AccessTokenForm(forms.Form):
    """A token for another system."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("Which system it is for; the name stands in the history.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than you may do yourself: the system acts in your name."),
    )
    exams = forms.MultipleChoiceField(
        label=_("Only for these exams"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: for all exams, those to come among them."),
    )
    days = forms.TypedChoiceField(
        label=_("Good for"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("A year"))],
        initial=90,
    )

    def __init__(self, *args: Any, exams: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.MultipleChoiceField", self.fields["exams"]).choices = list(exams.items())
        if not exams:
            del self.fields["exams"]


_ADDRESS_FAULTS = {
    "form": _("This is no address of a web server, or it is too long. Please copy it whole."),
    "scheme": _("The address must begin with https://."),
    "private": _("This address leads into a private network. Messages go to public addresses only."),
}


class WebhookForm(forms.Form):
    """Where another system is told, and of what."""

    name = forms.CharField(label=_("Name"), max_length=60)
    url = forms.CharField(
        label=_("Address"),
        max_length=LONGEST_ADDRESS,
        help_text=_("https://…, of that system. It answers with a status from 200 to 299 within 15 seconds."),
    )
    events = forms.MultipleChoiceField(
        label=_("Is told of"),
        choices=EventKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A message says what happened to which number; everything else is asked for with a token."),
    )

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        try:
            target_of(url)
        except AddressRefused as refused:
            raise forms.ValidationError(_ADDRESS_FAULTS[refused.code], code=refused.code) from refused
        return url
