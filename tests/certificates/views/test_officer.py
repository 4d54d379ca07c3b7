"""The certificate office: list, records, revocation."""

import re
from datetime import timedelta

import pytest
import time_machine

from certificates.models import Approval, Award, Certificate, CertificateEvent
from certificates.services import decide_award, issue_certificate, request_correction, revoke_certificate
from exams.marking.models import Result, ResultState
from tests.factories.certificates import (
    ISSUED,
    make_award,
    make_candidate,
    make_certificate,
    make_officer,
    make_result,
    passed_room,
)
from tests.factories.courses import CoursePageFactory
from tests.factories.sittings import make_room, make_user
from tests.meanwhile import meanwhile

pytestmark = pytest.mark.django_db

LIST = "/admin/certificate_records/"


@pytest.fixture
def office(client):
    client.force_login(make_officer())
    return client


def read(response):
    return response.content.decode()


def cells(page):
    return re.findall(r"<td[^>]*>\s*([^<]*?)\s*</td>", page)


def test_list_shows_number_name_and_the_way_to_the_record(office):
    certificate = make_certificate()
    page = read(office.get(LIST))
    assert f'href="{LIST}inspect/{certificate.pk}/"' in page
    assert (certificate.number in page, "欧阳·买买提" in cells(page), "有效" in cells(page)) == (True, True, True)


def test_list_says_that_a_certificate_has_expired(office):
    make_certificate(valid_months=1)
    with time_machine.travel(ISSUED + timedelta(days=40), tick=False):
        office.force_login(make_officer("later"))
        assert "已过期" in cells(read(office.get(LIST)))


@pytest.mark.parametrize(
    ("query", "found"), [("state=valid", True), ("state=revoked", False), ("q=PX26", True), ("q=QX", False)]
)
def test_list_is_filtered_and_searched(office, query, found):
    certificate = make_certificate()
    assert (f"inspect/{certificate.pk}/" in read(office.get(f"{LIST}?{query}"))) is found


@pytest.mark.parametrize("more", [0, 2])
def test_queries_do_not_grow_with_the_list(office, django_assert_num_queries, more):
    certificate = make_certificate()
    for number in range(more):
        result = make_result(make_candidate(certificate.result.registration.sitting, f"c{number}"))
        issue_certificate(award=certificate.award, candidate=result.registration.candidate, actor=None, now=ISSUED)
    office.get(LIST)
    with django_assert_num_queries(11):
        office.get(LIST)


def test_certificates_are_written_nowhere_in_the_back_office(office):
    certificate = make_certificate()
    for path in ("new/", f"edit/{certificate.pk}/", f"delete/{certificate.pk}/", f"copy/{certificate.pk}/"):
        assert office.get(LIST + path).status_code == 404


def test_record_shows_what_happened(office):
    certificate = make_certificate()
    revoke_certificate(certificate=certificate, reason="冒名顶替", actor=make_officer("second"), now=ISSUED)
    page = read(office.get(f"{LIST}inspect/{certificate.pk}/"))
    for expected in (certificate.number, "欧阳·买买提", "理论知识 86.50", "冒名顶替", "陈老师", certificate.code):
        assert expected in page
    assert "/revoke/" not in page


def test_revoking_asks_for_the_reason_and_moves_the_state(office):
    certificate = make_certificate()
    address = f"/admin/certificate-office/{certificate.pk}/revoke/"
    assert address in read(office.get(f"{LIST}inspect/{certificate.pk}/"))
    assert certificate.number in read(office.get(address))
    refused = office.post(address, {"code": "error", "reason": " "})
    certificate.refresh_from_db()
    assert (refused.status_code, certificate.state) == (422, "valid")
    done = office.post(address, {"code": "error", "reason": "姓名有误"})
    certificate.refresh_from_db()
    assert (done.status_code, done.url, certificate.state) == (302, f"{LIST}inspect/{certificate.pk}/", "revoked")
    assert certificate.events.get(kind="revoked").reason == "姓名有误"


def test_revoking_again_says_that_nothing_was_changed(office):
    certificate = make_certificate()
    address = f"/admin/certificate-office/{certificate.pk}/revoke/"
    office.post(address, {"code": "other", "reason": "一"})
    page = read(office.post(address, {"code": "other", "reason": "二"}))
    assert "此证书已不是有效状态，未作任何更改。" in page
    assert certificate.events.count() == 2


def test_others_reach_nothing_and_change_nothing(client):
    certificate = make_certificate()
    client.force_login(make_user("other", full_name="李四"))
    for path in (LIST, f"{LIST}inspect/{certificate.pk}/", f"/admin/certificate-office/{certificate.pk}/revoke/"):
        assert client.get(path).status_code in {302, 403}
    client.post(f"/admin/certificate-office/{certificate.pk}/revoke/", {"reason": "x"})
    certificate.refresh_from_db()
    assert (certificate.state, certificate.events.count()) == ("valid", 1)


def test_an_award_is_edited_with_a_design_that_exists(office):
    award = make_certificate().award
    address = f"/admin/certificate_awards/edit/{award.pk}/"
    fields = {
        "code": award.code,
        "title": "培训合格证书",
        "course_title": "投诉处理",
        "exam": award.exam_id,
        "hours": 24,
        "valid_months": 36,
        "min_hours": 0,
        "renewal": "extension",
        "renew_before_days": 60,
        "renew_after_days": 30,
        "issuer": "某某中心",
        "layout": "completion",
    }
    assert office.post(address, {**fields, "layout": "unknown"}).status_code == 200
    award.refresh_from_db()
    assert award.hours == 40
    assert office.post(address, fields).status_code == 302
    assert Award.objects.values_list("course_title", "hours", "valid_months", "issuer").get() == (
        "投诉处理",
        24,
        36,
        "某某中心",
    )


@pytest.mark.parametrize(("plan", "hours", "status"), [(24, 24, 302), (24, 25, 200), (0, 25, 302)])
def test_an_award_prints_no_more_hours_than_the_plan_of_its_course(office, plan, hours, status):
    award = make_certificate().award
    fields = {
        "code": award.code,
        "title": "培训合格证书",
        "course_title": "投诉处理",
        "course": CoursePageFactory(hours=plan).pk,
        "hours": hours,
        "valid_months": 36,
        "min_hours": 0,
        "renewal": "extension",
        "renew_before_days": 60,
        "renew_after_days": 30,
        "layout": "completion",
    }
    answer = office.post(f"/admin/certificate_awards/edit/{award.pk}/", fields)
    assert answer.status_code == status
    assert ("培训计划为 24 学时，证书不能写得更多" in answer.content.decode()) == (status == 200)
    award.refresh_from_db()
    assert award.hours == (hours if status == 302 else 40)


# Replacing, renewing, several at once


def test_replacing_leads_to_the_new_certificate(office):
    certificate = make_certificate()
    address = f"/admin/certificate-office/{certificate.pk}/supersede/"
    assert certificate.number in read(office.get(address))
    refused = office.post(address, {"code": "name", "reason": "申请"})
    assert (refused.status_code, "请先更正个人资料" in read(refused)) == (422, True)
    assert Certificate.objects.count() == 1
    done = office.post(address, {"code": "reissue", "reason": "遗失"})
    successor = Certificate.objects.get(supersedes=certificate)
    assert (done.status_code, done.url) == (302, f"{LIST}inspect/{successor.pk}/")
    page = read(office.get(done.url))
    assert f'href="{LIST}inspect/{certificate.pk}/"' in page


def test_renewing_shows_what_is_missing_and_then_renews(office):
    certificate = make_certificate(valid_months=12, renewal="extension")
    address = f"/admin/certificate-office/{certificate.pk}/renew/"
    with time_machine.travel(ISSUED + timedelta(days=10), tick=False):
        office.force_login(make_officer("early"))
        assert "今天不在可续期的时间内" in read(office.get(address))
        assert office.post(address).status_code == 422
    assert Certificate.objects.count() == 1
    with time_machine.travel(ISSUED + timedelta(days=350), tick=False):
        office.force_login(make_officer("late"))
        assert office.post(address).status_code == 302
    assert Certificate.objects.get(supersedes=certificate).state == "valid"


def test_several_are_revoked_for_one_reason(office):
    first = make_certificate()
    result = make_result(make_candidate(first.result.registration.sitting, "c1"))
    second = issue_certificate(award=first.award, candidate=result.registration.candidate, actor=None, now=ISSUED)
    spared = make_certificate()
    page = read(office.get(LIST))
    assert page.count('form="bulk-revoke"') == 3
    address = "/admin/certificate-office/revoke/"
    chosen = {"certificates": [first.pk, second.pk]}
    page = read(office.get(address, {**chosen, "page": "x"}))
    assert (first.number in page, second.number in page, spared.number in page) == (True, True, False)
    assert office.post(address, {**chosen, "code": "error", "reason": " "}).status_code == 422
    assert Certificate.objects.filter(state="revoked").count() == 0
    assert office.post(address, {**chosen, "code": "error", "reason": "场次作废"}).status_code == 302
    assert set(Certificate.objects.filter(state="revoked")) == {first, second}
    assert {event.reason for event in CertificateEvent.objects.filter(kind="revoked")} == {"场次作废"}


def test_nothing_chosen_is_said_and_changes_nothing(office):
    make_certificate()
    assert "请先在列表中选择证书" in read(office.get("/admin/certificate-office/revoke/", {"certificates": ["x", "9"]}))
    assert office.post("/admin/certificate-office/revoke/", {"code": "error", "reason": "x"}).status_code == 422
    assert Certificate.objects.filter(state="revoked").count() == 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=expired", False),
        ("name=欧阳", True),
        ("name=李四", False),
        ("number=px26-000001", True),
        ("review=regraded", False),
        ("issued_at_from=2026-11-24&issued_at_to=2026-11-24", True),
        ("issued_at_from=2026-11-25", False),
    ],
)
def test_more_filters(office, query, found):
    certificate = make_certificate()
    assert (f"inspect/{certificate.pk}/" in read(office.get(f"{LIST}?{query}"))) is found


# Approvals and corrections


def test_an_approval_is_put_on_record(office):
    award = make_award(None, needs_approval=True)
    make_user("someone", full_name="张三")
    address = "/admin/certificate_approvals/decide/"
    said = {"award": award.pk, "username": "someone", "verdict": "approved", "reason": "材料齐全"}
    assert office.post(address, {**said, "username": "nobody"}).status_code == 422
    assert Approval.objects.count() == 0
    assert office.post(address, said).status_code == 302
    approval = Approval.objects.get()
    assert (approval.person.full_name, approval.actor.username, approval.reason) == ("张三", "officer", "材料齐全")
    assert "材料齐全" in read(office.get("/admin/certificate_approvals/"))


def test_who_has_met_all_but_the_approval_is_listed_and_one_click_from_the_decision(office):
    award, result = passed_room("李四", needs_approval=True)
    candidate = result.registration.candidate
    make_result(make_candidate(result.registration.sitting, "failed", full_name="王五"), score="40.00")
    page = read(office.get("/admin/certificate_approvals/"))
    link = f"/admin/certificate_approvals/decide/?award={award.pk}&amp;username={candidate.username}"
    assert link in page
    assert "王五" not in page
    form = read(office.get(link.replace("&amp;", "&")))
    assert f'value="{candidate.username}"' in form
    said = {"award": award.pk, "username": candidate.username, "verdict": "declined", "reason": "材料不齐"}
    assert office.post("/admin/certificate_approvals/decide/", said).status_code == 302
    assert link not in read(office.get("/admin/certificate_approvals/"))


def test_a_correction_is_answered(office):
    certificate = make_certificate()
    request = request_correction(certificate=certificate, text="少一个字", actor=certificate.person.user, now=ISSUED)
    address = f"/admin/certificate_corrections/{request.pk}/"
    assert f'href="{address}"' in read(office.get("/admin/certificate_corrections/"))
    assert "少一个字" in read(office.get(address))
    assert office.post(address, {"code": "", "answer": " "}).status_code == 422
    assert office.post(address, {"code": "", "answer": "与证件一致"}).status_code == 302
    request.refresh_from_db()
    assert (request.state, request.answer) == ("declined", "与证件一致")
    assert '<form method="post" novalidate' not in read(office.get(address))


@pytest.mark.parametrize("more", [0, 2])
@pytest.mark.parametrize("path", ["/admin/certificate_approvals/", "/admin/certificate_corrections/"])
def test_queries_do_not_grow_with_the_other_lists(office, django_assert_num_queries, path, more):
    officer = make_officer("second")
    for number in range(1 + more):
        certificate = make_certificate()
        holder = certificate.person.user
        request_correction(certificate=certificate, text="x", actor=holder, now=ISSUED)
        award = make_award(None, needs_approval=True, code=f"extra-{number}")
        decide_award(award=award, person=certificate.person, verdict="approved", reason="x", actor=officer, now=ISSUED)
    office.get(path)
    with django_assert_num_queries(12 if "approvals" in path else 10):
        office.get(path)


def test_an_auditor_reads_and_acts_nowhere(client_of):
    certificate = make_certificate()
    request = request_correction(certificate=certificate, text="x", actor=certificate.person.user, now=ISSUED)
    auditor = client_of("auditor")
    for path in (LIST, "/admin/certificate_approvals/", "/admin/certificate_corrections/"):
        page = read(auditor.get(path))
        assert ("bulk-revoke" in page.replace('form="bulk-revoke"', ""), "decide/" in page) == (False, False)
    for path in ("revoke/", f"{certificate.pk}/revoke/", f"{certificate.pk}/supersede/", f"{certificate.pk}/renew/"):
        auditor.post(
            f"/admin/certificate-office/{path}", {"code": "other", "reason": "x", "certificates": certificate.pk}
        )
    auditor.post(f"/admin/certificate_corrections/{request.pk}/", {"code": "", "answer": "x"})
    certificate.refresh_from_db()
    request.refresh_from_db()
    assert (certificate.state, certificate.events.count(), request.state) == ("valid", 1, "open")


def test_the_list_shows_whose_result_was_changed_since(office):
    certificate = make_certificate()
    Result.objects.filter(pk=certificate.result_id).update(state=ResultState.SUPERSEDED)
    page = read(office.get(f"{LIST}?review=regraded"))
    assert f"inspect/{certificate.pk}/" in page


def test_of_several_those_that_are_not_valid_any_more_are_named_and_left(office):
    award, result = passed_room()
    sitting = result.registration.sitting
    make_result(make_candidate(sitting, "second"))
    made = [
        issue_certificate(award=award, candidate=one.candidate, actor=None, now=ISSUED)
        for one in sitting.registrations.order_by("number").select_related("candidate")
    ]
    form = {"certificates": [one.pk for one in made], "code": "other", "reason": "误发"}

    def overtaken():
        revoke_certificate(certificate=made[0], reason="先到", actor=make_officer("other"), now=ISSUED)

    with meanwhile("certificates_certificate", overtaken):
        page = read(office.post("/admin/certificate-office/revoke/", form, follow=True))
    assert f"已失效，未作更改：{made[0].number}" in page or made[0].number in page
    assert set(Certificate.objects.values_list("state", flat=True)) == {"revoked"}
    assert CertificateEvent.objects.filter(kind="revoked").count() == 2


def test_a_correction_is_made(office):
    certificate = make_certificate()
    holder = certificate.person
    request = request_correction(certificate=certificate, text="少一个字", actor=holder.user, now=ISSUED)
    holder.full_name = "欧阳·买买提江"
    holder.save()
    answer = office.post(
        f"/admin/certificate_corrections/{request.pk}/", {"code": "name", "answer": "已改正"}, follow=True
    )
    successor = Certificate.objects.get(supersedes=certificate)
    assert (successor.payload["name"], successor.number in read(answer)) == ("欧阳·买买提江", True)


def test_an_award_says_its_term_and_whether_it_is_approved(office):
    room = make_room()
    make_award(room.exam, valid_months=24, needs_approval=True)
    make_award(room.exam)
    page = cells(read(office.get("/admin/certificate_awards/")))
    assert {"24 个月", "是"} <= set(page)
    assert "长期有效" in page
