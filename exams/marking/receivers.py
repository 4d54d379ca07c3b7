"""Marks an attempt as soon as it is closed, and tells courses and archives what was answered and how it was marked.

Closing must never fail because marking does: a fault is logged, and mark_closed_attempts heals what was missed.
"""

import logging
from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from accounts.panels import register_work
from courses.answers import register_answer_source
from courses.mastery import register_source
from exams.marking.panels import markers_work, officers_work, register_result_panel
from exams.marking.queries import (
    answers_in_exams,
    answers_per_point,
    components_kept,
    judgements_in,
    marks_in,
    results_in,
    void_places,
)
from exams.marking.queries.appeals import appeals_in
from exams.marking.queries.releases import records_of_releases
from exams.marking.services import mark_attempt, remark_attempt
from exams.marking.views.appeals import appeal_panel
from exams.marking.views.receipt import result_panel
from exams.sittings.eligibility import register_pass_source, register_void_source
from exams.sittings.interchange.sources import register_archive_source
from exams.sittings.models import Attempt
from exams.sittings.panels import register_attempt_panel
from exams.sittings.signals import answers_completed, attempt_closed

logger = logging.getLogger(__name__)

register_attempt_panel(result_panel)
register_result_panel(appeal_panel)
register_work(markers_work)
register_work(officers_work)
register_answer_source(_("Exam items"), answers_per_point)
register_source("exams", answers_in_exams)
register_archive_source("marks", marks_in)
register_archive_source("judgements", judgements_in)
register_archive_source("appeals", appeals_in)
register_archive_source("results", results_in)
register_archive_source("releases", records_of_releases)
register_pass_source(components_kept)
register_void_source(void_places)


@receiver(attempt_closed, dispatch_uid="marking.mark_closed_attempt")
def mark_closed_attempt(*, attempt: Attempt, now: datetime, **_kwargs: Any) -> None:
    """Mark at once what needs no person."""
    try:
        mark_attempt(attempt=attempt, now=now)
    except Exception:
        logger.exception("attempt %s was closed but not marked yet", attempt.pk)


@receiver(answers_completed, dispatch_uid="marking.mark_completed_answers")
def mark_completed_answers(*, attempt: int, now: datetime, **_kwargs: Any) -> None:
    """Mark anew what was answered in time and came after the closing."""
    try:
        completed = Attempt.objects.select_related("snapshot", "component").get(pk=attempt)
        mark_attempt(attempt=completed, now=now)
        remark_attempt(attempt=completed, now=now)
    except Exception:
        logger.exception("attempt %s was completed but not marked anew yet", attempt)
