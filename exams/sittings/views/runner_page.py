"""What the runner's templates and script are given, for an attempt and for the rehearsal alike."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from exams.bank.presentation import render_candidate
from exams.sittings.chain import canonical
from exams.sittings.models import Attempt, Exam, ScreenLock
from exams.sittings.queries import SectionPlan, ShownItem, scratch_notes, section_plan
from exams.sittings.queries.breaks import breaks_left
from exams.sittings.queries.controls import controls_of
from exams.sittings.services.accommodations import approved_accommodation
from exams.sittings.views.answers import POLL_MS
from exams.sittings.views.controls import page_controls
from exams.sittings.views.notices import told_to


def runner_context(
    attempt: Attempt, shown: list[ShownItem], current: ShownItem, lease: str, error: str = ""
) -> dict[str, Any]:
    """A page with one item of an attempt in view."""
    plan, now = section_plan(attempt.paper_id), timezone.now()
    item = current.item
    return page_context(attempt, shown, current, lease) | {
        "item_html": item_html(current, media=media_base(attempt.snapshot.paper_digest)),
        "was": canonical(current.response),
        "error": error,
        "is_over": section_is_over(attempt, item.slot, now=now),
        "section_line": _section_line(attempt, plan, item.slot),
    }


def page_context(attempt: Attempt, shown: list[ShownItem], current: ShownItem, lease: str) -> dict[str, Any]:
    """What runner and review of an attempt have in common."""
    now = timezone.now()
    exam = attempt.registration.sitting.exam
    tools = tools_of(exam)
    plan = section_plan(attempt.paper_id)
    return {
        "attempt": attempt,
        "who": _who(attempt),
        "deadline": attempt.deadline,
        "told": told_to(attempt),
        "controls": controls_of(attempt.registration.sitting),
        "shown": shown,
        "current": current,
        "answered_count": len(attempt.answers),
        "tools": tools,
        "rest": breaks_left(attempt, approved_accommodation(attempt.registration)),
        "data": {
            "controls": page_controls(attempt),
            "attempt": attempt.pk,
            "lease": lease,
            "layout": attempt.snapshot.layout,
            "answers": attempt.answers,
            "flags": attempt.flags,
            "notes": scratch_notes(attempt) if tools["notes"] else {},
            "sections": plan.as_data() if plan else [],
            "current": current.number,
            "server_ms": int((now - attempt.started_at).total_seconds() * 1000),
            "remaining_ms": max(0, int((attempt.deadline - (attempt.paused_at or now)).total_seconds() * 1000)),
            "paused": attempt.paused_at is not None,
            "notices": attempt.notices,
            "saved_at": timezone.localtime(attempt.last_saved_at).strftime("%H:%M:%S") if attempt.last_saved_at else "",
            "poll_ms": POLL_MS,
            "urls": _urls(attempt),
        },
    }


def item_html(current: ShownItem, *, media: str = "") -> str:
    """The item in view with the answer that the server has."""
    item = current.item
    return render_candidate(
        item.item_type,
        item.body,
        slot=item.slot,
        number=current.number,
        option_order=current.options,
        response=current.response,
        drawn=current.drawn,
        media=media,
    )


def tools_of(exam: Exam) -> dict[str, Any]:
    """What the exam allows at the screen; `lock` is empty where it does not."""
    return {
        "calculator": exam.allows_calculator,
        "notes": exam.allows_notes,
        "highlighter": exam.allows_highlighter,
        "eliminator": exam.allows_eliminator,
        "lock": "" if exam.screen_lock == ScreenLock.OFF else exam.screen_lock,
    }


def section_is_over(attempt: Attempt, slot: int, *, now: datetime) -> bool:
    """Whether the section of a slot has had its time, so that its controls are closed."""
    plan = section_plan(attempt.paper_id)
    if plan is None:
        return False
    passed = int(((attempt.paused_at or now) - attempt.started_at).total_seconds() * 1000)
    return passed > plan.end_ms(slot, attempt.deadline - attempt.started_at)


def _section_line(attempt: Attempt, plan: SectionPlan | None, slot: int) -> str:
    """Where there is no script: the section and when it ends."""
    if plan is None:
        return ""
    title = next(title for title, last_slot, _minutes in plan.sections if slot <= last_slot)
    ends_at = attempt.started_at + timedelta(milliseconds=plan.end_ms(slot, attempt.deadline - attempt.started_at))
    return _("%(title)s: until %(time)s") % {"title": title, "time": timezone.localtime(ends_at).strftime("%H:%M:%S")}


def _who(attempt: Attempt) -> dict[str, str]:
    registration = attempt.registration
    candidate = registration.candidate
    # No person behind the login, no portrait.
    person = getattr(candidate, "person", None)
    return {
        "title": registration.sitting.exam.title,
        "name": candidate.display_name,
        "number": registration.number,
        "seat": registration.seat,
        "portrait": reverse("accounts:portrait", args=[person.pk]) if person and person.photo else "",
    }


def _urls(attempt: Attempt) -> Mapping[str, str]:
    page: Callable[[str], str] = lambda name: reverse(f"sittings:{name}", args=[attempt.pk])  # noqa: E731 -- said nine times
    accommodation = approved_accommodation(attempt.registration)
    return {
        "break": page("break") if accommodation and accommodation.break_minutes else "",
        "answers": f"/attempts/{attempt.pk}/answers",
        "clock": f"/attempts/{attempt.pk}/clock",
        **{
            name: page(name)
            for name in ("runner", "review", "submit", "receipt", "takeover", "lock", "unlock", "notices")
        },
        "items": f"{reverse('sittings:paper_items', args=[attempt.snapshot.paper_digest])}?{get_language()}",
    }


def media_base(paper_digest: str) -> str:
    """Beginning of the addresses of the pictures on a paper."""
    return reverse("sittings:paper_media", args=[paper_digest, "0"]).removesuffix("0")
