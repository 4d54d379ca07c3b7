"""The certificate office on the first page of the back office: the key that signs, where it asks for the operator."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from certificates.queries import office_key


class OfficePanel(Component):
    """A word on the key for a certificate officer, where there is one to say."""

    name = "certificate-office"
    template_name = "certificates/admin/office.html"
    order = 60

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:  # noqa: ARG002 -- Wagtail's signature
        return {"key": office_key(now=timezone.now())}
