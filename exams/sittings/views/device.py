"""设备检查: whether this device is fit for an exam, in words; for anyone, without an account."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import public


@public
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """The checks, which the page's script makes; without script it says what that means."""
    return render(request, "sittings/device.html")


@public
@never_cache
@require_safe
def clock(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view's signature
    """The server's time, for measuring the device's drift and the round trip."""
    return JsonResponse({"server_ms": int(timezone.now().timestamp() * 1000)})
