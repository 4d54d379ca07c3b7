"""For those who run the platform: numbers for machines, and a page for people."""

import json
import os
import platform
from collections import deque
from hmac import compare_digest
from pathlib import Path
from typing import Any

import django
import wagtail
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from accounts.access import public
from accounts.views import SignedInRequest
from config.health import State, examine
from config.health.gauges import GaugeCollector, gauges
from config.metrics import counted

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
ERRORS_SHOWN = FAILURES_SHOWN = 20


@public
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For a Prometheus server that shows the token, or runs on this machine; for others there is no such page."""
    if not _may_read_metrics(request):
        raise Http404
    now = CollectorRegistry()
    now.register(GaugeCollector(timezone.now()))
    text = generate_latest(counted()) + generate_latest(now)
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def _may_read_metrics(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        sent = request.headers.get("Authorization", "")
        return compare_digest(sent.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    is_forwarded = settings.SECURE_PROXY_SSL_HEADER is not None or any(name in request.META for name in _FORWARDED)
    return not is_forwarded and request.META.get("REMOTE_ADDR", "") in _LOOPBACK


@require_safe
@never_cache
def operations(request: SignedInRequest) -> HttpResponse:
    """What runs, what is wrong and what mends it, what waits, what failed lately."""
    if not request.user.is_superuser:
        raise PermissionDenied
    now = timezone.now()
    findings = examine(now=now, wait_seconds=0)
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).order_by("-finished_at")[:FAILURES_SHOWN]
    context = {
        "page_title": _("Operations"),
        "header_icon": "cogs",
        "findings": sorted(findings, key=lambda one: list(State).index(one.state), reverse=True),
        "gauges": gauges(now=now),
        "failed": failed,
        "errors": last_errors(),
        "versions": versions(),
        "now": now,
    }
    return render(request, "config/admin/operations.html", context)


def last_errors() -> list[dict[str, Any]]:
    """The newest errors of all processes, newest first; a line that was cut off is left out."""
    path = Path(settings.ERROR_LOG)
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", errors="replace") as file:
        lines = deque(file, maxlen=ERRORS_SHOWN)
    found = []
    for line in reversed(lines):
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def versions() -> list[tuple[str, str]]:
    """What runs."""
    return [
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        ("Wagtail", wagtail.__version__),
        (_("Database"), settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]),
        (_("Process"), str(os.getpid())),
    ]
