"""The public pages where anybody checks a certificate file, and finds the keys that signed it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public
from certificates.access import FILES, address_of
from certificates.forms import VerifyFileForm
from certificates.masking import masked_name
from certificates.queries import signing_keys
from certificates.verification import LARGEST_FILE, verify_any_file


@public
@require_http_methods(["GET", "HEAD", "POST"])
def verify_file_form(request: HttpRequest) -> HttpResponse:
    """Where anybody shows a file; the answer stands above the form, and the file is not kept."""
    form = VerifyFileForm(request.POST, request.FILES) if request.method == "POST" else VerifyFileForm()
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        if not FILES.spend(address_of(request)):
            response = render(request, "certificates/verify_busy.html", status=429)
            response["Retry-After"] = "600"
            return _unindexed(response)
        # One byte more than the largest says that there is more.
        verdict = verify_any_file(form.cleaned_data["file"].read(LARGEST_FILE + 1), now=timezone.now())
        context["verdict"] = verdict
        if verdict.certificate:
            context["certificate"] = verdict.certificate
            context["masked_name"] = masked_name(verdict.certificate.payload["name"])
    return _unindexed(render(request, "certificates/verify_file.html", context))


@public
@require_safe
def public_keys(request: HttpRequest) -> HttpResponse:
    """The certificates of all keys that ever signed here, for whoever checks a file with a program of their own."""
    return render(request, "certificates/public_keys.html", {"keys": signing_keys(), "now": timezone.now()})


def _unindexed(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    add_never_cache_headers(response)
    return response
