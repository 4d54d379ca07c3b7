"""The certificate office in the Wagtail admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from certificates.viewsets.batches import BatchViewSet
from certificates.viewsets.designs import DesignViewSet
from certificates.viewsets.records import ApprovalViewSet, AwardViewSet, CertificateViewSet, CorrectionViewSet
from certificates.viewsets.reviews import ReviewViewSet


class CertificatesGroup(ViewSetGroup):
    """The certificate office's menu."""

    menu_label = _("Certificate office")
    menu_icon = "success"
    menu_order = 400
    items = (
        CertificateViewSet("certificate_records"),
        ReviewViewSet("certificate_reviews"),
        BatchViewSet("certificate_batches"),
        ApprovalViewSet("certificate_approvals"),
        CorrectionViewSet("certificate_corrections"),
        AwardViewSet("certificate_awards"),
        DesignViewSet("certificate_designs"),
    )
