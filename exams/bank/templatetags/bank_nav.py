"""The way from each of a bank's pages to the others."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from exams.bank.models import Bank
from exams.bank.rules import may_export, may_review_in, may_write_in

register = template.Library()

# Where one stands, by the name of the page's address; an item's own pages belong to the list.
_STANDS = {"import_batch": "import", "bulk": "items", "item": "items", "edit": "items", "add": "items"}


@register.inclusion_tag("bank/admin/nav.html", takes_context=True)
def bank_nav(context: dict[str, Any], bank: Bank) -> dict[str, Any]:
    """The pages of a bank that this person may open."""
    request = context["request"]
    match = request.resolver_match
    here = _STANDS.get(match.url_name, match.url_name) if match else ""
    pages = [("items", _("Items")), ("coverage", _("Coverage")), ("duplicates", _("Possible duplicates"))]
    if may_write_in(request.user, bank):
        pages.append(("import", _("Import items")))
    if may_export(request.user, bank):
        pages.append(("export", _("Export items")))
    if may_review_in(request.user, bank):
        pages.append(("practice", pgettext("page of a bank", "Practice")))
    tabs = [
        {"url": reverse(f"bank:{name}", args=[bank.code]), "label": label, "is_here": name == here}
        for name, label in pages
    ]
    return {"bank": bank, "tabs": tabs}
