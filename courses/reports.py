"""Reports for editors: which lessons are due for review, and which passages their readers did not understand."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from courses.answers import ENOUGH, Passage, passages
from courses.models import ChapterPage, CoursePage, KnowledgePoint, LessonPage
from courses.proofreading import review_horizon

_EDITING = ["add", "change", "publish"]


class CourseFilterSet(WagtailFilterSet):
    """The pages, or the points, of one course."""

    course = django_filters.ModelChoiceFilter(
        label=_("Course"), queryset=CoursePage.objects.order_by("path"), method="in_course"
    )
    path_field = "path"

    def in_course(self, queryset: QuerySet[Any], _name: str, course: CoursePage) -> QuerySet[Any]:
        return queryset.filter(**{f"{self.path_field}__startswith": course.path})


class LessonFilterSet(CourseFilterSet):
    """The lessons of one course."""

    class Meta:
        model = LessonPage
        fields: Sequence[str] = []


class PointFilterSet(CourseFilterSet):
    """The points of one course."""

    path_field = "chapter__path"

    class Meta:
        model = KnowledgePoint
        fields: Sequence[str] = []


class EditorsReport(ReportView):
    """A report for those who may edit pages."""

    any_permission_required = _EDITING

    @cached_property
    def permission_policy(self) -> Any:
        """That of pages, whatever the rows are."""
        return policy_registry.get_by_type(Page)


def edit_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def why_due(lesson: LessonPage) -> str:
    return gettext("never reviewed") if lesson.reviewed_on is None else gettext("too long ago")


class LessonsDueView(EditorsReport):
    """Published lessons that were never reviewed, or longer ago than LESSON_REVIEW_MONTHS; the oldest first."""

    page_title = _("Lessons due for review")
    header_icon = "calendar-check"
    index_url_name = "courses_lessons_due"
    index_results_url_name = "courses_lessons_due_results"
    filterset_class = LessonFilterSet
    export_filename = "lessons-due"
    list_export = ["source_id", "title", "chapter_title", "section", "reviewed_on"]
    export_headings = {
        "source_id": _("Id"),
        "title": _("Lesson"),
        "chapter_title": _("Chapter"),
        "section": _("Section of the chapter"),
        "reviewed_on": _("Last reviewed"),
    }
    columns = [
        TitleColumn("title", label=_("Lesson"), get_url=edit_url),
        Column("chapter_title", label=_("Chapter")),
        Column("section", label=_("Section of the chapter")),
        DateColumn("reviewed_on", label=_("Last reviewed")),
        Column("why", label=_("Why"), accessor=why_due),
    ]

    def get_queryset(self) -> QuerySet[LessonPage]:
        is_due = Q(reviewed_on=None) | Q(reviewed_on__lt=review_horizon(timezone.localdate()))
        lessons: QuerySet[LessonPage] = LessonPage.objects.live().filter(is_due).defer("body")
        return lessons.order_by(F("reviewed_on").asc(nulls_first=True), "path")

    def decorate_paginated_queryset(self, object_list: Iterable[Any]) -> Iterable[Any]:
        """Each lesson with the title of its chapter: its path begins with the chapter's."""
        titles = dict(ChapterPage.objects.values_list("path", "title"))
        for lesson in object_list:
            lesson.chapter_title = titles.get(lesson.path[: -Page.steplen], "")
        return object_list


class PassagesView(EditorsReport):
    """Passages whose questions are answered badly: per heading and point the share of right answers, worst first."""

    page_title = _("Passages by answers")
    header_icon = "warning"
    index_url_name = "courses_passages"
    index_results_url_name = "courses_passages_results"
    filterset_class = PointFilterSet
    model = KnowledgePoint
    export_filename = "passages"
    list_export = ["code", "point", "lesson", "heading", "worst_percent", "sources"]
    export_headings = {
        "code": _("Code"),
        "point": _("Knowledge point"),
        "lesson": _("Lesson"),
        "heading": _("Heading"),
        "worst_percent": _("Lowest share of right answers (%)"),
        "sources": _("Right answers (number of answers)"),
    }

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("heading", label=_("Heading"), accessor=heading_of, get_url=passage_url),
            Column("lesson", label=_("Lesson"), accessor=lesson_of),
            Column("point", label=_("Knowledge point"), accessor=lambda passage: str(passage.point)),
            Column("sources", label=_("Right answers (number of answers)"), accessor=sources_of),
        ]

    def get_page_subtitle(self) -> str:
        return gettext("worst first, from %(count)d answers on") % {"count": ENOUGH}

    def get_queryset(self) -> QuerySet[KnowledgePoint]:
        return KnowledgePoint.objects.all()

    def get_filtered_queryset(self) -> list[Passage]:
        """The points are filtered, and what is listed are the passages that teach them."""
        return passages(super().get_filtered_queryset())

    def to_row_dict(self, item: Passage) -> dict[str, Any]:
        return {
            "code": item.point.code,
            "point": item.point.title,
            "lesson": lesson_of(item),
            "heading": heading_of(item),
            "worst_percent": min(tally.percent for tally in item.tallies.values()),
            "sources": sources_of(item),
        }


def heading_of(passage: Passage) -> str:
    return passage.heading.text if passage.heading else gettext("no heading teaches it")


def lesson_of(passage: Passage) -> str:
    return str(passage.heading.lesson.title) if passage.heading else ""


def passage_url(passage: Passage) -> str | None:
    return f"{passage.heading.lesson.get_url()}#{passage.heading.anchor}" if passage.heading else None


def sources_of(passage: Passage) -> str:
    sentence = gettext("%(name)s %(percent)d %% (%(count)d)")
    parts = [
        sentence % {"name": name, "percent": tally.percent, "count": tally.answers}
        for name, tally in passage.tallies.items()
    ]
    return gettext("; ").join(parts)


class EditorsMenuItem(MenuItem):
    """Shown to those who may edit pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        policy = policy_registry.get_by_type(Page)
        return bool(policy.user_has_any_permission(request.user, _EDITING))


REPORTS: dict[str, type[EditorsReport]] = {"lessons-due": LessonsDueView, "passages": PassagesView}


def report_urls() -> list[URLPattern]:
    """Each report, and its list alone for the filters."""
    patterns = []
    for name, view in REPORTS.items():
        patterns += [
            path(f"reports/{name}/", view.as_view(), name=view.index_url_name),
            path(f"reports/{name}/results/", view.as_view(results_only=True), name=view.index_results_url_name),
        ]
    return patterns


def menu_item(name: str, *, order: int) -> EditorsMenuItem:
    view = REPORTS[name]
    return EditorsMenuItem(view.page_title, reverse(view.index_url_name), icon_name=view.header_icon, order=order)
