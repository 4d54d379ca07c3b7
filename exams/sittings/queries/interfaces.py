"""What other systems read of exams, sittings and places: only what the back office's lists show as well."""

from collections.abc import Collection

from django.db.models import QuerySet

from accounts.models import User
from exams.sittings.models import Exam, Registration, Sitting


def planned_exams(codes: Collection[str] = ()) -> QuerySet[Exam]:
    """Exams of the exam office with their parts; of these codes only, where there are any."""
    exams = Exam.objects.filter(is_mock=False).prefetch_related("components")
    return exams.filter(code__in=codes) if codes else exams


def exam_titles() -> dict[str, str]:
    """By code."""
    return dict(Exam.objects.filter(is_mock=False).order_by("title", "code").values_list("code", "title"))


def planned_sittings(codes: Collection[str] = ()) -> QuerySet[Sitting]:
    sittings = Sitting.objects.filter(exam__is_mock=False).select_related("exam")
    return sittings.filter(exam__code__in=codes) if codes else sittings


def places_for_systems(codes: Collection[str] = ()) -> QuerySet[Registration]:
    """Places with whose and where they are, without mock exams."""
    places = Registration.objects.filter(sitting__exam__is_mock=False).select_related(
        "sitting__exam", "candidate__person", "room"
    )
    return places.filter(sitting__exam__code__in=codes) if codes else places


def person_named(*, username: str = "", email: str = "", phone: str = "") -> User | None:
    """The one active account that is meant; None where there is none, or more than one."""
    users = User.objects.filter(is_active=True)
    if username:
        users = users.filter(username=username)
    if email:
        users = users.filter(email__iexact=email)
    if phone:
        users = users.filter(phone=phone)
    found = list(users.select_related("person")[:2]) if username or email or phone else []
    return found[0] if len(found) == 1 else None
