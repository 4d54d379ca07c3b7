"""Reads of certificates whose result was replaced."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from certificates.models import Certificate, CertificateReview, CertificateState, ReviewState
from exams.marking.models import Result, ResultState


def with_replaced_result(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Those that still say what a replaced result said, until an officer replaces, revokes or knowingly keeps them."""
    kept = CertificateReview.objects.filter(certificate=OuterRef("pk"), state=ReviewState.KEPT)
    waiting = certificates.filter(state=CertificateState.VALID, result__state=ResultState.SUPERSEDED)
    return waiting.exclude(Exists(kept.exclude(result__state=ResultState.SUPERSEDED)))


def waiting_for_review(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Valid ones about which an officer has to decide, whatever opened the question, and those about which none is open yet."""
    asked = CertificateReview.objects.filter(certificate=OuterRef("pk"), state=ReviewState.OPEN)
    valid = certificates.filter(state=CertificateState.VALID)
    replaced = with_replaced_result(Certificate.objects.all()).values("pk")
    return valid.filter(Exists(asked) | Q(pk__in=replaced))


def with_a_result_that_fails(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Of those that wait for a decision the ones whose standing result does not pass: failed, misconduct, void."""
    passed = Result.objects.filter(
        registration=OuterRef("result__registration"), state=ResultState.RELEASED, passed=True
    )
    return waiting_for_review(certificates).filter(result__isnull=False).exclude(Exists(passed))


def certificates_to_review(registration_id: int | None = None) -> QuerySet[Certificate]:
    """Valid ones whose result was replaced and about which nothing was asked since."""
    asked = CertificateReview.objects.filter(certificate=OuterRef("pk"))
    answered = asked.exclude(result__state=ResultState.SUPERSEDED)
    found = Certificate.objects.filter(state=CertificateState.VALID, result__state=ResultState.SUPERSEDED)
    if registration_id is not None:
        found = found.filter(result__registration=registration_id)
    return found.exclude(Exists(asked.filter(state=ReviewState.OPEN)) | Exists(answered)).order_by("pk")


def standing_results(registration_ids: Collection[int]) -> dict[int, int]:
    """Registration → the result that stands."""
    standing = Result.objects.exclude(state=ResultState.SUPERSEDED).filter(registration__in=registration_ids)
    return dict(standing.order_by().values_list("registration", "pk"))


def reviews_for_listing() -> QuerySet[CertificateReview]:
    """Reviews with certificate and holder; `passed_now` says what the result that stands says."""
    standing = Result.objects.exclude(state=ResultState.SUPERSEDED).filter(
        registration=OuterRef("certificate__result__registration")
    )
    return CertificateReview.objects.select_related("certificate", "settled_by__person").annotate(
        passed_now=Subquery(standing.order_by().values("passed")[:1])
    )


def certificates_by_registration(registration_ids: Collection[int]) -> dict[int, list[str]]:
    """The numbers of valid certificates that rest on results of these registrations."""
    found: dict[int, list[str]] = {}
    valid = Certificate.objects.filter(state=CertificateState.VALID, result__registration__in=registration_ids)
    for registration, number in valid.order_by("number").values_list("result__registration", "number"):
        found.setdefault(registration, []).append(number)
    return found
