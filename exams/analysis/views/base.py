"""What every view of analyses has."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts.models import User
from exams.analysis.interchange.workbooks import CONTENT_TYPE, report_workbook
from exams.analysis.rendering.reports import PrintedReport

Crumb = dict[str, str]


class DeskView(PermissionRequiredMixin):
    """A view for those who hold its permissions; anybody else is turned away before anything is read."""

    raise_exception = True
    request: HttpRequest

    @property
    def user(self) -> User:
        if not isinstance(self.request.user, User):
            raise PermissionDenied
        return self.request.user

    def trail(self, *steps: tuple[str, str]) -> list[Crumb]:
        """Breadcrumbs from the admin's home; the last step is where one stands."""
        return [{"url": url, "label": label} for url, label in ((reverse("wagtailadmin_home"), _("Home")), *steps)]


def file_of(report: PrintedReport, *, kind: str, name: str) -> HttpResponse:
    """The report as "xlsx"; there is no other file that a request makes."""
    if kind != "xlsx":
        raise Http404
    return taken_away(report_workbook(report), kind=kind, name=name)


def taken_away(data: bytes, *, kind: str, name: str) -> HttpResponse:
    """A file to be kept by nobody on the way."""
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.{kind}") or "attachment"
    headers = {"Content-Disposition": disposition, "Cache-Control": "private, no-store"}
    return HttpResponse(data, content_type=CONTENT_TYPE if kind == "xlsx" else "application/pdf", headers=headers)
