"""Practice told to the apps below; and what follows from an attempt that was closed.

Closing must never fail because of practice: a fault is logged, and catch_up_practice heals what was missed.
"""

import logging
from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from accounts.panels import register_desk_panel
from courses.answers import register_answer_source
from courses.mastery import register_source
from exams.practice.queries.evidence import answers_in_practice, first_answers_per_point
from exams.practice.queries.mocks import lesson_of
from exams.practice.services.mocks import take_in_mock
from exams.practice.tasks import keep_forecast_of
from exams.practice.views.panels import due_reviews
from exams.sittings.models import Attempt
from exams.sittings.signals import attempt_closed

logger = logging.getLogger(__name__)

register_desk_panel(due_reviews)
register_source("practice", answers_in_practice)
register_answer_source(_("Practice questions"), first_answers_per_point)


@receiver(attempt_closed, dispatch_uid="practice.learn_from_closed_attempt")
def learn_from_closed_attempt(*, attempt: Attempt, now: datetime, **_kwargs: Any) -> None:
    """A mock exam comes into the book; of an exam, what practice foretold is kept, by the worker: a crowd hands in."""
    try:
        lesson = lesson_of(attempt)
        if lesson.is_mock:
            take_in_mock(attempt=attempt, now=now)
        elif lesson.was_practised:
            keep_forecast_of.enqueue(attempt.pk)
    except Exception:
        logger.exception("practice has not learned from attempt %s yet", attempt.pk)
