"""What practice shows on a trainee's desk."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import User
from exams.practice.queries.exam_misses import book_counts


def due_reviews(request: HttpRequest) -> SafeString:
    """How much of the wrong-answer book is due; nothing for whom it has no page yet."""
    if not isinstance(request.user, User):
        return SafeString()
    counts = book_counts(request.user, now=timezone.now())
    return render_to_string("practice/_due.html", {"counts": counts}, request) if counts.open else SafeString()
