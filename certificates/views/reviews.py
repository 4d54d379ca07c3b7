"""The officer's look at a certificate whose result was replaced."""

from typing import Any

from django.forms import Form
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from certificates.forms.reviews import KeepForm
from certificates.models import CertificateReview, CertificateState, ReviewState
from certificates.rules import may_revoke, may_supersede
from certificates.services.reviews import ReviewRefused, keep_certificate
from certificates.views.officer import ActView
from exams.marking.queries import current_result


class ReviewView(ActView):
    """What the certificate says and what the result says now; replace, revoke, or leave it with a reason."""

    form_class = KeepForm
    template_name = "certificates/admin/review.html"
    page_title = gettext_lazy("The result was changed since")
    button = gettext_lazy("Leave the certificate as it is")
    header_icon = "warning"
    list_url_name = "certificate_reviews:index"
    list_label = gettext_lazy("Certificates to look at")
    refusals = (ReviewRefused,)

    def may(self, user: User) -> bool:
        return may_supersede(user)

    def find(self, **kwargs: Any) -> None:
        reviews = CertificateReview.objects.select_related("certificate__result", "settled_by__person")
        self.review = get_object_or_404(reviews, pk=kwargs["pk"])

    def act(self, form: Form) -> str:
        keep_certificate(review=self.review, note=form.cleaned_data["note"], actor=self.user, now=timezone.now())
        return _("Put on record: the certificate stays as it is.")

    def context(self) -> dict[str, Any]:
        certificate = self.review.certificate
        result = certificate.result and current_result(certificate.result.registration_id)
        return {
            "review": self.review,
            "certificate": certificate,
            "result": result,
            "parts": result.components.select_related("component") if result else (),
            "is_open": self.review.state == ReviewState.OPEN and certificate.state == CertificateState.VALID,
            "may_revoke": may_revoke(self.user),
        }
