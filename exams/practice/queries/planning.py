"""What to do today within the minutes that somebody has: what is due first, then something new, then the lesson."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from courses.queries import Place, last_place
from exams.practice.models import USUAL_MINUTES, Grade, MissReview, PracticeAnswer, StudyPlan
from exams.practice.queries.book import Counts
from exams.practice.queries.pool import new_items_of

# Seconds that a question takes with reading what explains it.
REVIEW_SECONDS, NEW_SECONDS = 60, 90
# Of the day new questions get a third of what the reviews leave, the lesson the rest.
NEW_SHARE = 3
# A shorter look into a lesson is none.
LEAST_LESSON_SECONDS = 5 * 60


@dataclass(frozen=True)
class Portions:
    """How the day is spread: numbers of questions, minutes of reading."""

    reviews: int
    new: int
    lesson_minutes: int

    @property
    def seconds(self) -> int:
        return self.reviews * REVIEW_SECONDS + self.new * NEW_SECONDS + self.lesson_minutes * 60

    @property
    def review_minutes(self) -> int:
        """Rounded up."""
        return -(-self.reviews * REVIEW_SECONDS // 60)

    @property
    def new_minutes(self) -> int:
        return -(-self.new * NEW_SECONDS // 60)


@dataclass(frozen=True)
class Today:
    """The plan of a day, and what of it is done."""

    minutes: int
    portions: Portions
    due: int
    place: Place | None
    answered: int
    right: int

    @property
    def is_done(self) -> bool:
        """Nothing is left to propose."""
        return not (self.portions.reviews or self.portions.new or self.portions.lesson_minutes)


def spread(*, minutes: int, due: int, new: int, has_lesson: bool) -> Portions:
    """Never more than the minutes; what one part cannot use another gets."""
    seconds = minutes * 60
    reviews = min(due, seconds // REVIEW_SECONDS)
    seconds -= reviews * REVIEW_SECONDS
    lesson = has_lesson and seconds - seconds // NEW_SHARE >= LEAST_LESSON_SECONDS
    fresh = min(new, (seconds // NEW_SHARE if lesson else seconds) // NEW_SECONDS)
    seconds -= fresh * NEW_SECONDS
    return Portions(reviews, fresh, seconds // 60 if lesson else 0)


def minutes_of(trainee: User) -> int:
    """The minutes a day that the trainee has chosen."""
    plan = StudyPlan.objects.filter(trainee=trainee).first()
    return plan.minutes if plan else USUAL_MINUTES


def today_of(trainee: User, *, counts: Counts, now: datetime) -> Today:
    """Today's plan by what the book holds; what was answered today is counted from midnight of the site."""
    minutes, due = minutes_of(trainee), counts.due
    place = last_place(reader=trainee)
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = PracticeAnswer.objects.filter(trainee=trainee, at__gte=midnight, question__isnull=False).order_by()
    answers = [one.is_right for one in rows.only("credit_num", "credit_den", "is_self_assessed")]
    reviews = MissReview.objects.filter(card__attempt__registration__candidate=trainee, at__gte=midnight).order_by()
    answers += [grade > Grade.AGAIN for grade in reviews.values_list("grade", flat=True)]
    return Today(
        minutes=minutes,
        portions=spread(minutes=minutes, due=due, new=new_items_of(trainee), has_lesson=place is not None),
        due=due,
        place=place,
        answered=len(answers),
        right=sum(answers),
    )
