"""My certificates: list, claim, download; nobody else's."""

from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine

from certificates.models import Certificate, CertificateEvent, CorrectionRequest, NumberSeries
from certificates.services import answer_correction, revoke_certificate, supersede_certificate
from tests.certificates.samples import text_of
from tests.certificates.signing.samples import make_key
from tests.factories.certificates import (
    ISSUED,
    make_award,
    make_badge_key,
    make_certificate,
    make_officer,
    passed_room,
)
from tests.factories.sittings import make_user

pytestmark = pytest.mark.django_db


def read(response):
    return response.content.decode()


# The list


def test_a_stranger_is_sent_to_the_login(client):
    certificate = make_certificate()
    for path in (
        "/certificates/",
        f"/certificates/{certificate.number}/",
        f"/certificates/{certificate.number}/download/",
    ):
        response = client.get(path)
        assert (response.status_code, response.url.partition("?")[0]) == (302, "/accounts/login/")


def test_empty_list_says_what_to_do(client):
    client.force_login(make_user("new"))
    page = read(client.get("/certificates/"))
    assert 'href="/exams/"' in page
    assert "您还没有证书。" in page


def test_list_offers_the_claim_and_the_download(client):
    certificate = make_certificate()
    award = make_award(certificate.award.exam, code="second")
    client.force_login(certificate.person.user)
    page = read(client.get("/certificates/"))
    assert page.count(f'action="/certificates/claim/{award.code}/"') == 1
    assert page.count(f'href="/certificates/{certificate.number}/download/"') == 1


def test_list_says_why_not_yet(client):
    _, result = passed_room(score="40")
    client.force_login(result.registration.candidate)
    page = read(client.get("/certificates/"))
    assert "考试尚未合格。" in page
    assert "/certificates/claim/" not in page


def test_a_revoked_certificate_is_shown_without_its_file(client):
    certificate = make_certificate()
    revoke_certificate(certificate=certificate, reason="机密原因", actor=make_officer(), now=ISSUED)
    client.force_login(certificate.person.user)
    page = read(client.get("/certificates/"))
    assert "已撤销" in page
    assert "机密原因" not in page
    assert f"/certificates/{certificate.number}/" not in page


@pytest.mark.parametrize("awards", [1, 3])
def test_queries_do_not_grow_with_the_list(client, django_assert_num_queries, awards):
    certificate = make_certificate()
    for _ in range(awards):
        make_award(certificate.award.exam)
    client.force_login(certificate.person.user)
    client.get("/certificates/")
    with django_assert_num_queries(6):
        client.get("/certificates/")


# The claim


def test_claiming_issues_and_congratulates(client):
    award, result = passed_room()
    client.force_login(result.registration.candidate)
    response = client.post(f"/certificates/claim/{award.code}/", follow=True)
    certificate = Certificate.objects.get()
    assert response.redirect_chain == [(f"/certificates/{certificate.number}/", 302)]
    assert "恭喜您，欧阳·买买提" in read(response)
    assert (certificate.result, certificate.person.user) == (result, result.registration.candidate)


def test_claiming_twice_issues_once(client):
    award, result = passed_room()
    client.force_login(result.registration.candidate)
    client.post(f"/certificates/claim/{award.code}/")
    response = client.post(f"/certificates/claim/{award.code}/")
    assert (response.status_code, response.url) == (302, "/certificates/")
    assert (Certificate.objects.count(), CertificateEvent.objects.count()) == (1, 1)


@pytest.mark.parametrize(("full_name", "reason"), [("王\U0002ebf0", "\U0002ebf0 (U+2EBF0)"), ("王\ue000", "U+E000")])
def test_a_name_that_cannot_be_printed_is_named_and_nothing_is_issued(client, full_name, reason):
    award, result = passed_room(full_name=full_name)
    client.force_login(result.registration.candidate)
    response = client.post(f"/certificates/claim/{award.code}/", follow=True)
    assert f"姓名中有暂时无法印刷的字符：{reason}。" in read(response)
    assert (Certificate.objects.count(), NumberSeries.objects.count()) == (0, 0)


def test_claiming_before_the_result_says_so(client):
    award, result = passed_room(state="provisional")
    client.force_login(result.registration.candidate)
    response = client.post(f"/certificates/claim/{award.code}/", follow=True)
    assert "成绩尚未公布。" in read(response)
    assert Certificate.objects.count() == 0


def test_claiming_what_is_not_mine_changes_nothing(client):
    award, _ = passed_room()
    client.force_login(make_user("other", full_name="李四"))
    assert client.post(f"/certificates/claim/{award.code}/").status_code == 302
    assert client.post("/certificates/claim/unknown/").status_code == 404
    assert client.get(f"/certificates/claim/{award.code}/").status_code == 405
    assert Certificate.objects.count() == 0


# One certificate


def test_download_is_a_named_pdf(client):
    certificate = make_certificate()
    client.force_login(certificate.person.user)
    response = client.get(f"/certificates/{certificate.number}/download/")
    name = quote(f"培训合格证书 欧阳·买买提 {certificate.number}.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
    assert "no-store" in response["Cache-Control"]
    pdf = b"".join(response.streaming_content)
    assert int(response["Content-Length"]) == len(pdf)
    assert certificate.number in text_of(pdf)
    response.close()


def test_an_officer_downloads_a_candidates_certificate(client):
    certificate = make_certificate()
    client.force_login(make_officer())
    response = client.get(f"/certificates/{certificate.number}/download/")
    assert response.status_code == 200
    response.close()


def test_another_persons_certificate_answers_like_one_that_does_not_exist(client, settings):
    certificate = make_certificate()
    printed = settings.PRIVATE_ROOT / "certificate_files"
    before = set(printed.glob("*"))
    client.force_login(make_user("other", full_name="李四"))
    for action in ("", "download/"):
        answers = [client.get(f"/certificates/{number}/{action}") for number in (certificate.number, "PX26-000999-XX")]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert certificate.payload["name"] not in read(answers[0])
    certificate.refresh_from_db()
    assert certificate.events.count() == 1
    assert set(printed.glob("*")) == before


def test_the_holder_of_a_revoked_certificate_gets_no_file(client):
    certificate = make_certificate()
    revoke_certificate(certificate=certificate, reason="x", actor=make_officer(), now=ISSUED)
    client.force_login(certificate.person.user)
    assert client.get(f"/certificates/{certificate.number}/download/").status_code == 404


# Consent, corrections, renewal


@pytest.fixture
def mine(client):
    """A certificate, and its holder's browser."""
    certificate = make_certificate(valid_months=12, renewal="extension")
    client.force_login(certificate.person.user)
    return certificate


def test_the_page_offers_all_that_a_holder_can_do(client, mine):
    page = read(client.get(f"/certificates/{mine.number}/"))
    for action in ("name", "correction"):
        assert page.count(f'action="/certificates/{mine.number}/{action}/"') == 1
    assert f'href="/verify/{mine.code}/card.png"' in page
    assert "自行打印" in page
    assert "/renew/" not in page


def test_the_wallet_page_offers_every_form(client, mine):
    make_badge_key()
    page = read(client.get(f"/certificates/{mine.number}/wallet/"))
    start = f"/certificates/{mine.number}/"
    offered = [f"{start}badge.json", f"{start}badge.png", f"{start}badge.svg", f"{start}download/"]
    assert [page.count(f'href="{address}"') for address in offered] == [1, 1, 1, 1]
    assert f'href="/verify/{mine.code}/card.png"' in page
    assert f"/verify/{mine.code}/</p>" in page
    assert "不再有效" not in page
    assert f'href="{start}wallet/"' in read(client.get(start))


def test_without_badges_it_offers_file_and_address(client, mine):
    page = read(client.get(f"/certificates/{mine.number}/wallet/"))
    assert "badge." not in page
    assert page.count(f'href="/certificates/{mine.number}/download/"') == 1


def test_a_replaced_paper_stays_the_holder_s_and_says_that_it_counts_no_more(client, mine):
    newer = supersede_certificate(
        certificate=mine, code="reissue", reason="重印", actor=make_officer(), now=ISSUED + timedelta(days=1)
    )
    page = read(client.get(f"/certificates/{mine.number}/"))
    assert ("下载已替换的证书" in page, "文件可留作存档" in page) == (True, True)
    assert f'href="/certificates/{newer.number}/"' in page
    downloaded = client.get(f"/certificates/{mine.number}/download/")
    assert b"".join(downloaded.streaming_content).startswith(b"%PDF-")
    client.logout()
    stranger = read(client.get(f"/verify/{mine.code}/"))
    assert ('class="verdict verdict-superseded"' in stranger, "不再有效" in stranger) == (True, True)
    assert "现已失效" not in read(client.get(f"/verify/{newer.code}/"))


def test_where_it_cannot_be_signed_the_page_says_so(client, mine, settings, tmp_path):
    settings.SIGNING_KEY_FOLDER = tmp_path
    key = make_key(now=ISSUED)
    (tmp_path / key.location).unlink()
    response = client.get(f"/certificates/{mine.number}/download/", follow=True)
    assert response.redirect_chain == [(f"/certificates/{mine.number}/", 302)]
    assert "证书暂时无法签署" in read(response)
    assert not mine.files.exists()


def test_the_switch_shows_and_hides_the_full_name(client, mine):
    client.post(f"/certificates/{mine.number}/name/", {"is_shown": "on"})
    mine.refresh_from_db()
    assert mine.shows_full_name is True
    page = read(client.post(f"/certificates/{mine.number}/name/", follow=True))
    mine.refresh_from_db()
    assert (mine.shows_full_name, "欧阳\uff0a\uff0a\uff0a\uff0a" in page) == (False, True)
    assert list(mine.events.values_list("kind", flat=True)) == ["issued", "name_shown", "name_hidden"]


def test_a_correction_is_asked_and_its_answer_read(client, mine):
    address = f"/certificates/{mine.number}/correction/"
    assert client.post(address, {"text": " "}).status_code == 422
    assert CorrectionRequest.objects.count() == 0
    assert "申请已提交" in read(client.post(address, {"text": "少一个字"}, follow=True))
    assert "您已提交过申请" in read(client.post(address, {"text": "再问"}, follow=True))
    request = CorrectionRequest.objects.get()
    answer_correction(request=request, code="", answer="与证件一致", actor=make_officer(), now=ISSUED)
    page = read(client.get(f"/certificates/{mine.number}/"))
    assert ("少一个字" in page, "与证件一致" in page, "未予更正" in page) == (True, True, True)


def test_within_the_window_the_holder_renews(client, mine):
    with time_machine.travel(ISSUED + timedelta(days=350), tick=False):
        client.force_login(mine.person.user)
        assert f'action="/certificates/{mine.number}/renew/"' in read(client.get(f"/certificates/{mine.number}/"))
        response = client.post(f"/certificates/{mine.number}/renew/")
    successor = Certificate.objects.get(supersedes=mine)
    assert response.url == f"/certificates/{successor.number}/"
    assert f'href="/certificates/{successor.number}/"' in read(client.get(f"/certificates/{mine.number}/"))


def test_before_the_window_renewing_says_from_when(client, mine):
    with time_machine.travel(ISSUED + timedelta(days=10), tick=False):
        client.force_login(mine.person.user)
        page = read(client.post(f"/certificates/{mine.number}/renew/", follow=True))
    assert "2027年8月25日起可以续期" in page
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize("officer", [True, False])
def test_nobody_else_acts_for_the_holder(client, mine, officer):
    client.force_login(make_officer() if officer else make_user("other", full_name="李四"))
    for action, data in [("name", {"is_shown": "on"}), ("correction", {"text": "x"}), ("renew", {})]:
        assert client.post(f"/certificates/{mine.number}/{action}/", data).status_code == 404
    mine.refresh_from_db()
    assert (mine.shows_full_name, mine.events.count(), CorrectionRequest.objects.count()) == (False, 1, 0)
    assert Certificate.objects.count() == 1
