"""The way from a passed result to its certificate."""

import pytest

from certificates.models import Certificate
from certificates.panels import award_titles, awards_held, certificate_panel
from certificates.services import issue_certificate
from exams.sittings.eligibility import certificate_titles, certificates_held
from tests.factories.certificates import ISSUED, passed_room

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("score", "links"), [("86.50", 1), ("59.99", 0)])
def test_a_passed_result_leads_to_the_certificate(rf, score, links):
    _, result = passed_room(score=score)
    assert certificate_panel(rf.get("/"), result).count('href="/certificates/"') == links


def test_an_exam_without_an_award_leads_nowhere(rf):
    award, result = passed_room()
    award.delete()
    assert certificate_panel(rf.get("/"), result) == ""


def test_eligibility_rules_know_awards_and_who_holds_them():
    award, result = passed_room()
    candidate = result.registration.candidate
    assert award_titles().items() <= certificate_titles().items()
    assert award.code in award_titles()
    assert awards_held(candidate) == certificates_held(candidate) == frozenset()
    issue_certificate(award=award, candidate=candidate, actor=candidate, now=ISSUED)
    assert awards_held(candidate) == certificates_held(candidate) == {award.code}
    Certificate.objects.update(state="revoked")
    assert awards_held(candidate) == frozenset()
