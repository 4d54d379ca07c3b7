"""Personal data of courses: what somebody read, answered and wrote down."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Category, Fate, Ground, Impersonal, Record, record

STUDY = Category(
    "study",
    _("Study record"),
    _("Courses, lessons opened and read, reading time, answers to checks, notes, bookmarks, reported mistakes"),
    _("To go on where you stopped, to measure study hours and to show what you know"),
    Ground.CONTRACT,
    _("Until the account is erased"),
    _("You alone; the hours also who issues the certificate; reported mistakes the editors"),
)

RECORDS: Sequence[Record] = (
    record("courses.Note", STUDY, "trainee", "trainee text created_at changed_at", Fate.REMOVE,
           plain="lesson anchor heading"),
    record("courses.Bookmark", STUDY, "trainee", "trainee heading created_at", Fate.REMOVE, plain="lesson anchor"),
    record("courses.CheckAnswer", STUDY, "trainee", "trainee question option is_right answered_at", Fate.REMOVE,
           plain="lesson block_id point"),
    record("courses.ReadingSpan", STUDY, "trainee", "trainee seconds started_at reported_at", Fate.REMOVE,
           plain="lesson key"),
    record("courses.LessonProgress", STUDY, "trainee", "trainee lesson opened_at finished_at active_seconds",
           Fate.REMOVE, plain="anchor is_measured"),
    record("courses.Enrolment", STUDY, "trainee", "trainee course created_at", Fate.REMOVE),
    record("courses.MistakeReport", STUDY, "reporter", "reporter text answer created_at", Fate.REMOVE,
           actors="handled_by", plain="lesson anchor heading block_id revision_id quote state handled_at"),
)  # fmt: skip

IMPERSONAL: Impersonal = {
    "courses.HomePage": "page_ptr intro",
    "courses.CoursePage": "page_ptr source_id source_sha256 loaded_revision_id subtitle intro hours prerequisite_rule",
    "courses.ChapterPage": "page_ptr source_id source_sha256 loaded_revision_id number summary",
    "courses.LessonPage": (
        "page_ptr source_id source_sha256 loaded_revision_id section minutes reviewed_on supplementary body"
    ),
    "courses.Handout": "chapter state asked_at begun_at fault file digest pages size made_at",
    "courses.KnowledgePoint": "chapter code syllabus_id title importance weight",
    "courses.HeadingPoint": "lesson point anchor text position",
    "courses.SecondPersonTask": "task_ptr groups",
    "courses.SecondPersonTask_groups": "secondpersontask group",
    "courses.Prerequisite": "course chapter needs sort_order",
    "courses.SearchEntry": "page kind position anchor title text head names body initials",
    "courses.SearchToken": "pk token entry",
    # A random word.
    "courses.PublicationStamp": "value",
    "courses.Term": "lesson term reading definition position",
}
