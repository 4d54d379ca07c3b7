"""Applications: a candidate's own, the officers' queue, and whether the rules are met."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from accounts.models import User
from courses.learning_record import completions
from exams.sittings.eligibility import Asked, Facts, Names, Verdict, certificate_titles, certificates_held, judge
from exams.sittings.models import (
    Application,
    ApplicationDocument,
    ApplicationEvent,
    ApplicationState,
    EligibilityRule,
    Exam,
    Schooling,
    Sitting,
)


def asks_for_application(sitting: Sitting) -> bool:
    """Whether a place is given by an officer: the sitting says so, or its exam has eligibility rules."""
    return sitting.needs_application or EligibilityRule.objects.filter(exam=sitting.exam_id).exists()


def with_way_in(sittings: QuerySet[Sitting]) -> QuerySet[Sitting]:
    """Each sitting with `has_rules`: eligibility rules make the way in an application."""
    return sittings.annotate(has_rules=Exists(EligibilityRule.objects.filter(exam=OuterRef("exam"))))


def rules_of(exam: Exam) -> list[EligibilityRule]:
    """The exam's eligibility rules in order, with their courses."""
    return list(EligibilityRule.objects.filter(exam=exam).select_related("course").order_by("position", "pk"))


def verdict_on(application: Application, rules: Iterable[EligibilityRule]) -> Verdict:
    """The rules judged by what the application says and what this platform knows of its candidate."""
    rules = list(rules)
    courses = {rule.course for rule in rules if rule.course is not None}
    done = completions(courses=courses, trainee_ids=[application.candidate_id])
    held = certificates_held(application.candidate) if any(rule.certificate for rule in rules) else frozenset()
    facts = Facts(
        schooling=application.schooling,
        work_years=application.work_years,
        certificates=held | ({application.certificate} if application.certificate else set()),
        finished_courses=frozenset(course_id for (course_id, _trainee), how in done.items() if how.is_complete),
    )
    names = Names(
        schooling={value: str(label) for value, label in Schooling.choices},
        certificates=certificate_titles() if held or any(rule.certificate for rule in rules) else {},
        courses={course.pk: course.title for course in courses},
    )
    return judge([_asked(rule) for rule in rules], facts, names)


def _asked(rule: EligibilityRule) -> Asked:
    return Asked(rule.title, rule.schooling, rule.work_years, rule.certificate, rule.course_id)


@dataclass(frozen=True, slots=True)
class Proofs:
    """An application with all that an officer or its candidate looks at."""

    application: Application
    documents: list[ApplicationDocument]
    events: list[ApplicationEvent]
    verdict: Verdict

    @property
    def last_word(self) -> ApplicationEvent | None:
        """What an officer said when the application was returned or rejected, as long as that stands."""
        if self.application.state not in {ApplicationState.RETURNED, ApplicationState.REJECTED}:
            return None
        return next((event for event in reversed(self.events) if event.state == self.application.state), None)

    @property
    def misses(self) -> list[tuple[str, str]]:
        """Title and what is missing of each rule, where no rule is met."""
        judged = self.verdict.judged
        if any(one.is_met for one in judged):
            return []
        return [(one.title, " ".join(one.missing)) for one in judged]


def proofs_of(application: Application) -> Proofs:
    """Documents, history and the verdict of today."""
    return Proofs(
        application,
        list(application.documents.all()),
        list(application.events.select_related("actor__person")),
        verdict_on(application, rules_of(application.sitting.exam)),
    )


def own_application(candidate: User, sitting: Sitting) -> Application | None:
    """The candidate's application for this sitting, if there is one."""
    application = Application.objects.filter(candidate=candidate, sitting=sitting).first()
    if application:
        application.candidate, application.sitting = candidate, sitting
    return application


def open_applications_of(candidate: User) -> QuerySet[Application]:
    """A candidate's applications that have led to no place, with the last word on each."""
    last = ApplicationEvent.objects.order_by("-at", "-pk")
    return (
        Application.objects.filter(candidate=candidate)
        .exclude(state=ApplicationState.APPROVED)
        .select_related("sitting__exam")
        .prefetch_related(Prefetch("events", last))
        .order_by("-sitting__opens_at")
    )


def application_queue() -> QuerySet[Application]:
    """What waits for an officer, oldest first; then all others, latest first, stand behind by filter."""
    return Application.objects.exclude(state=ApplicationState.DRAFT).select_related(
        "candidate__person", "sitting__exam"
    )


def document_for_reading(document_id: int) -> ApplicationDocument | None:
    """A document with whose it is."""
    return ApplicationDocument.objects.select_related("application").filter(pk=document_id).first()
