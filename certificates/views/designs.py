"""Designs in the back office: the form with its live proof, the versions, and the proofs themselves."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from certificates.forms.designs import DesignForm
from certificates.models import Design
from certificates.queries import design_versions
from certificates.rendering.design import DesignSpec
from certificates.rendering.proof import SPECIMENS, proof_pdf, proof_picture
from certificates.rules import may_design, may_see_designs
from certificates.services.designs import DesignDamaged, keep_picture, save_design, with_pictures
from courses.printing.pdf import RenderingError

SALT = "certificates.design"
# A proof is looked at now, not bookmarked.
TOKEN_AGE = 12 * 3600


class DesignPage(View):
    """A page of an officer who makes designs; finds the design that the address names."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, User) or not may_design(request.user):
            raise PermissionDenied
        self.user = request.user
        pk = kwargs.get("pk")
        self.design = get_object_or_404(Design, pk=pk) if pk else None
        latest = self.design.versions.first() if self.design else None
        self.before = DesignSpec.from_json(latest.spec) if latest else None
        return super().dispatch(request, *args, **kwargs)

    def bound(self, request: HttpRequest) -> DesignForm:
        return DesignForm(request.POST, request.FILES, design=self.design, spec=self.before)

    def spec_of(self, form: DesignForm) -> DesignSpec:
        """The design of a valid form; its new pictures are kept first."""
        now = timezone.now()
        kept = {name: keep_picture(data, actor=self.user, now=now) for name, data in form.uploads().items()}
        return form.spec(kept)


class DesignView(DesignPage):
    """The form of a new or known design, with the proof beside it."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self.page(request, DesignForm(design=self.design, spec=self.before))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = self.bound(request)
        if not form.is_valid():
            return self.page(request, form, status=422)
        version = save_design(
            design=self.design,
            name=form.cleaned_data["name"],
            spec=self.spec_of(form),
            actor=self.user,
            now=timezone.now(),
        )
        messages.success(
            request,
            _("“%(design)s” is saved as version %(number)s. New certificates take it; issued ones keep theirs.")
            % {"design": version.design.name, "number": version.number},
        )
        return redirect("certificate_designs:versions", pk=version.design_id)

    def page(self, request: HttpRequest, form: DesignForm, *, status: int = 200) -> HttpResponse:
        title = self.design.name if self.design else _("New design")
        names = ("certificate_designs:proof_of", [self.design.pk]) if self.design else ("certificate_designs:proof", [])
        context = {
            "form": form,
            "proof_url": reverse(names[0], args=names[1]),
            "token": _token(self.before, "usual") if self.before else "",
            "header_title": title,
            "page_title": title,
            "header_icon": "image",
            "breadcrumbs_items": _breadcrumbs(title),
        }
        return render(request, "certificates/admin/design.html", context, status=status)


class ProofView(DesignPage):
    """What stands in the frame beside the form: picture and PDF of what the form holds, or what is wrong in it."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        if self.before is None:
            return render(request, "certificates/admin/proof.html", {})
        return render(request, "certificates/admin/proof.html", {"token": _token(self.before, "usual")})

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = self.bound(request)
        if not form.is_valid():
            return render(request, "certificates/admin/proof.html", {"form": form}, status=422)
        token = _token(self.spec_of(form), form.cleaned_data["specimen"] or "usual")
        return render(request, "certificates/admin/proof.html", {"token": token})


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version with its proof, and how many certificates are printed by it."""
    _may_see(request)
    design = get_object_or_404(Design, pk=pk)
    context = {
        "design": design,
        "versions": [
            (one, _token(DesignSpec.from_json(one.spec), "usual"))
            for one in design_versions(design).select_related("made_by__person")
        ],
        "may_design": may_design(request.user) if isinstance(request.user, User) else False,
        "header_title": design.name,
        "page_title": design.name,
        "header_icon": "image",
        "breadcrumbs_items": _breadcrumbs(design.name),
    }
    return render(request, "certificates/admin/design_versions.html", context)


@never_cache
@require_safe
def proof_file(request: HttpRequest, form: str) -> HttpResponse:
    """The proof that a token of ours describes, as `pdf` or `png`."""
    _may_see(request)
    try:
        told = signing.loads(request.GET.get("design", ""), salt=SALT, max_age=TOKEN_AGE)
    except signing.BadSignature as error:
        raise Http404 from error
    with translation.override("zh-hans"):
        issuer = str(settings.WAGTAIL_SITE_NAME)
    try:
        design = with_pictures(DesignSpec.from_json(told["spec"]))
        pdf = proof_pdf(design, kind=told["specimen"], issuer=issuer, site=settings.SITE_URL.rstrip("/"))
    except (DesignDamaged, RenderingError) as error:
        raise Http404 from error
    if form == "png":
        return HttpResponse(proof_picture(pdf), content_type="image/png")
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="proof.pdf"'}
    )


def _token(spec: DesignSpec, specimen: str) -> str:
    """A design that nobody can alter on its way through the browser."""
    kind = specimen if specimen in SPECIMENS else SPECIMENS[0]
    return signing.dumps({"spec": spec.to_json(), "specimen": kind}, salt=SALT, compress=True)


def _may_see(request: HttpRequest) -> None:
    if not isinstance(request.user, User) or not may_see_designs(request.user):
        raise PermissionDenied


def _breadcrumbs(title: str) -> list[dict[str, str]]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("certificate_designs:index"), "label": _("Designs")},
        {"url": "", "label": title},
    ]
