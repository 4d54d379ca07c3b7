"""What the runner asks for when the counter in the clock's reply has moved."""

from dataclasses import asdict, dataclass

from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from exams.sittings.models import Attempt, Notice, NoticeKind
from exams.sittings.queries import notices_of, own_notices
from exams.sittings.services.outages import in_words
from exams.sittings.views.candidate import signed_in


@dataclass(frozen=True, slots=True)
class Told:
    """A notice in the words that the page shows and speaks."""

    number: int
    kind: str
    text: str
    at: str


@never_cache
@require_safe
def notices(request: HttpRequest, attempt_id: int) -> JsonResponse:
    """Notices with a number above `?after=`, in order, in the words that the page shows and speaks."""
    after = request.GET.get("after", "0")
    told = own_notices(
        signed_in(request).pk, attempt_id, after=int(after) if after.isascii() and after.isdigit() else 0
    )
    if told is None:
        raise Http404
    return JsonResponse({"notices": [asdict(_told(one)) for one in told]})


def told_to(attempt: Attempt) -> list[Told]:
    """What the page shows of an attempt's notices before any script asks."""
    return [_told(one) for one in notices_of(attempt)]


def _told(one: Notice) -> Told:
    """A message as it was written; given time with how much."""
    text = one.text
    if one.kind == NoticeKind.TIME:
        text = _("Your time was extended by %(time)s: %(reason)s") % {"time": in_words(one.seconds), "reason": text}
    return Told(number=one.number, kind=one.kind, text=text, at=f"{timezone.localtime(one.at):%H:%M}")
