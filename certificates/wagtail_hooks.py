"""The certificate office in the Wagtail admin."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.admin.ui.components import Component

from accounts.models import User
from certificates.rules import may_approve
from certificates.views import officer
from certificates.views.dashboard import OfficePanel
from certificates.viewsets import CertificatesGroup


@hooks.register("register_admin_viewset")
def register_certificates() -> CertificatesGroup:
    return CertificatesGroup()


@hooks.register("register_admin_urls")
def register_act_urls() -> list[URLPattern | URLResolver]:
    urls = [
        path("revoke/", officer.BulkRevokeView.as_view(), name="bulk_revoke"),
        path("<int:certificate_id>/revoke/", officer.RevokeView.as_view(), name="revoke"),
        path("<int:certificate_id>/supersede/", officer.SupersedeView.as_view(), name="supersede"),
        path("<int:certificate_id>/renew/", officer.RenewView.as_view(), name="renew"),
    ]
    return [path("certificate-office/", include((urls, "certificates_admin")))]


@hooks.register("construct_homepage_panels")
def add_office_panel(request: HttpRequest, panels: list[Component]) -> None:
    if isinstance(request.user, User) and may_approve(request.user):
        panels.append(OfficePanel())
