"""Personal data of practice: what somebody tried out, and when it comes again."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Category, Fate, Ground, Impersonal, Record, exam_record, record

PRACTICE = Category(
    "practice",
    _("Practice"),
    _("Rounds of practice, answers, wrong-answer book, study plan, and what practice foretold of an exam"),
    _("To show your gaps and to bring back what you missed"),
    Ground.CONTRACT,
    _("Until the account is erased"),
    _("You alone; forecasts without names the exam office"),
)

RECORDS: Sequence[Record] = (
    exam_record("practice.Forecast", PRACTICE, "attempt__registration", "expected low high chance made_at",
                plain="attempt answers"),
    record("practice.MissReview", PRACTICE, "card__attempt__registration__candidate", "grade at due_at", Fate.REMOVE,
           plain="card number graduated", exam="card__attempt__registration"),
    record("practice.MissCard", PRACTICE, "attempt__registration__candidate",
           "memory due_at reviews lapses streak added_at", Fate.REMOVE, plain="attempt slot graduated_at",
           exam="attempt__registration"),
    record("practice.ReviewLog", PRACTICE, "card__trainee", "grade at due_at", Fate.REMOVE,
           plain="card answer graduated", exam="card__missed__attempt__registration"),
    record("practice.ReviewLog", PRACTICE, "answer__trainee", "grade at due_at", Fate.REMOVE,
           exam="answer__attempt__registration"),
    record("practice.ReviewCard", PRACTICE, "trainee", "trainee memory due_at reviews lapses streak added_at",
           Fate.REMOVE, plain="item point missed graduated_at", exam="missed__attempt__registration"),
    record("practice.PracticeAnswer", PRACTICE, "trainee", "trainee response at", Fate.REMOVE,
           plain="question attempt item version point drawn credit_num credit_den is_first is_self_assessed points",
           exam="attempt__registration"),
    record("practice.WrittenAnswer", PRACTICE, "question__session__trainee", "response at", Fate.REMOVE,
           plain="question"),
    record("practice.PracticeQuestion", PRACTICE, "session__trainee", "version", Fate.REMOVE, plain="session position"),
    record("practice.PracticeSession", PRACTICE, "trainee", "trainee mode started_at", Fate.REMOVE,
           plain="chapter point item_type seed"),
    record("practice.StudyPlan", PRACTICE, "trainee", "trainee minutes", Fate.REMOVE),
)  # fmt: skip

IMPERSONAL: Impersonal = {"practice.MockExam": "blueprint number exam"}
