"""The dialog that finds a knowledge point by code, title or syllabus id."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from accounts.forms import RowField
from courses.models import ChapterPage, KnowledgePoint
from courses.points import POINT_CHOOSER


class PointFilterForm(BaseFilterForm):
    """Any part of code, title or id; within a chapter where one is chosen."""

    q = forms.CharField(label=_("Code, title or syllabus id"), required=False)
    chapter = RowField(label=_("Chapter"), queryset=ChapterPage.objects.order_by("path"), required=False)

    def filter(self, objects: QuerySet[KnowledgePoint]) -> QuerySet[KnowledgePoint]:
        """Every word must be found somewhere."""
        self.search_query = self.cleaned_data["q"]
        self.is_searching = bool(self.search_query)
        for word in self.search_query.split():
            objects = objects.filter(
                Q(code__icontains=word) | Q(title__icontains=word) | Q(syllabus_id__istartswith=word)
            )
        if self.cleaned_data["chapter"]:
            objects = objects.filter(chapter=self.cleaned_data["chapter"])
        return objects


class PointColumnsMixin:
    """The list of points with what tells them apart."""

    filter_form_class = PointFilterForm

    @property
    def columns(self) -> list[Column]:
        own: list[Column] = super().columns  # type: ignore[misc]
        return [
            *own,
            Column("syllabus_id", label=_("Syllabus id")),
            Column("chapter", label=_("Chapter"), accessor="chapter.title"),
        ]

    def get_object_list(self) -> QuerySet[KnowledgePoint]:
        return KnowledgePoint.objects.select_related("chapter")


class ChooseView(PointColumnsMixin, chooser.ChooseView):
    """The dialog."""


class ChooseResultsView(PointColumnsMixin, chooser.ChooseResultsView):
    """Its list, while one types."""


class SyllabusIdMixin:
    """What is handed back and stored is the syllabus id."""

    def get_object_id(self, instance: KnowledgePoint) -> str:
        return instance.syllabus_id


class ChosenView(SyllabusIdMixin, chooser.ChosenView):
    """One point."""


class ChosenMultipleView(SyllabusIdMixin, chooser.ChosenMultipleView):
    """Several points, in code order."""


class PointChooserViewSet(ChooserViewSet):
    """Knowledge points to choose from; none is made here: they come from the chapter's file."""

    model = KnowledgePoint
    icon = "tag"
    per_page = 12
    page_title = _("Choose a knowledge point")
    register_widget = False
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView

    def get_urlpatterns(self) -> list[URLPattern]:
        patterns: list[Any] = super().get_urlpatterns()
        return [pattern for pattern in patterns if pattern.name != "create"]


def point_chooser() -> PointChooserViewSet:
    """The one viewset, under the name that the widgets ask for."""
    return PointChooserViewSet(POINT_CHOOSER)
