"""The certificate office's own pages in the back office: one act each, each with its reason."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from accounts.access import sensitive
from accounts.models import User
from certificates.forms import (
    ApprovalForm,
    BulkRevokeForm,
    CorrectionAnswerForm,
    RenewForm,
    RevokeForm,
    SupersedeForm,
)
from certificates.models import Certificate, CertificateState, CorrectionRequest, CorrectionState
from certificates.queries import certificates_by_id, renewal_reasons, standing_of
from certificates.rules import may_answer_corrections, may_approve, may_revoke, may_supersede
from certificates.services import (
    ApprovalRefused,
    CorrectionRefused,
    IssueRefused,
    RevokeRefused,
    SupersedeRefused,
    answer_correction,
    decide_award,
    renew_certificate,
    revoke_certificate,
    supersede_certificate,
)

REFUSALS = (ApprovalRefused, CorrectionRefused, IssueRefused, RevokeRefused, SupersedeRefused)


class ActView(View):
    """Shows a form under its warning; a valid one is the act, a refusal is said above the form."""

    form_class: ClassVar[type[Form]]
    template_name: ClassVar[str] = "certificates/admin/act.html"
    page_title: ClassVar[str | Promise]
    button: ClassVar[str | Promise]
    header_icon: ClassVar[str] = "success"
    list_url_name: ClassVar[str] = "certificate_records:index"
    list_label: ClassVar[str | Promise] = gettext_lazy("Certificates")
    refusals: ClassVar[tuple[type[Exception], ...]] = REFUSALS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, User) or not self.may(request.user):
            raise PermissionDenied
        self.user = request.user
        self.find(**kwargs)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self.page(request, self.form_class(initial=self.initial()))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.page(request, form, status=422)
        try:
            message = self.act(form)
        except self.refusals as refusal:
            messages.error(request, self.refused(refusal))
            return self.page(request, form, status=422)
        messages.success(request, message)
        return redirect(self.done_url())

    def may(self, user: User) -> bool:
        """Whether this officer may."""
        raise NotImplementedError

    def find(self, **kwargs: Any) -> None:
        """What the act is about, from the address; 404 where there is none."""

    def initial(self) -> dict[str, Any]:
        return {}

    def act(self, form: Form) -> str:
        """Do it; what to tell the officer."""
        raise NotImplementedError

    def refused(self, refusal: Exception) -> str:
        return str(refusal)

    def done_url(self) -> str:
        return reverse(self.list_url_name)

    def context(self) -> dict[str, Any]:
        return {}

    def page(self, request: HttpRequest, form: Form, *, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "back_url": self.done_url(),
            "page_title": self.page_title,
            "header_title": self.page_title,
            "header_icon": self.header_icon,
            "button": self.button,
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse(self.list_url_name), "label": self.list_label},
                {"url": "", "label": self.page_title},
            ],
            **self.context(),
        }
        return render(request, self.template_name, context, status=status)


class CertificateActView(ActView):
    """An act on one certificate."""

    def find(self, **kwargs: Any) -> None:
        certificates = Certificate.objects.select_related("award__exam", "award__course", "person__user")
        self.certificate = get_object_or_404(certificates, pk=kwargs["certificate_id"])

    def done_url(self) -> str:
        return reverse("certificate_records:inspect", args=[self.certificate.pk])

    def context(self) -> dict[str, Any]:
        return {
            "certificate": self.certificate,
            "standing": standing_of(self.certificate, today=timezone.localdate()).label,
        }


@method_decorator(sensitive, name="dispatch")
class RevokeView(CertificateActView):
    """Take a certificate back."""

    form_class = RevokeForm
    template_name = "certificates/admin/revoke.html"
    page_title = gettext_lazy("Revoke a certificate")
    button = gettext_lazy("Revoke for good")
    header_icon = "cross"

    def may(self, user: User) -> bool:
        return may_revoke(user)

    def act(self, form: Form) -> str:
        revoke_certificate(certificate=self.certificate, **form.cleaned_data, actor=self.user, now=timezone.now())
        return _("Certificate %(number)s is revoked.") % {"number": self.certificate.number}

    def refused(self, refusal: Exception) -> str:  # noqa: ARG002 -- the same for every refusal
        return _("This certificate is not valid any more: nothing was changed.")


@method_decorator(sensitive, name="dispatch")
class SupersedeView(CertificateActView):
    """Put a corrected certificate in the place of this one."""

    form_class = SupersedeForm
    template_name = "certificates/admin/supersede.html"
    page_title = gettext_lazy("Replace a certificate")
    button = gettext_lazy("Issue the new certificate")
    header_icon = "copy"

    def may(self, user: User) -> bool:
        return may_supersede(user)

    def act(self, form: Form) -> str:
        old = self.certificate.number
        self.certificate = supersede_certificate(
            certificate=self.certificate, **form.cleaned_data, actor=self.user, now=timezone.now()
        )
        return _("Certificate %(new)s has taken the place of %(old)s.") % {"new": self.certificate.number, "old": old}


class RenewView(CertificateActView):
    """Begin the next term for a holder."""

    form_class = RenewForm
    template_name = "certificates/admin/renew.html"
    page_title = gettext_lazy("Renew a certificate")
    button = gettext_lazy("Issue the renewed certificate")
    header_icon = "history"

    def may(self, user: User) -> bool:
        return may_supersede(user)

    def act(self, form: Form) -> str:  # noqa: ARG002 -- nothing to fill in: the rule decides
        old = self.certificate.number
        self.certificate = renew_certificate(certificate=self.certificate, actor=self.user, now=timezone.now())
        return _("Certificate %(new)s has taken the place of %(old)s.") % {"new": self.certificate.number, "old": old}

    def context(self) -> dict[str, Any]:
        return {**super().context(), "reasons": renewal_reasons(self.certificate, today=timezone.localdate())}


@method_decorator(sensitive, name="dispatch")
class BulkRevokeView(ActView):
    """Take several certificates back for one reason."""

    form_class = BulkRevokeForm
    template_name = "certificates/admin/bulk_revoke.html"
    page_title = gettext_lazy("Revoke several certificates")
    button = gettext_lazy("Revoke for good")
    header_icon = "cross"

    def may(self, user: User) -> bool:
        return may_revoke(user)

    def initial(self) -> dict[str, Any]:
        return {"certificates": self._chosen()}

    def _chosen(self) -> QuerySet[Certificate]:
        return certificates_by_id(self.request.GET.getlist("certificates"))

    def act(self, form: Form) -> str:
        revoked = 0
        passed_over = []
        for certificate in form.cleaned_data["certificates"]:
            try:
                revoke_certificate(
                    certificate=certificate,
                    code=form.cleaned_data["code"],
                    reason=form.cleaned_data["reason"],
                    actor=self.user,
                    now=timezone.now(),
                )
                revoked += 1
            except RevokeRefused:
                passed_over.append(certificate.number)
        if passed_over:
            messages.warning(
                self.request,
                _("Not valid any more, and left as it was: %(numbers)s") % {"numbers": ", ".join(passed_over)},
            )
        text = ngettext("%(count)s certificate is revoked.", "%(count)s certificates are revoked.", revoked)
        return text % {"count": revoked}


class ApproveView(ActView):
    """An officer's word on an award for a person."""

    form_class = ApprovalForm
    template_name = "certificates/admin/approve.html"
    page_title = gettext_lazy("Decide on an award")
    button = gettext_lazy("Put on record")
    header_icon = "check"
    list_url_name = "certificate_approvals:index"
    list_label = gettext_lazy("Approvals")

    def may(self, user: User) -> bool:
        return may_approve(user)

    def initial(self) -> dict[str, Any]:
        return {name: self.request.GET.get(name, "") for name in ("award", "username")}

    def act(self, form: Form) -> str:
        said = form.cleaned_data
        decide_award(
            award=said["award"],
            person=said["person"],
            verdict=said["verdict"],
            reason=said["reason"],
            actor=self.user,
            now=timezone.now(),
        )
        return _("Put on record for %(name)s.") % {"name": said["person"].full_name}


class CorrectionView(ActView):
    """Answer a holder: decline with a reason, or issue a corrected certificate."""

    form_class = CorrectionAnswerForm
    template_name = "certificates/admin/correction.html"
    page_title = gettext_lazy("Correction request")
    button = gettext_lazy("Send the answer")
    header_icon = "edit"
    list_url_name = "certificate_corrections:index"
    list_label = gettext_lazy("Correction requests")

    def may(self, user: User) -> bool:
        return may_answer_corrections(user)

    def find(self, **kwargs: Any) -> None:
        found = CorrectionRequest.objects.select_related(
            "certificate__award__exam", "certificate__award__course", "certificate__person__user", "answered_by"
        )
        self.correction = get_object_or_404(found, pk=kwargs["pk"])

    def act(self, form: Form) -> str:
        successor = answer_correction(request=self.correction, **form.cleaned_data, actor=self.user, now=timezone.now())
        if successor is None:
            return _("Declined. The holder can read the reason now.")
        return _("Certificate %(new)s has taken the place of %(old)s.") % {
            "new": successor.number,
            "old": self.correction.certificate.number,
        }

    def context(self) -> dict[str, Any]:
        certificate = self.correction.certificate
        return {
            "correction": self.correction,
            "certificate": certificate,
            "person": certificate.person,
            "is_open": self.correction.state == CorrectionState.OPEN,
            "is_valid": certificate.state == CertificateState.VALID,
        }
