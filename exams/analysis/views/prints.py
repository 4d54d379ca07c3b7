"""What a page has whose report can be taken away as a PDF that the task worker makes."""

from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import View

from exams.analysis.models import PrintState, ReportPrint, Subject
from exams.analysis.queries.reports import print_of
from exams.analysis.services.prints import is_there
from exams.analysis.tasks import print_later
from exams.analysis.views.base import DeskView, taken_away

# Kinds of addresses: of files, of the page itself, of the act that has the PDF made.
FILES, PAGE, PRINT = ("xlsx", "pdf"), "page", "print"
# Seen by the script that waits, which asks where the page says so.
STILL_PENDING = "<p data-pending></p>"


@dataclass(frozen=True, slots=True)
class Files:
    """A report to take away: the addresses of its files, where the PDF is asked for, and how far that is."""

    workbook: str
    pdf: str
    ask: str
    printed: ReportPrint | None
    is_printing: bool
    has_failed: bool


class PrintDesk(DeskView):
    """A view of a report that can be printed; `stamp` is that of what it shows now."""

    @property
    def stamp(self) -> str:
        raise NotImplementedError

    @property
    def subject(self) -> Subject:
        raise NotImplementedError

    def address(self, kind: str) -> str:
        raise NotImplementedError

    @cached_property
    def printed(self) -> ReportPrint | None:
        """In the reader's language, in whatever state it is."""
        return print_of(self.subject, get_language())

    @property
    def is_printing(self) -> bool:
        return self.printed is not None and self.printed.is_under_way(now=timezone.now())

    @property
    def files(self) -> Files:
        printed = self.printed
        is_current = printed is not None and printed.stamp == self.stamp and is_there(printed)
        return Files(
            workbook=self.address("xlsx"),
            pdf=self.address("pdf"),
            ask=self.address(PRINT),
            printed=printed if is_current else None,
            is_printing=self.is_printing,
            has_failed=printed is not None and printed.state == PrintState.FAILED,
        )

    def printed_file(self, name: str) -> HttpResponse:
        """The PDF as long as it shows what the page shows; nothing to take where none was made."""
        printed = self.printed
        if printed is None or not is_there(printed):
            raise Http404
        if printed.stamp != self.stamp:
            messages.warning(
                self.request, _("The figures have changed since the PDF was made. Please have it made anew.")
            )
            return redirect(self.address(PAGE))
        with printed.file.open("rb") as file:
            return taken_away(file.read(), kind="pdf", name=name)


class PrintAct(PrintDesk, View):
    """Asked by POST it has the PDF made; by GET it says whether one is under way, and shows nothing of it."""

    http_method_names = ["get", "head", "post"]

    def get(self, _request: HttpRequest, **_kwargs: int) -> HttpResponse:
        return HttpResponse(STILL_PENDING) if self.is_printing else HttpResponse(status=HTTPStatus.NO_CONTENT)

    def post(self, _request: HttpRequest, **_kwargs: int) -> HttpResponse:
        print_later(subject=self.subject, stamp=self.stamp, language=get_language(), now=timezone.now())
        return redirect(self.address(PAGE))
