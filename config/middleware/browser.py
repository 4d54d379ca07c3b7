"""What browsers are told about our pages: what these may load, who may embed them, which of the device they may use."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property

# Wagtail's widgets draw themselves by inline scripts and styles that know no nonce; all else is as tight as elsewhere.
# A nonce beside 'unsafe-inline' would make browsers refuse those scripts.
BACK_OFFICE_POLICY = {
    **settings.CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "frame-src": [SELF],
    "worker-src": [NONE],
}
# The whole of it: no page of ours asks for a camera, a place, a microphone or a payment.
PERMISSIONS = (
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), "
    "gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=(), "
    "fullscreen=(self), publickey-credentials-create=(self), publickey-credentials-get=(self)"
)
# What wallets and employers' sites show: badges, keys, cards of certificates.
FOR_OTHER_SITES = ("/.well-known/", "/badges/", "/verify/")


class BrowserPolicyMiddleware(CSPMiddleware):
    """django-csp's policy, the back office's own, and the headers that Django has no setting for."""

    @cached_property
    def _back_office(self) -> str:
        return reverse("wagtailadmin_home")

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002 -- django-csp's signature
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if parts.config is None and request.path_info.startswith(self._back_office):
            parts.config, parts.nonce = BACK_OFFICE_POLICY, None
        return parts

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response = super().process_response(request, response)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        is_for_others = request.path_info.startswith(FOR_OTHER_SITES)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if is_for_others else "same-origin")
        return response
