"""The page of one's own details, one's security, portraits for those who may see them, what one is told; the login's door."""

from http import HTTPStatus

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import public, sensitive
from accounts.forms import IdNumberForm, NameForm, NoticePreferencesForm, PhoneForm, PortraitForm, StayForm
from accounts.models import Person, User
from accounts.photos import MAX_BYTES, PhotoRefused
from accounts.proofs import has_proved_second_factor, has_second_factor
from accounts.queries import mailed_kinds, notices_of, person_of, person_with_portrait, session_of
from accounts.roles import BACK_OFFICE
from accounts.rules import may_see_portrait
from accounts.services import (
    IdDocument,
    PhoneTakenError,
    choose_mails,
    end_session,
    name_person,
    read_all_notices,
    read_notice,
    set_id_number,
    set_phone,
    set_photo,
)

NOTICES_PER_PAGE = 20


class SignedInRequest(HttpRequest):
    """What a view gets that is not public."""

    user: User


@public
@never_cache
def to_login(request: HttpRequest) -> HttpResponse:
    """In place of the doors that libraries bring: theirs know no second factor and no rate limit."""
    target = request.GET.get(REDIRECT_FIELD_NAME, "")
    return redirect_to_login(target) if target else redirect("account_login")


@require_safe
@never_cache
def profile(request: SignedInRequest) -> HttpResponse:
    """Name, portrait, document, ways to sign in."""
    return _profile(request)


def _profile(request: SignedInRequest, refused: Form | None = None) -> HttpResponse:
    """The page, with the one form that was not accepted as it was sent."""
    person = person_of(request.user)
    forms: list[Form] = [
        NameForm(initial={"full_name": person.full_name if person else ""}),
        PhoneForm(initial={"phone": request.user.phone or ""}),
        PortraitForm(),
        IdNumberForm(),
    ]
    by_name = {type(form).__name__: form for form in forms}
    if refused is not None:
        by_name[type(refused).__name__] = refused
    status = HTTPStatus.OK if refused is None else HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"person": person, "forms": by_name, "max_bytes": MAX_BYTES}
    return render(request, "accounts/profile.html", context, status=status)


def _to_profile(request: HttpRequest, message: str, anchor: str) -> HttpResponse:
    messages.success(request, message)
    return redirect(f"{resolve_url('accounts:profile')}#{anchor}")


@never_cache
def name(request: SignedInRequest) -> HttpResponse:
    """Give or change one's own name."""
    if request.method != "POST":
        return redirect("accounts:profile")
    form = NameForm(request.POST)
    if not form.is_valid():
        return _profile(request, form)
    name_person(user=request.user, full_name=form.cleaned_data["full_name"], actor=request.user, now=timezone.now())
    return _to_profile(request, _("Your name has been saved."), "name")


@never_cache
@sensitive
def phone(request: SignedInRequest) -> HttpResponse:
    """Give or change the number to sign in with."""
    if request.method != "POST":
        return redirect("accounts:profile")
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return _profile(request, form)
    # Each refusal says that a number has an account: nobody may ask for many.
    if not ratelimit.consume(request, action="change_phone", user=request.user):
        too_many: HttpResponse = ratelimit.respond_429(request)
        return too_many
    try:
        set_phone(user=request.user, phone=form.cleaned_data["phone"], actor=request.user, now=timezone.now())
    except PhoneTakenError:
        form.add_error(
            "phone", _("This number cannot be used. Nothing has changed. If it is yours, please contact us.")
        )
        return _profile(request, form)
    return _to_profile(request, _("Your phone number has been saved. You can sign in with it."), "sign-in")


@never_cache
def portrait_upload(request: SignedInRequest) -> HttpResponse:
    """Give or replace one's own portrait."""
    person = person_of(request.user)
    if request.method != "POST" or person is None:
        return redirect("accounts:profile")
    form = PortraitForm(request.POST, request.FILES)
    if not form.is_valid():
        return _profile(request, form)
    try:
        advice = set_photo(person=person, data=form.data_read(), actor=request.user, now=timezone.now())
    except PhotoRefused as refused:
        form.add_error("photo", _with_what_is_kept(str(refused), person))
        return _profile(request, form)
    for sentence in advice:
        messages.warning(request, sentence)
    return _to_profile(request, _("Your portrait has been saved."), "portrait")


def _with_what_is_kept(reason: str, person: Person) -> str:
    kept = _("Your present portrait is kept.") if person.photo else _("You still have no portrait.")
    return _("%(reason)s %(kept)s") % {"reason": reason, "kept": kept}


@never_cache
def id_number(request: SignedInRequest) -> HttpResponse:
    """Give or replace the number of one's ID document."""
    person = person_of(request.user)
    if request.method != "POST" or person is None:
        return redirect("accounts:profile")
    form = IdNumberForm(request.POST)
    if not form.is_valid():
        return _profile(request, form)
    document = IdDocument(form.cleaned_data["document"])
    number = form.cleaned_data["number"]
    set_id_number(person=person, document=document, number=number, actor=request.user, now=timezone.now())
    return _to_profile(request, _("The number has been saved, encrypted."), "document")


@require_safe
def portrait(request: SignedInRequest, person_id: int) -> FileResponse:
    """A portrait for its owner and for those whose work needs a face; for others it does not exist."""
    person = person_with_portrait(person_id)
    if person is None or not may_see_portrait(request.user, person):
        raise Http404
    answer = FileResponse(person.photo.open("rb"), content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Disposition"] = "inline"
    return answer


# One's security


@require_safe
@never_cache
def second_factor(request: SignedInRequest) -> HttpResponse:
    """Where staff begin who have no second factor in this session: to set one up, or to give it."""
    target = request.GET.get(REDIRECT_FIELD_NAME, "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = resolve_url(settings.LOGIN_REDIRECT_URL)
    if not has_second_factor(request.user):
        is_required = settings.STAFF_MFA == "required" and request.user.has_perm(BACK_OFFICE)
        return render(request, "accounts/second_factor.html", {"is_required": is_required})
    if has_proved_second_factor(request):
        return redirect(target)
    methods = get_adapter().get_reauthentication_methods(request.user)
    url = next(method["url"] for method in methods if method["id"].startswith("mfa"))
    return redirect(f"{url}?{urlencode({REDIRECT_FIELD_NAME: target})}")


@require_POST
@sensitive
def end_device(request: SignedInRequest, session_id: int) -> HttpResponse:
    """Sign one other device out; this one is signed out by the way out of the site."""
    session = session_of(request.user, session_id)
    if session is None or session.session_key == request.session.session_key:
        raise Http404
    end_session(session=session, actor=request.user, now=timezone.now())
    messages.success(request, _("That device is signed out."))
    return redirect("usersessions_list")


# What one is told


@require_safe
@never_cache
def notices(request: SignedInRequest) -> HttpResponse:
    """Everything one was told, newest first."""
    page = Paginator(notices_of(request.user), NOTICES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/notices.html", {"page": page})


@require_POST
def open_notice(request: SignedInRequest, notice_id: int) -> HttpResponse:
    """Note that it was seen and go where it leads, or stay where `stay` is sent along."""
    notice = get_object_or_404(notices_of(request.user), pk=notice_id)
    read_notice(notice=notice, actor=request.user, now=timezone.now())
    form = StayForm(request.POST)
    return redirect("notices:index" if form.stays() else notice.url)


@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    """Note that everything was seen."""
    read_all_notices(actor=request.user, now=timezone.now())
    return redirect("notices:index")


@never_cache
def notice_preferences(request: SignedInRequest) -> HttpResponse:
    """Which notices one also gets by mail."""
    if request.method != "POST":
        form = NoticePreferencesForm(initial={"kinds": sorted(mailed_kinds(request.user))})
        return render(request, "accounts/notice_preferences.html", {"form": form})
    form = NoticePreferencesForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/notice_preferences.html", {"form": form}, status=422)
    choose_mails(user=request.user, kinds=form.cleaned_data["kinds"])
    messages.success(request, _("Your choice has been saved."))
    return redirect("notices:preferences")
