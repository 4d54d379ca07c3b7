"""The candidate's side of the controls: what a request shows of itself, what the page reports, the file for SEB."""

from typing import Any
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from exams.sittings.forms import StartForm
from exams.sittings.models import Attempt, ControlEvent, ControlKind, Registration, SittingControls, Switch
from exams.sittings.queries import own_attempt, own_registration
from exams.sittings.queries.controls import controls_of
from exams.sittings.seb import (
    CONFIG_KEY_HEADER,
    EXAM_KEY_HEADER,
    Settings,
    config_file,
    config_key,
    proves,
    settings_of,
)
from exams.sittings.services.controls import (
    COUNTED_KINDS,
    MOST_EVENTS,
    Admission,
    Shown,
    admit,
    note_flags,
    record_control_events,
)
from exams.sittings.services.events import LONGEST_MS
from exams.sittings.signing import sealing_key
from exams.sittings.views.lease import is_lease

MAX_BODY = 65_536


def admit_start(request: HttpRequest, registration: Registration) -> Admission:
    """Judge a request to start; called before the attempt is made."""
    form = StartForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {}
    pages = [_address_of(reverse("sittings:registration", args=[registration.number]))]
    seb = seb_shown(
        request,
        controls_of(registration.sitting),
        config=said.get("seb_config_key", ""),
        exam=said.get("seb_exam_key", ""),
        pages=pages,
    )
    shown = Shown(client_address(request), said.get("access_code", ""), seb)
    return admit(registration=registration, shown=shown, now=timezone.now(), resuming=False)


def note_start(request: HttpRequest, attempt: Attempt, admission: Admission) -> None:
    """Keep what the admission flagged, and that SEB was proved by script, where it sends no header."""
    now = timezone.now()
    note_flags(attempt=attempt, flags=admission.flags, now=now)
    is_asked = controls_of(attempt.registration.sitting).seb_switch != Switch.OFF
    is_flagged = any(kind == "control_seb" for kind, _detail in admission.flags)
    if is_asked and not is_flagged and CONFIG_KEY_HEADER not in request.headers:
        record_control_events(attempt=attempt, events=[(ControlKind.SEB, 0)], now=now)


def note_return(request: HttpRequest, attempt: Attempt) -> None:
    """Judge a page of a running exam; it is shown in any case."""
    controls = controls_of(attempt.registration.sitting)
    if controls.ip_switch == controls.seb_switch == Switch.OFF:
        return
    seb = seb_shown(request, controls)
    if seb is None and controls.seb_switch != Switch.OFF:
        # An engine that sends no header proved itself by script when it took the exam.
        since = attempt.lease_taken_at
        seb = ControlEvent.objects.filter(attempt=attempt, kind=ControlKind.SEB, at__gte=since).exists() or None
    now = timezone.now()
    shown = Shown(client_address(request), seb=seb)
    admission = admit(registration=attempt.registration, shown=shown, now=now, resuming=True)
    note_flags(attempt=attempt, flags=admission.flags, now=now)


def seb_shown(
    request: HttpRequest,
    controls: SittingControls,
    *,
    config: str = "",
    exam: str = "",
    pages: list[str] | None = None,
) -> bool | None:
    """Whether the request proves the sitting's SEB keys by its headers, or by what its page's script said.

    None where it shows no key at all. `pages` are the addresses that a script's keys were made for.
    """
    if controls.seb_switch == Switch.OFF:
        return None
    config = request.headers.get(CONFIG_KEY_HEADER, "") or config
    exam = request.headers.get(EXAM_KEY_HEADER, "") or exam
    if not config and not exam:
        return None
    urls = [request.build_absolute_uri(), _address_of(request.get_full_path()), *(pages or [])]
    exam_keys = controls.seb_exam_keys.split()
    is_configured = proves(config, keys=[config_key(seb_settings(controls))], urls=urls)
    return is_configured and (not exam_keys or proves(exam, keys=exam_keys, urls=urls))


def _address_of(path: str) -> str:
    """A page's address as people reach it, whatever a proxy made of the request."""
    return settings.SITE_URL.rstrip("/") + path


def seb_settings(controls: SittingControls) -> Settings:
    """The configuration of Safe Exam Browser for a sitting."""
    start = settings.SITE_URL.rstrip("/") + reverse("sittings:enter", args=[controls.sitting_id])
    return settings_of(start_url=start, site_url=settings.SITE_URL, quit_password=controls.seb_quit_password)


def seb_response(controls: SittingControls) -> HttpResponse:
    """The `.seb` file as browsers hand it to Safe Exam Browser."""
    response = HttpResponse(config_file(seb_settings(controls)), content_type="application/seb")
    response["Content-Disposition"] = f'attachment; filename="sitting-{controls.sitting_id}.seb"'
    response["Cache-Control"] = "private, no-store"
    return response


def client_address(request: HttpRequest) -> str:
    """Where the request comes from: what our own proxy saw, where there is one, else the other end of the line."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        # The last entry is our proxy's; what stands before it anybody may have written.
        return str(forwarded.rpartition(",")[2].strip())
    return str(request.META.get("REMOTE_ADDR", ""))


def _signed_in(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


@require_safe
def enter(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Where Safe Exam Browser begins: on to one's own place in the sitting."""
    number = get_object_or_404(Registration, sitting=sitting_id, candidate=_signed_in(request)).number
    return redirect("sittings:registration", number=number)


@require_safe
def seb_file(request: HttpRequest, number: str) -> HttpResponse:
    """The configuration file of one's own sitting."""
    try:
        registration = own_registration(_signed_in(request), number)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    return seb_response(controls_of(registration.sitting))


def page_controls(attempt: Attempt) -> dict[str, Any]:
    """What the runner's script is told: which controls watch, where to report, to which key to seal."""
    controls = controls_of(attempt.registration.sitting)
    key = sealing_key()
    return {
        "url": reverse("sittings:report", args=[attempt.pk]),
        "focus": controls.focus_log,
        "fullScreen": controls.full_screen,
        "hinder": controls.hinder_copying,
        "seb": controls.seb_switch != Switch.OFF,
        "sealing": {"key": key.name, "public": key.public_key} if key else None,
    }


# No cookie authorises it: the lease in its header does, which no other site knows.
@csrf_exempt
@require_POST
def report(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """What the page noted, as a batch; only from a device that holds the attempt's lease."""
    try:
        attempt = own_attempt(_signed_in(request), attempt_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    if not is_lease(attempt, request.headers.get("X-Lease", "")):
        return JsonResponse({"status": "lease_unknown"}, status=403)
    try:
        said = orjson.loads(_body(request))
        events = [_event(raw) for raw in said["events"][:MOST_EVENTS]]
        keys = said.get("seb")
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError):
        return JsonResponse({"status": "bad_report"}, status=400)
    now = timezone.now()
    kept = record_control_events(attempt=attempt, events=events, now=now)
    if isinstance(keys, dict):
        _judge_script_keys(request, attempt, keys)
    return JsonResponse({"status": "noted", "kept": kept})


def _body(request: HttpRequest) -> bytes:
    if int(request.headers.get("Content-Length") or 0) > MAX_BODY:
        raise ValueError
    return request.body


def _event(raw: Any) -> tuple[ControlKind, int]:
    kind, milliseconds = raw["kind"], raw["ms"]
    if kind not in COUNTED_KINDS or type(milliseconds) is not int or abs(milliseconds) >= LONGEST_MS:
        raise ValueError
    return ControlKind(kind), milliseconds


def _judge_script_keys(request: HttpRequest, attempt: Attempt, keys: dict[str, Any]) -> None:
    """What SEB's script said on a page of this attempt: noted where it is right, flagged where it is not."""
    path = urlsplit(str(keys.get("url", "")))
    base = reverse("sittings:runner", args=[attempt.pk])
    page = f"{path.path}?{path.query}" if path.query else path.path
    controls = controls_of(attempt.registration.sitting)
    if controls.seb_switch == Switch.OFF or not page.startswith(base):
        return
    now = timezone.now()
    urls = [_address_of(page), request.build_absolute_uri(page)]
    config, exam = str(keys.get("config", "")), str(keys.get("exam", ""))
    if seb_shown(request, controls, config=config, exam=exam, pages=urls):
        record_control_events(attempt=attempt, events=[(ControlKind.SEB, 0)], now=now)
    else:
        note_flags(attempt=attempt, flags=[("control_seb", {"shown": "wrong key", "resumed": True})], now=now)
