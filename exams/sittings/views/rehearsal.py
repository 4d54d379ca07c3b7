"""试答: the runner on a demonstration paper, for anyone. Nothing is stored here; answers stay in the browser's journal."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public
from exams.bank.presentation import render_candidate
from exams.sittings.models import ScreenLock
from exams.sittings.queries.attempts import ShownItem
from exams.sittings.queries.rehearsal import MINUTES, rehearsal_items, rehearsal_layout, rehearsal_paper
from exams.sittings.views.runner import item_number
from exams.sittings.views.runner_page import item_html

# Stands where an attempt has its id: the browser's journal is kept under it.
JOURNAL = "rehearsal"
TOOLS = {
    "calculator": True,
    "notes": True,
    "highlighter": True,
    "eliminator": True,
    "lock": ScreenLock.CONTINUE.value,
}


@public
@require_http_methods(["GET", "HEAD", "POST"])
def rehearsal(request: HttpRequest) -> HttpResponse:
    """One item in view; the plain form only goes to another one, and what it sends is not read."""
    shown = rehearsal_items()
    if request.method == "POST":
        here = item_number(request.POST.get("q"), default=1)
        if request.POST.get("go") == "review":
            return redirect(f"{reverse('sittings:rehearsal_review')}?q={here}")
        number = item_number(request.POST.get("go"), default=item_number(request.POST.get("jump"), default=here))
        return redirect(f"{reverse('sittings:rehearsal')}?q={min(number, len(shown))}")
    current = shown[min(item_number(request.GET.get("q"), default=1), len(shown)) - 1]
    context = _context(shown, current) | {"item_html": item_html(current), "was": "null", "error": ""}
    return render(request, "sittings/runner.html", context)


@public
@require_safe
def items(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view's signature
    """Every item of the demonstration paper, as the runner's script fetches a paper."""
    html = "\n".join(
        render_candidate(item.item_type, item.body, slot=item.slot, number=item.slot)
        for item in rehearsal_paper().items
    )
    response = HttpResponse(html, content_type="text/html; charset=utf-8")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@public
@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """The table before handing in; the script fills in what this browser's journal holds."""
    shown = rehearsal_items()
    context = _context(shown, shown[0]) | {"unanswered": shown, "flagged": []}
    return render(request, "sittings/review.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest) -> HttpResponse:
    """The end of a rehearsal; its script empties the journal."""
    if request.method == "POST":
        return redirect("sittings:rehearsal_end")
    return render(request, "sittings/rehearsal_end.html", {"journal": JOURNAL})


def _context(shown: list[ShownItem], current: ShownItem) -> dict[str, Any]:
    page = reverse("sittings:rehearsal")
    finish = reverse("sittings:rehearsal_end")
    return {
        "who": {"title": _("Rehearsal of the exam screen"), "name": _("Rehearsing candidate")},
        "deadline": None,
        "shown": shown,
        "current": current,
        "answered_count": 0,
        "tools": TOOLS,
        "data": {
            "is_rehearsal": True,
            "attempt": JOURNAL,
            "lease": JOURNAL,
            "layout": rehearsal_layout(),
            "answers": {},
            "flags": [],
            "notes": {},
            "sections": [],
            "current": current.number,
            "server_ms": 0,
            "remaining_ms": MINUTES * 60_000,
            "saved_at": "",
            "poll_ms": 0,
            "urls": {
                "runner": page,
                "review": reverse("sittings:rehearsal_review"),
                "submit": finish,
                "receipt": finish,
                "items": f"{reverse('sittings:rehearsal_items')}?{get_language()}-{rehearsal_paper().digest[:12]}",
            },
        },
    }
