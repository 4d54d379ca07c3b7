"""Designs of certificates in the back office."""

from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from certificates.models import Design
from certificates.queries import with_versions
from certificates.rules import may_design
from certificates.views import designs
from certificates.viewsets.reading import ReadOnlyViewSet


def versions_url(design: Design) -> str:
    return reverse("certificate_designs:versions", args=[design.pk])


class DesignIndexView(generic.IndexView):
    """All designs with their latest version; the header leads to a new one."""

    def get_base_queryset(self) -> Any:
        return with_versions(super().get_base_queryset())

    def get_add_url(self) -> str | None:
        return reverse("certificate_designs:add") if may_design(self.request.user) else None


class DesignViewSet(ReadOnlyViewSet):
    """Designs: listed here, made and changed on pages of their own."""

    model = Design
    icon = "image"
    menu_label = _("Designs")
    index_view_class = DesignIndexView
    list_display = (
        TitleColumn("name", label=pgettext_lazy("of a design", "Name"), get_url=versions_url),
        Column("latest", label=_("Version"), accessor="latest"),
        Column("changed", label=_("Changed"), accessor="changed"),
        Column("uses", label=_("Awards"), accessor="uses"),
    )
    search_fields = ("name",)
    form_fields = ("name",)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("new/", designs.DesignView.as_view(), name="add"),
            path("proof/", designs.ProofView.as_view(), name="proof"),
            path("proof.pdf", designs.proof_file, {"form": "pdf"}, name="proof_pdf"),
            path("proof.png", designs.proof_file, {"form": "png"}, name="proof_png"),
            path("<int:pk>/", designs.versions, name="versions"),
            path("<int:pk>/change/", designs.DesignView.as_view(), name="edit"),
            path("<int:pk>/proof/", designs.ProofView.as_view(), name="proof_of"),
        ]
