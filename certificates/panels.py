"""What certificates add to lower apps: the way from a passed result, and what eligibility rules may ask for."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.prepared import PreparedValues
from certificates.models import Award, Certificate, CertificateState
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


def show_panels() -> None:
    """Called once, when the app is ready."""
    register_result_panel(certificate_panel)
    register_certificate_source(CertificateSource(titles=award_titles, held=awards_held))
