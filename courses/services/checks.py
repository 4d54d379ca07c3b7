"""Answers to knowledge checks."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from courses.models import CheckAnswer, KnowledgePoint, LessonPage
from courses.services.learning import count_as_studied, progress_in

# The same answer again within this time is a second click, or a request that a browser sent twice.
SAME_ANSWER = timedelta(minutes=1)


@transaction.atomic
def answer_check(*, lesson: LessonPage, block: Any, option: int, trainee: User, now: datetime) -> CheckAnswer:
    """Record the answer for good; the lesson counts as studied where this was the last thing it wanted."""
    progress = progress_in(lesson=lesson, trainee=trainee, now=now)
    question = block.value.digest
    same = CheckAnswer.objects.filter(trainee=trainee, question=question, answered_at__gt=now - SAME_ANSWER)
    last = same.order_by("-answered_at", "-pk").first()
    if last is not None and (last.lesson_id, last.option) == (lesson.pk, option):
        return last
    answer = CheckAnswer.objects.create(
        lesson=lesson,
        trainee=trainee,
        block_id=block.id,
        question=question,
        point=KnowledgePoint.objects.filter(syllabus_id=block.value["point"]).first(),
        option=option,
        is_right=bool(block.value["options"][option]["correct"]),
        answered_at=now,
    )
    count_as_studied(progress=progress, lesson=lesson, now=now)
    return answer
