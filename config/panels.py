"""The homes of examiners and officers: what waits for them, on the back office's first page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wagtail.admin.ui.components import Component

from accounts.models import User
from accounts.panels import work_of
from config.queries import sittings_now_and_next


class WorkPanel(Component):
    """Everything that waits for the person who looks."""

    name = "work"
    template_name = "config/admin/work.html"
    order = 40

    def __init__(self, user: User, now: datetime) -> None:
        self.user, self.now = user, now

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:  # noqa: ARG002 -- Wagtail's signature
        return {"work": work_of(self.user, now=self.now)}


class ExamsPanel(Component):
    """Sittings open now or in the coming week, for those who may see them."""

    name = "exams"
    template_name = "config/admin/today.html"
    order = 50

    def __init__(self, now: datetime) -> None:
        self.now = now

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:  # noqa: ARG002 -- Wagtail's signature
        return {"sittings": sittings_now_and_next(now=self.now)}
