"""The exam room record, printed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from exams.sittings.models import Room
from exams.sittings.queries import room_records
from exams.sittings.rendering.record import record_pdf
from exams.sittings.rules import can_see_sittings
from exams.sittings.views.board import on_duty, sitting_or_404


@never_cache
@require_safe
def record(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """A sheet for each room of the sitting, or for the one that `?room=` names."""
    on_duty(request, allowed=can_see_sittings(request.user))
    sitting = sitting_or_404(sitting_id)
    number = request.GET.get("room", "")
    room = get_object_or_404(Room, pk=number, sitting=sitting) if number.isascii() and number.isdigit() else None
    pdf = record_pdf(room_records(sitting, room=room, now=timezone.now()))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename="record.pdf") or ""
    return response
