"""The certificate office on the first page of the back office."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from certificates.queries import SOON_DAYS, OfficeWork, office_work


@dataclass(frozen=True)
class Task:
    """A kind of work, how much of it waits, and the list that shows it."""

    count: int
    label: str | Promise
    url: str


class OfficePanel(Component):
    """What waits for a certificate officer."""

    name = "certificate-office"
    template_name = "certificates/admin/office.html"
    order = 60

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:  # noqa: ARG002 -- Wagtail's signature
        work = office_work(now=timezone.now())
        return {"work": work, "tasks": [task for task in tasks_of(work) if task.count]}


def tasks_of(work: OfficeWork) -> list[Task]:
    """The most pressing first: what people wait for, what has gone wrong, what is only to be watched."""
    records, batches = reverse("certificate_records:index"), reverse("certificate_batches:index")
    approvals, corrections = reverse("certificate_approvals:index"), reverse("certificate_corrections:index")
    return [
        Task(work.approvals, _("People who wait for your approval"), f"{approvals}#waiting"),
        Task(work.corrections, _("Correction requests without an answer"), f"{corrections}?state=open"),
        Task(work.failed, _("Batches with lines that failed"), f"{batches}?trouble=failed"),
        Task(work.to_review, _("Certificates that wait for a decision"), f"{records}?review=waiting"),
        Task(work.checked, _("Batches that are checked and not started"), f"{batches}?state=checked"),
        Task(work.running, _("Batches at work"), f"{batches}?state=running"),
        Task(work.ending, _("Certificates that end within 30 days"), f"{records}?ending={SOON_DAYS}"),
    ]
