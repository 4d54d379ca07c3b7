"""Pages of the course tree, knowledge points, terms, the learning record, notebooks and mistake reports."""

from courses.models.handouts import Handout, HandoutState
from courses.models.headings import HeadingPoint
from courses.models.learning import CheckAnswer, Enrolment, LessonProgress, ReadingSpan
from courses.models.moderation import SecondPersonTask
from courses.models.notebook import Bookmark, Note
from courses.models.pages import (
    ChapterPage,
    CoursePage,
    HomePage,
    LessonPage,
    LoadedPage,
    PrerequisiteRule,
    has_view_restrictions,
)
from courses.models.points import Importance, KnowledgePoint
from courses.models.prerequisites import Prerequisite
from courses.models.publication import PublicationStamp, UnderStamp, found_under
from courses.models.reports import MAX_QUOTE, MAX_REPORT, MistakeReport, ReportState
from courses.models.search import PAGE_KINDS, EntryKind, SearchEntry, SearchToken
from courses.models.terms import MAX_TERM, Term, term_anchor

__all__ = [
    "MAX_QUOTE",
    "MAX_REPORT",
    "MAX_TERM",
    "PAGE_KINDS",
    "Bookmark",
    "ChapterPage",
    "CheckAnswer",
    "CoursePage",
    "Enrolment",
    "EntryKind",
    "Handout",
    "HandoutState",
    "HeadingPoint",
    "HomePage",
    "Importance",
    "KnowledgePoint",
    "LessonPage",
    "LessonProgress",
    "LoadedPage",
    "MistakeReport",
    "Note",
    "Prerequisite",
    "PrerequisiteRule",
    "PublicationStamp",
    "ReadingSpan",
    "ReportState",
    "SearchEntry",
    "SearchToken",
    "SecondPersonTask",
    "Term",
    "UnderStamp",
    "found_under",
    "has_view_restrictions",
    "term_anchor",
]
