"""How ready one is, chapter by chapter, and what became of earlier forecasts; for the office, of all forecasts."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from exams.practice.charts import readiness_bars
from exams.practice.queries.calibration import calibration, own_forecasts
from exams.practice.queries.pool import chapters_to_practise
from exams.practice.queries.readiness import ENOUGH, readiness_by_chapter
from exams.practice.views.base import SignedInRequest

SEE_FORECASTS = "practice.view_forecast"


@never_cache
@require_safe
def readiness(request: SignedInRequest) -> HttpResponse:
    """Of every chapter that can be practised the chance to pass, its interval, and the reasons."""
    chapters = [supply.chapter for supply in chapters_to_practise(request.user)]
    rows = readiness_by_chapter(trainee=request.user, chapters=chapters)
    context = {
        "told": [row for row in rows if row.estimate],
        "untold": [row for row in rows if not row.estimate],
        "chart": readiness_bars([row for row in rows if row.estimate]),
        "enough": ENOUGH,
        "checked": own_forecasts(request.user),
    }
    return render(request, "practice/readiness.html", context)


@require_safe
@permission_required(SEE_FORECASTS, raise_exception=True)
def forecasts(request: HttpRequest) -> HttpResponse:
    """All forecasts against the results that came, in bands."""
    context = {
        "calibration": calibration(),
        "page_title": _("Forecasts and results"),
        "header_icon": "history",
        "breadcrumbs_items": [{"url": "", "label": _("Forecasts and results")}],
    }
    return render(request, "practice/admin/forecasts.html", context)
