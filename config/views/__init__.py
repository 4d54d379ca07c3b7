"""The shell's own pages: the desk, the style guide, the reader's appearance, health, errors."""

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from accounts.access import public
from accounts.api.tokens import RATE
from accounts.appearance import COOKIE_AGE, COOKIE_NAME, TextSize, Theme
from accounts.models import User
from accounts.panels import desk_panels
from accounts.roles import BACK_OFFICE
from accounts.services import choose_appearance
from accounts.views import SignedInRequest
from certificates.queries import held_certificates
from config.api import operations as api_operations
from config.back_office import back_office_links
from config.forms import AppearanceForm, SpecimenForm
from config.health import is_ready
from config.queries import (
    Step,
    awards_to_claim,
    exam_places,
    joinable_sittings,
    mastery_of,
    missing_details,
    newest_results,
    study_place,
)
from config.specimen import lesson_blocks, sample_items
from courses.learning_record import study_times
from exams.marking.services import release_own


@require_safe
@never_cache
def desk(request: SignedInRequest) -> HttpResponse:
    """What a signed-in person sees first: where to go on, what is open, what is theirs."""
    now = timezone.now()
    places = exam_places(request.user, now=now)
    if any(place.step == Step.MARKING for place in places) and release_own(candidate=request.user, now=now):
        places = exam_places(request.user, now=now)
    study = study_place(request.user)
    context = {
        "now": now,
        "study": study,
        "mastery": mastery_of(request.user, study),
        "results": newest_results(request.user),
        "panels": desk_panels(request),
        "study_times": study_times(request.user),
        "exams": places,
        "running": [place for place in places if place.step == Step.RESUME],
        "joinable": joinable_sittings(request.user, now=now),
        "claimable": awards_to_claim(request.user),
        "certificates": held_certificates(request.user, today=timezone.localdate(now)),
        "missing": missing_details(request.user),
        "back_office": back_office_links(request),
    }
    return render(request, "config/desk.html", context)


@public
@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep theme and text size, of the signed-in on the account, and go back to where the page was read."""
    form = AppearanceForm(request.POST)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    if form.is_valid() and isinstance(request.user, User):
        choose_appearance(user=request.user, appearance=form.appearance())
    elif form.is_valid():
        response.set_cookie(
            COOKIE_NAME,
            form.appearance().as_cookie(),
            max_age=COOKIE_AGE,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


@require_safe
@permission_required(BACK_OFFICE, raise_exception=True)
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in both themes and three sizes, side by side."""
    sheets = [(theme, size) for theme in (Theme.LIGHT, Theme.DARK) for size in TextSize]
    return render(request, "config/styleguide.html", {"sheets": sheets})


@require_safe
@xframe_options_sameorigin
@permission_required(BACK_OFFICE, raise_exception=True)
def specimen(request: HttpRequest, theme: str, size: str) -> HttpResponse:
    """One sheet of the style guide: all components in one theme and one size."""
    if theme not in Theme.values or size not in TextSize.values:
        raise Http404
    form = SpecimenForm({"email": "zhang", "agree": "", "kind": "theory"})
    context = {"theme": theme, "size": size, "form": form, "blocks": lesson_blocks(), "items": sample_items()}
    return render(request, "config/specimen.html", context)


@public
@require_safe
@never_cache
def livez(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    """The process answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


@public
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    """Whether to send people here: 503 while the database, the disk or the closing of attempts fails. Says no more."""
    is_well = is_ready(now=timezone.now())
    return HttpResponse("ok" if is_well else "not ready", content_type="text/plain", status=200 if is_well else 503)


@public
@require_safe
def api_reference(request: HttpRequest) -> HttpResponse:
    """What other systems can do here, for the people who connect them; the whole contract is the OpenAPI file."""
    return render(request, "config/api.html", {"operations": api_operations(), "rate": RATE.partition("/")[0]})


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")
