"""Lists of what is written elsewhere."""

from typing import Any

from django.urls import URLPattern
from wagtail.admin.viewsets.model import ModelViewSet

WRITING_URLS = ("add", "edit", "delete", "copy", "history", "usage")


class ReadOnlyViewSet(ModelViewSet):
    """A list; whatever is written has a page of its own."""

    add_to_reference_index = False

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        common: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return {**common, **{f"{name}_url_name": None for name in WRITING_URLS if f"{name}_url_name" in common}}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in {"index", "index_results"}]

    def register_admin_url_finder(self) -> None:
        """There is no edit view that could be found."""
