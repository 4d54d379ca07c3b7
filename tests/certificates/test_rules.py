"""Who may download and revoke."""

import pytest

from accounts.roles import Role
from accounts.rules import has_role
from certificates.rules import issuer_of, may_download, may_issue, may_reissue, may_revoke
from certificates.services import revoke_certificate
from tests.factories.certificates import ISSUED, make_award, make_certificate, make_officer
from tests.factories.sittings import make_room, make_user

pytestmark = pytest.mark.django_db


def test_holder_and_officer_download_and_nobody_else():
    certificate, officer, other = make_certificate(), make_officer(), make_user("other", full_name="李四")
    assert has_role(officer, Role.CERTIFICATE_OFFICER)
    assert [may_download(user, certificate) for user in (certificate.person.user, officer, other)] == [
        True,
        True,
        False,
    ]


def test_the_holder_of_a_revoked_certificate_downloads_it_no_more():
    certificate, officer = make_certificate(), make_officer()
    revoke_certificate(certificate=certificate, reason="x", actor=officer, now=ISSUED)
    assert [may_download(user, certificate) for user in (certificate.person.user, officer)] == [False, True]


def test_only_officers_revoke_and_issue_again():
    officer, other = make_officer(), make_user("other", full_name="李四")
    assert [may_revoke(user) for user in (officer, other)] == [True, False]
    assert [may_reissue(actor) for actor in (officer, other, None)] == [True, False, False]
    assert [may_issue(actor, other.person) for actor in (officer, other, None)] == [True, True, True]
    assert may_issue(make_user("third", full_name="王五"), other.person) is False


def test_the_platform_signs_where_the_award_names_nobody(settings):
    settings.WAGTAIL_SITE_NAME = "学习平台"
    award = make_award(make_room().exam)
    assert issuer_of(award) == "学习平台"
    award.issuer = "某某中心"
    assert issuer_of(award) == "某某中心"
