"""What can make a certificate due: a released result, a finished lesson, an officer's word.

Every row of these that is saved asks for an evaluation of its person. A row written in bulk tells nobody: the command
issue_certificates finds it.
"""

from datetime import datetime
from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from certificates.models import Approval, Award
from certificates.queries.reviews import certificates_by_registration
from certificates.services.reviews import open_reviews
from certificates.tasks import request_evaluation
from courses.models import LessonProgress
from exams.marking.models import Result, ResultState
from exams.marking.signals import result_superseded
from exams.marking.usage import register_result_source

register_result_source("certificates", certificates_by_registration)


@receiver(post_save, sender=Result, dispatch_uid="certificates.result_released")
def evaluate_after_result(*, instance: Result, raw: bool = False, **_kwargs: Any) -> None:
    """A passed result that counts."""
    if raw or instance.state != ResultState.RELEASED or not instance.passed:
        return
    registration = instance.registration
    if Award.objects.filter(exam=registration.sitting.exam_id, is_automatic=True).exists():
        request_evaluation(user_id=registration.candidate_id)


@receiver(post_save, sender=LessonProgress, dispatch_uid="certificates.lesson_finished")
def evaluate_after_lesson(
    *, instance: LessonProgress, raw: bool = False, update_fields: frozenset[str] | None = None, **_kwargs: Any
) -> None:
    """A lesson that has just been finished; reading alone asks nothing, it is saved every minute."""
    if raw or instance.finished_at is None or (update_fields is not None and "finished_at" not in update_fields):
        return
    if Award.objects.filter(course__isnull=False, is_automatic=True).exists():
        request_evaluation(user_id=instance.trainee_id)


@receiver(post_save, sender=Approval, dispatch_uid="certificates.approval_given")
def evaluate_after_approval(*, instance: Approval, raw: bool = False, **_kwargs: Any) -> None:
    """An officer's word."""
    if not raw and instance.award.is_automatic:
        request_evaluation(user_id=instance.person.user_id)


@receiver(result_superseded, dispatch_uid="certificates.result_superseded")
def review_after_replaced_result(*, registration: int, now: datetime, **_kwargs: Any) -> None:
    """Ask an officer. Sent robustly: what fails stops nothing, and the command open_certificate_reviews heals it."""
    open_reviews(registration_id=registration, now=now)
