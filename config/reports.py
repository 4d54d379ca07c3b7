"""The audit log in the back office, for auditors: what the chain holds, filtered and exported."""

from typing import Any, ClassVar

from django.apps import apps
from django.db.models import Field, QuerySet
from django.utils.dateformat import format as date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import permission_denied
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.views.reports import ReportView
from wagtail.log_actions import registry

from accounts.models import AuditEntry
from accounts.roles import SEE_AUDIT_LOG
from config.forms import AuditFilterSet
from config.services.audit_sources import SOURCES, Source
from exams.bank.interchange.sheets.template import neutral

_SOURCES = {source.name: source for source in SOURCES}


def act_in_words(entry: AuditEntry) -> str:
    """What was done, as its log calls it; the code where that log knows it no more."""
    formatter = registry.formatters.get(entry.act) if registry.action_exists(entry.act) else None
    if formatter is not None:
        return str(formatter.label)
    source, code = _SOURCES.get(entry.source), entry.act.partition(".")[2]
    return _choice(source, code) if source else entry.act


def _choice(source: Source, code: str) -> str:
    """The label of the log's own code, after the log's name where several logs share codes."""
    name = str(source.model._meta.verbose_name)  # noqa: SLF001 -- Django's public way
    if source.is_constant or not code:
        return f"{name} · {source.name}"
    field = source.model._meta.get_field(source.act)  # noqa: SLF001 -- Django's public way
    labels = dict(field.flatchoices) if isinstance(field, Field) else {}
    return f"{name} · {labels.get(code, code)}"


def object_in_words(entry: AuditEntry) -> str:
    """The kind and the number of what it was done to; the object itself may be nobody's to see here."""
    if not entry.object_type:
        return ""
    app_label, _dot, model = entry.object_type.partition(".")
    kind = apps.all_models.get(app_label, {}).get(model)
    name = kind._meta.verbose_name if kind else entry.object_type  # noqa: SLF001 -- Django's public way
    return f"{name} {entry.object_id}".strip()


def details_in_words(entry: AuditEntry) -> str:
    return ", ".join(f"{key} {value}" for key, value in sorted(entry.details.items()))


def actor_in_words(entry: AuditEntry) -> str:
    """Whoever did it, by name as long as the account is there."""
    if entry.actor_id is None:
        return str(_("The platform"))
    return entry.actor.display_name if entry.actor else f"#{entry.actor_id}"


class AuditLogView(ReportView):
    """Every chained act, newest first."""

    page_title = _("Audit log")
    header_icon = "history"
    index_url_name = "audit_log"
    index_results_url_name = "audit_log_results"
    filterset_class = AuditFilterSet
    model = AuditEntry
    default_ordering = None
    verbose_name_plural = _("audit entries")
    columns: ClassVar[list[BaseColumn]] = [
        Column("position", label=_("Place in the chain")),
        Column("at", label=_("Time"), accessor=lambda one: date_format(localtime(one.at), "Y-m-d H:i:s")),
        Column("actor", label=_("Done by"), accessor=actor_in_words),
        Column("act", label=_("Act"), accessor=act_in_words),
        Column("object", label=_("Object"), accessor=object_in_words),
        Column("details", label=_("Details"), accessor=details_in_words),
        Column("hash", label=_("Hash"), accessor=lambda one: one.hash[:12]),
    ]
    list_export: ClassVar[list[str]] = [
        "position",
        "at",
        "actor_id",
        "act",
        "object_type",
        "object_id",
        "details",
        "source",
        "source_id",
        "previous",
        "hash",
    ]
    export_headings: ClassVar[dict[str, str]] = {name: name for name in list_export}
    export_filename = "audit-log"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(SEE_AUDIT_LOG):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[AuditEntry]:
        # An account that is gone leaves its number.
        return AuditEntry.objects.select_related("actor__person").order_by("-position")


def neutralise_exports() -> None:
    """Have no list that Wagtail writes for a spreadsheet hold a formula: titles and names are what somebody typed."""
    written = SpreadsheetExportMixin.preprocess_field_value

    def preprocess_field_value(self: Any, field: str, value: Any, export_format: str) -> Any:
        found = written(self, field, value, export_format)
        return neutral(found) if isinstance(found, str) else found

    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
