"""The exam runner as plain pages: one item in view, a number grid, review, hand-in, receipt.

The page works by itself; runner.js only saves sooner, keeps a queue through outages and shows the clock.
"""

import re
import secrets

from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseForbidden
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exams.bank.presentation import render_candidate, response_from_form
from exams.papers.queries import frozen_paper, picture_on_paper
from exams.sittings.models import Attempt, AttemptState, EventKind
from exams.sittings.panels import attempt_panels
from exams.sittings.queries import ShownItem, has_open_attempt_on, own_attempt, shown_items, time_given_to
from exams.sittings.services.answers import (
    SERVER_ASSIGNED,
    LeaseUnknown,
    SaveStatus,
    record_events,
)
from exams.sittings.services.attempts import (
    AttemptClosed,
    AttemptPaused,
    LeaseLost,
    close_if_overdue,
    submit_attempt,
    take_over_lease,
)
from exams.sittings.services.controls import note_takeover
from exams.sittings.services.events import BadEvent, IncomingEvent, canonical_response
from exams.sittings.views.candidate import signed_in
from exams.sittings.views.controls import note_return
from exams.sittings.views.lease import held_lease, set_lease_cookie, shown_lease
from exams.sittings.views.lock import is_locked, locked_page
from exams.sittings.views.runner_page import media_base, page_context, runner_context, section_is_over

# Plain forms keep no queue of their own: all of an attempt's form posts share one client id.
FORM_CLIENT = "plainform"
_ITEM_NUMBER = re.compile(r"[0-9]{1,5}")


def _own_attempt(request: HttpRequest, attempt_id: int) -> Attempt:
    try:
        return own_attempt(signed_in(request), attempt_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def runner(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Show one item (`?q=` counts in the order shown); POST is the plain form's save-and-go."""
    attempt = _own_attempt(request, attempt_id)
    if close_if_overdue(attempt=attempt, now=timezone.now()):
        return redirect("sittings:receipt", attempt_id=attempt.pk)
    shown = shown_items(attempt)
    if request.method == "POST":
        return _save_and_go(request, attempt, shown)
    lease = held_lease(request, attempt)
    if lease is None:
        return render(request, "sittings/takeover.html", {"attempt": attempt})
    note_return(request, attempt)
    if is_locked(request, attempt):
        return locked_page(request, attempt)
    if attempt.break_until is not None:
        return redirect("sittings:break", attempt_id=attempt.pk)
    current = shown[min(item_number(request.GET.get("q"), default=1), len(shown)) - 1]
    return render(request, "sittings/runner.html", runner_context(attempt, shown, current, lease))


def item_number(text: str | None, *, default: int) -> int:
    """A question number that somebody sent; anything else counts as not sent."""
    return max(1, int(text)) if text and _ITEM_NUMBER.fullmatch(text) else default


def _save_and_go(request: HttpRequest, attempt: Attempt, shown: list[ShownItem]) -> HttpResponse:
    """Record what the plain form changed, then go where its button said.

    From a device that was taken over it is kept aside, as a queue's flush would be, and the page says so.

    The form carries what it showed (`was`): a stale tab therefore cannot write an old answer over a newer one
    that it never displayed.
    """
    current = shown[min(item_number(request.POST.get("q"), default=1), len(shown)) - 1]
    item = current.item
    lease = shown_lease(request, attempt.pk)
    milliseconds = int((timezone.now() - attempt.started_at).total_seconds() * 1000)
    value = response_from_form(item.item_type, item.body, request.POST, item.slot)
    events = []
    # A page that showed a section's end had its controls closed, and sent none.
    was_over = "was" not in request.POST and section_is_over(attempt, item.slot, now=timezone.now())
    try:
        if not was_over and canonical_response(item, value) != request.POST.get("was", "null"):
            events.append(IncomingEvent(SERVER_ASSIGNED, EventKind.ANSWER, item.slot, value, milliseconds))
        if "flag" in request.POST:
            flag = not current.is_flagged
            events.append(IncomingEvent(SERVER_ASSIGNED, EventKind.FLAG, item.slot, flag, milliseconds))
        ack = record_events(
            attempt_id=attempt.pk, lease_token=lease, client_id=FORM_CLIENT, events=events, now=timezone.now()
        )
    except BadEvent as error:
        if held_lease(request, attempt) is None:
            return render(request, "sittings/takeover.html", {"attempt": attempt}, status=409)
        context = runner_context(attempt, shown, current, lease, error=str(error))
        return render(request, "sittings/runner.html", context, status=422)
    except LeaseUnknown:
        return render(request, "sittings/takeover.html", {"attempt": attempt}, status=409)
    if ack.status == SaveStatus.TAKEN_OVER:
        return render(request, "sittings/takeover.html", {"attempt": attempt, "is_kept": bool(events)}, status=409)
    if request.POST.get("go") == "review":
        return redirect(f"{reverse('sittings:review', args=[attempt.pk])}?q={current.number}")
    jump = item_number(request.POST.get("jump"), default=current.number)
    number = item_number(request.POST.get("go"), default=jump)
    return redirect(f"{reverse('sittings:runner', args=[attempt.pk])}?q={min(number, len(shown))}")


@require_safe
def paper_items(request: HttpRequest, digest: str) -> HttpResponse:
    """Every item of a paper as the candidate sees it, in the paper's own order; the runner re-orders.

    Only for a candidate with an open attempt on it. The content of a digest never changes, so the browser keeps it:
    under its language, since the items have headings of the interface.
    """
    attempt = has_open_attempt_on(signed_in(request), digest)
    if attempt is None:
        return HttpResponseForbidden()
    response = HttpResponse(paper_html(attempt.paper_id, get_language() or ""), content_type="text/html; charset=utf-8")
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


_papers: dict[tuple[int, str], str] = {}


def paper_html(paper_id: int, language: str) -> str:
    """The paper's items as one fragment, rendered once in a process and language: a published paper never changes."""
    html = _papers.get((paper_id, language))
    if html is None:
        paper = frozen_paper(paper_id)
        html = "\n".join(
            render_candidate(
                item.item_type, item.body, slot=item.slot, number=item.slot, media=media_base(paper.digest)
            )
            for item in paper.items
        )
        if len(_papers) > 32:  # noqa: PLR2004 -- a few papers are open at a time; the oldest may go
            _papers.pop(next(iter(_papers)))
        _papers[paper_id, language] = html
    return html


@require_safe
def paper_media(request: HttpRequest, digest: str, key: str) -> HttpResponseBase:
    """A picture of a paper, only for a candidate with an open attempt on it; any other key is unknown."""
    attempt = has_open_attempt_on(signed_in(request), digest)
    if attempt is None:
        return HttpResponseForbidden()
    picture = picture_on_paper(attempt.paper_id, key, with_keys=False)
    if picture is None:
        raise Http404
    response = FileResponse(picture.file.open("rb"), content_type=picture.content_type)
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


@require_POST
def takeover(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Continue on this device; the other one turns read-only and may still send what it holds.

    A browser that lost its cookie in a crash proves with the lease in its journal that it is no other device.
    """
    attempt = _own_attempt(request, attempt_id)
    token = request.POST.get("lease", "")
    try:
        if not secrets.compare_digest(token.encode(), attempt.lease_token.encode()):
            token = take_over_lease(attempt=attempt, actor=signed_in(request), now=timezone.now())
            note_takeover(attempt=attempt, now=timezone.now())
    except AttemptClosed:
        return redirect("sittings:receipt", attempt_id=attempt.pk)
    response = redirect("sittings:runner", attempt_id=attempt.pk)
    set_lease_cookie(response, attempt, token)
    return response


@never_cache
@require_safe
def review(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """The table before handing in: answered, flagged, blank, each with a way back."""
    attempt = _own_attempt(request, attempt_id)
    if close_if_overdue(attempt=attempt, now=timezone.now()):
        return redirect("sittings:receipt", attempt_id=attempt.pk)
    lease = held_lease(request, attempt)
    if lease is None:
        return render(request, "sittings/takeover.html", {"attempt": attempt})
    if is_locked(request, attempt):
        return locked_page(request, attempt)
    if attempt.break_until is not None:
        return redirect("sittings:break", attempt_id=attempt.pk)
    shown = shown_items(attempt)
    context = page_context(attempt, shown, shown[0], lease) | {
        "unanswered": [one for one in shown if not one.is_answered],
        "flagged": [one for one in shown if one.is_flagged],
    }
    return render(request, "sittings/review.html", context)


@require_POST
def submit(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Hand in, once; from a device that was taken over nothing happens."""
    try:
        submit_attempt(
            attempt_id=attempt_id,
            actor=signed_in(request),
            lease_token=shown_lease(request, attempt_id),
            now=timezone.now(),
        )
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    except AttemptPaused:
        return redirect("sittings:runner", attempt_id=attempt_id)
    except LeaseLost:
        attempt = _own_attempt(request, attempt_id)
        return render(request, "sittings/takeover.html", {"attempt": attempt}, status=409)
    return redirect("sittings:receipt", attempt_id=attempt_id)


@never_cache
@require_safe
def receipt(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Proof of what was handed in: time, counts, digest; then what higher apps add (the result)."""
    attempt = _own_attempt(request, attempt_id)
    if not close_if_overdue(attempt=attempt, now=timezone.now()):
        return redirect("sittings:runner", attempt_id=attempt.pk)
    return render(
        request,
        "sittings/receipt.html",
        {
            "attempt": attempt,
            "registration": attempt.registration,
            "total": len(attempt.snapshot.layout),
            "answered_count": len(attempt.answers),
            "was_expired": attempt.state == AttemptState.EXPIRED,
            "was_ended": attempt.state == AttemptState.ENDED,
            "given": time_given_to(attempt),
            "panels": attempt_panels(request, attempt),
        },
    )
