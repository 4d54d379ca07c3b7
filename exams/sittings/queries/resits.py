"""Sitting an exam again: which passes are kept, and whether another sitting is allowed, by the exam's own rules."""

from datetime import datetime, timedelta

from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.sittings.eligibility import passes_of, void_places_of
from exams.sittings.models import Attempt, ExamComponent, Registration, Sitting


def kept_parts(registration: Registration) -> frozenset[int]:
    """The components that this candidate passed at an earlier sitting and need not sit; wants sitting and exam."""
    return _kept(registration.sitting, registration.candidate_id)


def why_no_resit(*, sitting: Sitting, candidate_id: int, at: datetime) -> str:
    """Why the exam may not be sat again in this sitting at that moment, for the candidate to read; empty where it may.

    A void attempt counts neither as one of the sittings nor for the days between them. Wants the sitting's exam.
    """
    exam = sitting.exam
    if kept := _kept(sitting, candidate_id):
        missing = ExamComponent.objects.filter(exam=exam).exclude(pk__in=kept)
        if not missing.exists():
            return _("Every part of this exam has been passed and is kept. There is nothing to sit again.")
    if exam.resits_allowed is None and not exam.resit_after_days:
        return ""
    others = Attempt.objects.filter(registration__candidate=candidate_id, registration__sitting__exam=exam)
    others = others.exclude(registration__in=void_places_of(candidate_id, exam.pk))
    sat = others.exclude(registration__sitting=sitting).aggregate(
        sittings=Count("registration", distinct=True), last=Max("started_at")
    )
    if exam.resits_allowed is not None and sat["sittings"] > exam.resits_allowed:
        return _("This exam has been sat as often as its rules allow.")
    if sat["last"] and at < (earliest := sat["last"] + timedelta(days=exam.resit_after_days)):
        return _("This exam can be sat again from %(day)s on.") % {
            "day": f"{timezone.localtime(earliest):%Y-%m-%d %H:%M}"
        }
    return ""


def _kept(sitting: Sitting, candidate_id: int) -> frozenset[int]:
    """No query where the exam keeps no pass."""
    if not sitting.exam.kept_months:
        return frozenset()
    return passes_of(candidate_id, sitting.exam_id, sitting.opens_at)
