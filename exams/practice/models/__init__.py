"""Models of practice; each module says what it holds."""

from exams.practice.models.book import (
    LEARNED_STREAK,
    Grade,
    MissCard,
    MissReview,
    Remembered,
    ReviewCard,
    ReviewLog,
)
from exams.practice.models.plans import (
    LEAST_MINUTES,
    MOST_MINUTES,
    USUAL_MINUTES,
    Forecast,
    MockExam,
    StudyPlan,
)
from exams.practice.models.sessions import (
    PASS_SHARE,
    Mode,
    PracticeAnswer,
    PracticeQuestion,
    PracticeSession,
    WrittenAnswer,
)

__all__ = [
    "LEARNED_STREAK",
    "LEAST_MINUTES",
    "MOST_MINUTES",
    "PASS_SHARE",
    "USUAL_MINUTES",
    "Forecast",
    "Grade",
    "MissCard",
    "MissReview",
    "MockExam",
    "Mode",
    "PracticeAnswer",
    "PracticeQuestion",
    "PracticeSession",
    "Remembered",
    "ReviewCard",
    "ReviewLog",
    "StudyPlan",
    "WrittenAnswer",
]
