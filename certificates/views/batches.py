"""Batches in the back office: check, start, watch, cancel, try again, and take the results out."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from accounts.access import sensitive
from accounts.models import User
from certificates import tasks
from certificates.forms.batches import BatchForm
from certificates.interchange.archives import safe_name, zip_of
from certificates.interchange.print_runs import LARGEST_RUN, print_run
from certificates.interchange.sheets import sheet_of
from certificates.models import Batch, BatchAct, BatchRow, BatchSource, BatchState, RowState
from certificates.queries import (
    Listed,
    finished_rows,
    groups_of,
    listed_as_due,
    listed_by_reference,
    listed_of_sitting,
    progress_of,
    rows_for_listing,
)
from certificates.rules import may_run_batches, may_see_batches
from certificates.services import BatchRefused, cancel_batch, log_download, prepare_batch

ROWS_PER_PAGE = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Trail = list[dict[str, Any]]


def trail(title: str | Promise) -> Trail:
    """Where a page stands."""
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("certificate_batches:index"), "label": _("Batches")},
        {"url": "", "label": title},
    ]


class OfficeView(View):
    """For those who may run batches."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, User) or not self.may(request.user):
            raise PermissionDenied
        self.user = request.user
        if "pk" in kwargs:
            found = Batch.objects.select_related("award__exam", "award__course", "sitting", "created_by", "started_by")
            self.batch = get_object_or_404(found, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def may(self, user: User) -> bool:
        return may_run_batches(user)


class NewBatchView(OfficeView):
    """Say for whom; the answer is the check, and nothing is made."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, BatchForm(initial={"source": BatchSource.SITTING}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BatchForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, form, status=422)
        said = form.cleaned_data
        source = BatchSource(said["source"])
        listed, detail = self._listed(said, source)
        try:
            batch = prepare_batch(
                award=said["award"],
                listed=listed,
                source=source,
                actor=self.user,
                now=timezone.now(),
                sitting=said["sitting"] if source == BatchSource.SITTING else None,
                detail=detail,
            )
        except BatchRefused as refused:
            form.add_error(None, str(refused))
            return self._page(request, form, status=422)
        return redirect("certificate_batches:batch", batch.pk)

    def _listed(self, said: dict[str, Any], source: BatchSource) -> tuple[list[Listed], str]:
        """The candidates, and what more there is to say of where they came from."""
        if source == BatchSource.SITTING:
            return listed_of_sitting(said["sitting"], room=said["room"]), said["room"]
        if source == BatchSource.LIST:
            return listed_by_reference(said["lines"]), said["file"].name if said["file"] else ""
        return list(listed_as_due(said["award"])), ""

    def _page(self, request: HttpRequest, form: BatchForm, *, status: int = 200) -> HttpResponse:
        title = _("Check a batch")
        context = {"form": form, "page_title": title, "header_title": title, "header_icon": "group"}
        context["breadcrumbs_items"] = trail(title)
        return render(request, "certificates/admin/batch_new.html", context, status=status)


class BatchView(OfficeView):
    """The check, the progress or the outcome of a batch, row by row."""

    def may(self, user: User) -> bool:
        return may_see_batches(user)

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        batch = self.batch
        tasks.go_on_if_stalled(batch=batch, now=timezone.now())
        state = request.GET.get("state", "")
        rows = rows_for_listing(batch)
        if state in RowState.values:
            rows = rows.filter(state=state)
        progress = progress_of(batch)
        files = finished_rows(batch).count() if progress.done else 0
        title = batch.award.title
        context = {
            "batch": batch,
            "progress": progress,
            "rows": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("p")),
            "state": state,
            "states": [(key, label, progress.counts[key]) for key, label in RowState.choices if key in progress.counts],
            "unset_rows": batch.rows.exclude(unset="").order_by("place")[:ROWS_PER_PAGE] if progress.unset else [],
            "events": batch.events.select_related("actor__person"),
            "files": files,
            "groups": groups_of(batch) if files else [],
            "runs": range(1, -(-files // LARGEST_RUN) + 1),
            "may_run": may_run_batches(self.user),
            "is_checked": batch.state == BatchState.CHECKED,
            "is_running": batch.state == BatchState.RUNNING,
            "may_retry": batch.started_at and batch.state in {BatchState.DONE, BatchState.CANCELLED},
            "page_title": title,
            "header_title": title,
            "page_subtitle": batch.origin,
            "header_icon": "group",
            "breadcrumbs_items": trail(str(batch)),
        }
        return render(request, "certificates/admin/batch.html", context)


class ProgressView(OfficeView):
    """How far it is, for the script of the page."""

    def may(self, user: User) -> bool:
        return may_see_batches(user)

    def get(self, _request: HttpRequest, **_kwargs: Any) -> JsonResponse:
        tasks.go_on_if_stalled(batch=self.batch, now=timezone.now())
        progress = progress_of(self.batch)
        return JsonResponse(
            {
                "state": self.batch.state,
                "settled": progress.settled,
                "total": progress.total,
                "text": progress_text(progress.settled, progress.total),
            },
            headers={"Cache-Control": "no-store"},
        )


def progress_text(settled: int, total: int) -> str:
    """`30 of 500 rows done`."""
    return _("%(settled)s of %(total)s rows done") % {"settled": settled, "total": total}


class BatchActView(OfficeView):
    """An act by a button; a refusal is said on the page."""

    http_method_names: ClassVar[list[str]] = ["post"]  # type: ignore[misc]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        try:
            messages.success(request, self.act())
        except BatchRefused as refused:
            messages.error(request, str(refused))
        return redirect("certificate_batches:batch", self.batch.pk)

    def act(self) -> str:
        """Do it; what to tell the officer."""
        raise NotImplementedError


@method_decorator(sensitive, name="dispatch")
class StartView(BatchActView):
    """Issue and print."""

    def act(self) -> str:
        tasks.start(batch=self.batch, actor=self.user, now=timezone.now())
        return _("Started. You may leave this page: the work goes on.")


class CancelView(BatchActView):
    """Issue nothing more."""

    def act(self) -> str:
        cancel_batch(batch=self.batch, actor=self.user, now=timezone.now())
        return _("Cancelled. What has been issued stays issued.")


class RetryView(BatchActView):
    """Try again what did not succeed."""

    def act(self) -> str:
        count = tasks.retry(batch=self.batch, actor=self.user, now=timezone.now())
        return ngettext("%(count)s row is tried again.", "%(count)s rows are tried again.", count) % {"count": count}


class ResultView(OfficeView):
    """A file with results; who takes it is put on record."""

    @property
    def group(self) -> str | None:
        """The class or centre that is asked for; "" is the one without a name, None all of them."""
        group = self.request.GET.get("group")
        return None if group is None else str(group).replace("\0", "")

    def rows(self) -> list[BatchRow]:
        """Those that may be handed out, of one class or centre where one is named; 404 where there is none."""
        rows = finished_rows(self.batch)
        if self.group is not None:
            rows = rows.filter(group=self.group)
        found = list(rows)
        if not found:
            raise Http404
        return found

    def named(self, response: HttpResponseBase, ending: str) -> HttpResponseBase:
        parts = [self.batch.award.title, self.batch.origin, self.group]
        name = safe_name(" ".join(filter(None, parts)))
        response["Content-Disposition"] = str(content_disposition_header(as_attachment=True, filename=name + ending))
        response["Cache-Control"] = "no-store"
        return response


class ZipView(ResultView):
    """All files, or those of one class or centre."""

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        now, rows = timezone.now(), self.rows()
        log_download(
            batch=self.batch, act=BatchAct.ZIP, actor=self.user, now=now, certificates=len(rows), group=self.group
        )
        response = StreamingHttpResponse(zip_of(rows, now=now), content_type="application/zip")
        return self.named(response, ".zip")


class PrintView(ResultView):
    """One run of the print file."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        now, rows = timezone.now(), self.rows()
        part = request.GET.get("part", "1")
        number = int(part) if part.isascii() and part.isdigit() and len(part) < len(str(LARGEST_RUN)) + 2 else 0
        run = rows[(number - 1) * LARGEST_RUN : number * LARGEST_RUN] if number else []
        if not run:
            raise Http404
        log_download(batch=self.batch, act=BatchAct.PRINT, actor=self.user, now=now, certificates=len(run), part=number)
        response = HttpResponse(print_run(run, now=now), content_type="application/pdf")
        return self.named(response, f" {number}.pdf" if len(rows) > LARGEST_RUN else ".pdf")


class ListView(ResultView):
    """Every row as a workbook, before the start and after the end."""

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        now = timezone.now()
        log_download(batch=self.batch, act=BatchAct.LIST, actor=self.user, now=now)
        data = sheet_of(rows_for_listing(self.batch), today=timezone.localdate(now))
        return self.named(HttpResponse(data, content_type=XLSX), ".xlsx")
