"""What certificates add to lower apps: the way from a passed result, eligibility rules' questions, an officer's work."""

from collections.abc import Iterable
from datetime import datetime

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.panels import Work, register_work
from accounts.prepared import PreparedValues
from certificates.models import Award, Certificate, CertificateState
from certificates.queries import SOON_DAYS, office_work
from certificates.rules import may_approve
from exams.marking.models import Result
from exams.marking.panels import register_result_panel
from exams.sittings.eligibility import CertificateSource, Holder, register_certificate_source

_awards = PreparedValues(lambda exam: Award.objects.filter(exam=exam).values_list("pk"), int)


def certificate_panel(request: HttpRequest, result: Result) -> SafeString:
    """The way to the certificate, where the exam has one and was passed."""
    has_award = result.passed and _awards.rows(result.registration.sitting.exam_id)
    return render_to_string("certificates/_result_panel.html", {}, request) if has_award else SafeString("")


def award_titles() -> dict[str, str]:
    """Every award by its code."""
    return {
        code: f"{title} · {course}"
        for code, title, course in Award.objects.values_list("code", "title", "course_title")
    }


def awards_held(holder: Holder) -> frozenset[str]:
    """The codes of the awards whose certificate this user has, unless it was revoked."""
    certificates = Certificate.objects.filter(person__user=holder.pk, state=CertificateState.VALID)
    return frozenset(certificates.values_list("award__code", flat=True))


def officers_work(user: User, now: datetime) -> Iterable[Work]:
    """The most pressing first: what people wait for, what has gone wrong, what is only to be watched."""
    if not may_approve(user):
        return []
    work = office_work(now=now)
    records, batches = reverse("certificate_records:index"), reverse("certificate_batches:index")
    approvals, corrections = reverse("certificate_approvals:index"), reverse("certificate_corrections:index")
    return [
        Work(work.approvals, _("People who wait for your approval"), f"{approvals}#waiting"),
        Work(work.corrections, _("Correction requests without an answer"), f"{corrections}?state=open"),
        Work(work.failed, _("Batches with lines that failed"), f"{batches}?trouble=failed"),
        Work(work.to_review, _("Certificates that wait for a decision"), f"{records}?review=waiting"),
        Work(work.checked, _("Batches that are checked and not started"), f"{batches}?state=checked"),
        Work(work.running, _("Batches at work"), f"{batches}?state=running"),
        Work(work.ending, _("Certificates that end within 30 days"), f"{records}?ending={SOON_DAYS}"),
    ]


def show_panels() -> None:
    """Called once, when the app is ready."""
    register_work(officers_work)
    register_result_panel(certificate_panel)
    register_certificate_source(CertificateSource(titles=award_titles, held=awards_held))
