"""A paper as a file to print."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header

from exams.papers.forms import PrintForm
from exams.papers.rules import may_print_keys
from exams.papers.services import PrintRefused, print_paper
from exams.papers.views.papers import PaperView


class PrintView(PaperView):
    """Booklet, answer sheet or key; what stands in the way is said on the paper's page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        if request.POST.get("kind") == "key" and not may_print_keys(self.user):
            raise PermissionDenied
        form = PrintForm(request.POST, paper_form=self.paper.form, with_keys=may_print_keys(self.user))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(print_form=form))
        try:
            taken = print_paper(paper=self.paper, actor=self.user, now=timezone.now(), **form.cleaned_data)
        except PrintRefused as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(print_form=form))
        disposition = content_disposition_header(as_attachment=True, filename=taken.filename) or "attachment"
        headers = {"Content-Disposition": disposition, "Cache-Control": "private, no-store"}
        return HttpResponse(taken.data, content_type=taken.content_type, headers=headers)
