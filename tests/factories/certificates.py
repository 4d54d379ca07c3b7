"""Awards, released results of people with portraits, and certificates issued on them."""

import hashlib
import io
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from PIL import Image

from accounts.models import Person, User
from accounts.roles import Role
from certificates.badges.keys import create_badge_key
from certificates.models import Award, BadgeKey, Certificate
from certificates.services import issue_certificate
from exams.marking.models import Result, ResultComponent, ResultState
from exams.sittings.models import Attempt, AttemptState, Exam, Registration, Sitting
from tests.factories.sittings import NOW, make_registration, make_room, make_user

ISSUED = NOW + timedelta(days=1)


@cache
def portrait_bytes() -> bytes:
    """A grey JPEG of 358 × 441."""
    stream = io.BytesIO()
    Image.new("RGB", (358, 441), "#8a8f94").save(stream, "JPEG", quality=85)
    return stream.getvalue()


def give_portrait(user: User) -> Person:
    person = user.person
    person.photo.save("portrait.jpg", ContentFile(portrait_bytes()), save=False)
    person.photo_sha256 = hashlib.sha256(portrait_bytes()).hexdigest()
    person.save()
    return person


def make_award(exam: Exam | None, **fields: object) -> Award:
    serial = Award.objects.count() + 1
    defaults = {"code": f"award-{serial}", "title": "培训合格证书", "course_title": "客户服务改进", "hours": 40}
    return Award.objects.create(exam=exam, **{**defaults, **fields})


def make_result(
    registration: Registration,
    *,
    score: str = "86.50",
    state: str = ResultState.RELEASED,
    passed: bool | None = None,
    released_at: datetime = NOW + timedelta(hours=1),
) -> Result:
    """A result with one component, and the closed attempt behind it; passed from 60 on where not said otherwise."""
    component = registration.sitting.exam.components.get()
    attempt = Attempt.objects.create(
        registration=registration,
        component=component,
        paper=component.paper,
        number=registration.attempts.count() + 1,
        state=AttemptState.SUBMITTED,
        started_at=NOW,
        deadline=NOW + timedelta(minutes=60),
        closed_at=NOW + timedelta(minutes=50),
        receipt="0" * 64,
        lease_token="lease",
        lease_taken_at=NOW,
    )
    is_passed = Decimal(score) >= component.pass_mark if passed is None else passed
    result = Result.objects.create(
        registration=registration,
        state=state,
        passed=is_passed,
        created_at=NOW + timedelta(hours=1),
        released_at=None if state == ResultState.PROVISIONAL else released_at,
    )
    ResultComponent.objects.create(
        result=result,
        component=component,
        attempt=attempt,
        score=Decimal(score),
        pass_mark=component.pass_mark,
        passed=is_passed,
    )
    return result


def make_candidate(sitting: Sitting, username: str, *, full_name: str = "张三") -> Registration:
    """Another candidate of the same sitting, with a portrait."""
    user = make_user(username, full_name=full_name)
    give_portrait(user)
    return make_registration(sitting, user)


def passed_room(
    full_name: str = "欧阳·买买提", *, score: str = "86.50", state: str = ResultState.RELEASED, **award_fields: object
) -> tuple[Award, Result]:
    """An award, and the result of its exam's first candidate, who has name and portrait."""
    room = make_room()
    person = give_portrait(room.candidate)
    if full_name != person.full_name:
        person.full_name = full_name
        person.save()
    registration = Registration.objects.select_related("candidate__person", "sitting__exam").get(
        pk=room.registration.pk
    )
    return make_award(room.exam, **award_fields), make_result(registration, score=score, state=state)


def make_certificate(full_name: str = "欧阳·买买提", **award_fields: object) -> Certificate:
    """A certificate as the service issues it."""
    award, result = passed_room(full_name, **award_fields)
    return issue_certificate(
        award=award, candidate=result.registration.candidate, actor=result.registration.candidate, now=ISSUED
    )


def make_officer(username: str = "officer") -> User:
    """A certificate officer by role."""
    user = make_user(username, full_name="陈老师")
    user.groups.add(Group.objects.get(name=Role.CERTIFICATE_OFFICER))
    return user


def make_badge_key(now: datetime = ISSUED - timedelta(days=1)) -> BadgeKey:
    """The key that signs badges, made a day before the certificates."""
    return create_badge_key(now=now)
