"""What waits for the certificate office: who it is, page by page, and how much on the first page of the back office."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.utils import timezone

from certificates.models import Batch, BatchRow
from certificates.panels import officers_work
from certificates.queries import evidence_of, waiting_for_approval, waiting_people
from certificates.rules import reasons_in_rule
from certificates.services import decide_award, request_correction, revoke_certificate
from exams.marking.models import Result, ResultState
from tests.certificates.signing.samples import make_key
from tests.factories.certificates import (
    ISSUED,
    make_award,
    make_candidate,
    make_certificate,
    make_officer,
    make_result,
    passed_room,
)
from tests.factories.courses import ChapterPageFactory, CoursePageFactory, LessonPageFactory, LessonProgressFactory
from tests.factories.sittings import make_registration, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/certificate_approvals/"
HOME = "/admin/"


@pytest.fixture
def office(client):
    client.force_login(make_officer())
    return client


def waiting():
    return [(one.award, one.person.user.username) for one in waiting_people(waiting_for_approval())]


def queue(number, **award_fields):
    """An award with an exam that `number` people have passed and that only an officer's word is missing for."""
    award, result = passed_room(needs_approval=True, **award_fields)
    sitting = result.registration.sitting
    for place in range(1, number):
        make_result(make_registration(sitting, make_user(f"w{place}", full_name=f"候核{place}")))
    return award, result


def read(response):
    return response.content.decode()


def test_those_wait_who_have_met_all_of_the_rule_but_the_approval():
    award, result = queue(3)
    sitting, officer = result.registration.sitting, make_officer()
    failed = make_registration(sitting, make_user("failed", full_name="未过"))
    make_result(failed, score="40")
    hidden = make_registration(sitting, make_user("hidden", full_name="未发"))
    make_result(hidden, state=ResultState.PROVISIONAL)
    for verdict in ("approved", "declined"):
        spoken = make_candidate(sitting, verdict)
        make_result(spoken)
        decide_award(
            award=award, person=spoken.candidate.person, verdict=verdict, reason="已看", actor=officer, now=ISSUED
        )
    assert waiting() == [(award, "candidate-1"), (award, "w1"), (award, "w2")]


def test_a_certificate_that_is_valid_or_revoked_waits_for_nothing():
    certificate = make_certificate()
    certificate.award.needs_approval = True
    certificate.award.save()
    assert waiting() == []
    revoke_certificate(certificate=certificate, code="error", reason="误发", actor=make_officer(), now=ISSUED)
    assert waiting() == []


@pytest.mark.parametrize(
    ("lessons", "seconds", "waits"), [(2, 3600, True), (2, 1799, False), (1, 7200, False), (0, 0, False)]
)
def test_a_course_is_asked_as_the_rule_asks_it(lessons, seconds, waits):
    course = CoursePageFactory()
    chapter = ChapterPageFactory(parent=course)
    pages = [LessonPageFactory(parent=chapter) for _ in range(2)]
    LessonPageFactory(parent=chapter, live=False)
    user = make_user("reader", full_name="张三")
    for page in pages[:lessons]:
        LessonProgressFactory(lesson=page, trainee=user, finished_at=ISSUED, active_seconds=seconds)
    award = make_award(None, course=course, min_hours=1, needs_approval=True)
    assert waiting() == ([(award, "reader")] if waits else [])
    assert (len(reasons_in_rule(award, evidence_of(award, user))) == 1) is waits


def test_several_awards_wait_one_after_the_other():
    award, _result = queue(2)
    second = make_award(award.exam, needs_approval=True)
    make_award(award.exam)
    make_award(None, needs_approval=True)
    assert waiting() == [(award, "candidate-1"), (award, "w1"), (second, "candidate-1"), (second, "w1")]


def test_the_list_is_read_page_by_page(office):
    queue(22)
    first, last = read(office.get(LIST)), read(office.get(f"{LIST}?waiting=2"))
    assert [first.count("候核"), last.count("候核")] == [38, 4]
    assert "22 人" in first
    assert ("?waiting=2#waiting" in first, "?waiting=1#waiting" in last) == (True, True)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [(LIST, 16), (HOME, 24)])
def test_queries_do_not_grow_with_those_who_wait(office, django_assert_num_queries, number, page, queries):
    queue(number)
    office.get(page)
    with django_assert_num_queries(queries):
        office.get(page)


# The first page of the back office


def test_the_first_page_says_what_waits(office):
    queue(2)
    page = read(office.get(HOME))
    assert f'<td class="admin-count">2</td><th scope="row"><a href="{LIST}#waiting">等待核准的人员</a>' in page
    assert "目前没有签章密钥" in page


def test_where_nothing_waits_it_says_so(office):
    assert "目前没有等您处理的事项" in read(office.get(HOME))


def test_only_who_may_decide_is_told(client):
    user = make_user("reader")
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_certificate"]))
    client.force_login(user)
    assert "certificate-office" not in read(client.get(HOME))


def test_everything_is_counted_where_its_link_shows_it(office):
    certificate = make_certificate(valid_months=12)
    request_correction(certificate=certificate, text="姓名有误", actor=certificate.person.user, now=ISSUED)
    Result.objects.filter(pk=certificate.result_id).update(state=ResultState.SUPERSEDED)
    for state, started in (("checked", None), ("running", ISSUED), ("done", ISSUED)):
        batch = Batch.objects.create(
            award=certificate.award, source="due", state=state, created_at=ISSUED, started_at=started
        )
        BatchRow.objects.create(batch=batch, place=1, reference="candidate", state="failed")
    with time_machine.travel(certificate.expires_on - timedelta(days=30), tick=False):
        shown = {work.url: work.count for work in officers_work(make_officer("counting"), timezone.now())}
        office.force_login(make_officer("later"))
        found = {url: read(office.get(url)) for url in shown}
    assert list(shown.values()) == [0, 1, 1, 1, 1, 1, 1]
    records = [page for url, page in found.items() if "certificate_records" in url]
    assert [page.count(f"inspect/{certificate.pk}/") > 0 for page in records] == [True, True]
    batches = [page for url, page in found.items() if "certificate_batches" in url]
    assert [len(re.findall(r"certificate_batches/\d+/", page)) for page in batches] == [1, 1, 1]


@pytest.mark.parametrize(
    ("days", "said"), [(91, ""), (90, "证书签章密钥将于 90 天后到期"), (0, "证书签章密钥将于 0 天后到期")]
)
def test_a_key_that_ends_is_told_in_good_time(office, days, said):
    key = make_key(now=ISSUED)
    with time_machine.travel(key.expires_at - timedelta(days=days, minutes=1), tick=False):
        office.force_login(make_officer("later"))
        page = read(office.get(HOME))
    assert (said in page, "create_signing_key" in page) == (True, bool(said))
