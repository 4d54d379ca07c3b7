"""Pictures of practice items, for those who were shown the item."""

from decimal import Decimal

from accounts.models import User
from exams.bank.models import ItemMedia, ItemVersion
from exams.papers.queries import FrozenItem, picture_among
from exams.practice.models import PracticeAnswer, PracticeQuestion, WrittenAnswer
from exams.practice.queries.questions import SLOT


def picture_shown_to(trainee: User, version_id: int, key: str) -> ItemMedia | None:
    """The picture of that key, if the version was put to the trainee and shows it; those of its key once answered."""
    written = WrittenAnswer.objects.filter(question__session__trainee=trainee, question__version=version_id)
    is_answered = PracticeAnswer.objects.filter(trainee=trainee, version=version_id).exists() or written.exists()
    was_put = PracticeQuestion.objects.filter(session__trainee=trainee, version=version_id)
    if not is_answered and not was_put.exists():
        return None
    version = ItemVersion.objects.select_related("item").get(pk=version_id)
    item = FrozenItem(
        slot=SLOT,
        marks=Decimal(1),
        item_type=version.item.item_type,
        body=version.body,
        version_id=version.pk,
        point_id=version.point_id,
    )
    return picture_among([item], key, with_keys=is_answered)
