"""Exams and sittings in the back office, for exam officers."""

from typing import Any, ClassVar

from django.db.models import Case, QuerySet, When
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from exams.sittings.forms.groups import exam_groups, sitting_groups
from exams.sittings.forms.registration import EligibilityRuleForm
from exams.sittings.models import (
    Accommodation,
    AccommodationState,
    Application,
    ApplicationState,
    ComponentKind,
    EligibilityRule,
    Exam,
    ExamComponent,
    Sitting,
)
from exams.sittings.queries import accommodation_queue, application_queue, arranged_in_words
from exams.sittings.services.announcements import announce_timetable
from exams.sittings.services.paper_sets import attach_paper_set, detach_paper_set
from exams.sittings.views import review


class WithPaperSet:
    """Saving an exam also gives its theory component the papers of the set that was chosen, or takes an old set's away."""

    form: Any
    request: Any

    def save_instance(self) -> Exam:
        exam: Exam = super().save_instance()  # type: ignore[misc]  # Wagtail's view has it
        component = ExamComponent.objects.filter(exam=exam, kind=ComponentKind.THEORY).first()
        if component is None:
            return exam
        if paper_set := self.form.cleaned_data["paper_set"]:
            attach_paper_set(component=component, paper_set=paper_set, actor=self.request.user, now=timezone.now())
        elif "paper" in self.form.changed_data:
            detach_paper_set(component=component)
        return exam


class AddExamView(WithPaperSet, generic.CreateView):
    """Plan an exam."""


class EditExamView(WithPaperSet, generic.EditView):
    """Change an exam."""


class ExamIndexView(generic.IndexView):
    """Exams of the exam office; mock exams are practice's."""

    def get_base_queryset(self) -> QuerySet[Exam]:
        exams: QuerySet[Exam] = super().get_base_queryset().filter(is_mock=False)
        return exams


class SittingIndexView(generic.IndexView):
    """The same of sittings."""

    def get_base_queryset(self) -> QuerySet[Sitting]:
        sittings: QuerySet[Sitting] = super().get_base_queryset().filter(exam__is_mock=False)
        return sittings


class ExamViewSet(ModelViewSet):
    """Exams with their theory component."""

    model = Exam
    icon = "doc-full"
    menu_label = _("Exams")
    list_display = ("title", "code", "chapter", "attempts_allowed")
    search_fields = ("title", "code")
    add_to_reference_index = False
    edit_handler = exam_groups()
    index_view_class = ExamIndexView
    add_view_class = AddExamView
    edit_view_class = EditExamView


class EditSittingView(generic.EditView):
    """Change a sitting; who is registered is told of other times."""

    form: Any

    def save_instance(self) -> Sitting:
        sitting: Sitting = super().save_instance()
        if {"opens_at", "closes_at"} & set(self.form.changed_data):
            announce_timetable(sitting=sitting, now=timezone.now())
        return sitting


class SittingViewSet(ModelViewSet):
    """When an exam is held, and for whom."""

    model = Sitting
    index_view_class = SittingIndexView
    icon = "date"
    menu_label = _("Sittings")
    list_display = ("name", "exam", "opens_at", "closes_at")
    list_filter = ("exam",)
    edit_handler = sitting_groups()
    edit_view_class = EditSittingView
    inspect_view_fields = (
        "exam",
        "name",
        "opens_at",
        "closes_at",
        "open_registration",
        "needs_application",
        "applications_close_at",
        "starts_by_room",
        "late_after_minutes",
        "two_person_acts",
    )
    inspect_view_enabled = True
    inspect_template_name = "sittings/admin/sitting_inspect.html"
    add_to_reference_index = False


class EligibilityRuleViewSet(ModelViewSet):
    """Who may sit an exam: one rule met is enough."""

    model = EligibilityRule
    icon = "list-ol"
    menu_label = _("Eligibility rules")
    list_display = ("title", "exam", "schooling", "work_years", "certificate", "course")
    list_filter = ("exam",)
    ordering = ("exam", "position")
    add_to_reference_index = False

    def get_form_class(self, for_update: bool = False) -> type[EligibilityRuleForm]:  # noqa: ARG002, FBT001, FBT002 -- Wagtail's signature
        return EligibilityRuleForm


def review_url(application: Application) -> str:
    return reverse("exam_applications:decide", args=[application.pk])


def decision_url(accommodation: Accommodation) -> str:
    return reverse("sittings_admin:accommodation", args=[accommodation.registration_id])


class _QueueIndexView(generic.IndexView):
    """What waits, oldest first; by filter what was decided."""

    any_permission_required: ClassVar = ["change"]
    waiting: ClassVar[str]
    page_title = ""

    def get_base_queryset(self) -> QuerySet[Any]:
        return self.queue().order_by(Case(When(state=self.waiting, then=0), default=1), *self.default_ordering)

    def queue(self) -> QuerySet[Any]:
        raise NotImplementedError

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset


class ApplicationIndexView(_QueueIndexView):
    """Submitted first."""

    waiting = ApplicationState.SUBMITTED
    default_ordering = ("submitted_at", "pk")

    def queue(self) -> QuerySet[Application]:
        return application_queue()

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("candidate", label=_("Candidate"), accessor="candidate", get_url=review_url),
            Column("sitting", label=_("Sitting")),
            DateColumn("submitted_at", label=_("Submitted")),
            Column("state", label=_("State"), accessor="get_state_display"),
        ]


class AccommodationIndexView(_QueueIndexView):
    """Requested first."""

    waiting = AccommodationState.REQUESTED
    default_ordering = ("asked_at", "pk")

    def queue(self) -> QuerySet[Accommodation]:
        return accommodation_queue()

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "registration",
                label=_("Candidate"),
                accessor="registration.candidate",
                get_url=decision_url,
            ),
            Column(
                "sitting",
                label=_("Sitting"),
                accessor=lambda one: f"{one.registration.sitting.name} · {one.registration.number}",
            ),
            Column("arranged", label=_("Accommodation"), accessor=lambda one: " · ".join(arranged_in_words(one))),
            DateColumn("asked_at", label=_("Asked")),
            Column("state", label=_("State"), accessor="get_state_display"),
        ]


class _QueueViewSet(ModelViewSet):
    """A list; decisions have a page of their own."""

    add_to_reference_index = False
    list_filter: tuple[str, ...] = ("state",)
    form_fields = ("state",)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in {"index", "index_results"}]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        common: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        written = ("add", "edit", "delete", "copy", "history", "usage")
        return {**common, **{f"{name}_url_name": None for name in written if f"{name}_url_name" in common}}

    def register_admin_url_finder(self) -> None:
        """There is no edit view that could be found."""


class ApplicationViewSet(_QueueViewSet):
    """Applications that wait, and those that were decided."""

    model = Application
    icon = "form"
    menu_label = _("Applications")
    index_view_class = ApplicationIndexView
    list_filter = ("state", "sitting")
    search_fields = ("candidate__username", "candidate__person__full_name")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/", review.decide, name="decide")]


class AccommodationViewSet(_QueueViewSet):
    """Accommodations asked for and arranged."""

    model = Accommodation
    icon = "help"
    menu_label = _("Accommodations")
    index_view_class = AccommodationIndexView
    search_fields = ("registration__number", "registration__candidate__person__full_name")


class SittingsGroup(ViewSetGroup):
    """The exam office's menu."""

    menu_label = _("Exam office")
    menu_icon = "calendar-alt"
    menu_order = 300
    items = (
        SittingViewSet("exam_sittings"),
        ApplicationViewSet("exam_applications"),
        AccommodationViewSet("exam_accommodations"),
        ExamViewSet("exam_rules"),
        EligibilityRuleViewSet("exam_eligibility"),
    )
