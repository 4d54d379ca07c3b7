"""Models of practice; each module says what it holds."""

from exams.practice.models.book import Grade, ReviewCard, ReviewLog
from exams.practice.models.plans import (
    LEAST_MINUTES,
    MOST_MINUTES,
    USUAL_MINUTES,
    Forecast,
    MockExam,
    StudyPlan,
)
from exams.practice.models.sessions import Mode, PracticeAnswer, PracticeQuestion, PracticeSession

__all__ = [
    "LEAST_MINUTES",
    "MOST_MINUTES",
    "USUAL_MINUTES",
    "Forecast",
    "Grade",
    "MockExam",
    "Mode",
    "PracticeAnswer",
    "PracticeQuestion",
    "PracticeSession",
    "ReviewCard",
    "ReviewLog",
    "StudyPlan",
]
