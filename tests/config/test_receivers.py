"""A released result is told once, and no notice or mail of any kind says a mark."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import Notice, NoticeKind, User
from accounts.roles import Role
from accounts.services import Invitation, invite_people, send_due_mails
from certificates.services import issue_certificate, revoke_certificate
from config.receivers import tell_of_result
from exams.marking.models import Result, ResultState
from exams.sittings.models import ActKind, Room
from exams.sittings.services import Order, order_act, register_candidate, seat_candidates
from tests.factories.accounts import UserFactory
from tests.factories.certificates import ISSUED, give_portrait, make_award, make_officer, make_result, passed_room
from tests.factories.sittings import NOW, make_room, make_user

pytestmark = pytest.mark.django_db

# A score and a pass mark that stand nowhere else.
SCORE, PASS_MARK = Decimal("73.91"), Decimal("61.37")


def told(user, kind):
    return list(Notice.objects.filter(recipient=user, kind=kind).order_by("pk"))


def test_a_released_result_is_told_once():
    _award, result = passed_room()
    tell_of_result(instance=result)
    (notice,) = told(result.registration.candidate, "result")
    assert notice.subject == "您的成绩已公布：客户服务改进 理论考试"
    assert (notice.url, notice.key) == (f"/results/{result.pk}/", f"result:{result.pk}")


def test_a_held_result_is_not_told_until_it_is_let_out():
    _award, result = passed_room(state=ResultState.PROVISIONAL)
    candidate = result.registration.candidate
    assert told(candidate, "result") == []
    result.state, result.released_at = ResultState.RELEASED, NOW
    result.save(update_fields=["state", "released_at"])
    assert len(told(candidate, "result")) == 1


def test_a_changed_result_takes_the_place_of_what_was_not_read():
    _award, result = passed_room()
    Result.objects.filter(pk=result.pk).update(state=ResultState.SUPERSEDED)
    Result.objects.create(
        registration=result.registration,
        state=ResultState.RELEASED,
        passed=False,
        created_at=NOW,
        released_at=NOW,
        reason="改判",
        supersedes=result,
    )
    (notice,) = told(result.registration.candidate, "result")
    assert notice.subject == "您的成绩有更新：客户服务改进 理论考试"


def test_a_certificate_is_told_when_it_comes_and_when_it_goes():
    award, result = passed_room()
    candidate = result.registration.candidate
    certificate = issue_certificate(award=award, candidate=candidate, actor=candidate, now=ISSUED)
    revoke_certificate(certificate=certificate, reason="误发", actor=make_officer(), now=ISSUED + timedelta(days=1))
    issued, revoked = told(candidate, "certificate")
    assert issued.subject == "您的证书已颁发：培训合格证书（客户服务改进）"
    assert issued.url == f"/certificates/{certificate.number}/"
    assert revoked.subject == "您的证书已被撤销：培训合格证书（客户服务改进）"
    assert "误发" not in revoked.text


def test_no_mail_of_any_kind_says_a_mark():
    officer = UserFactory(roles=[Role.EXAM_OFFICER])
    room = make_room()
    room.exam.components.update(pass_mark=PASS_MARK)
    User.objects.filter(pk=room.candidate.pk).update(email="candidate@example.cn")
    invite_people(invitations=[Invitation("张三", "new@example.cn")], actor=officer, now=NOW)
    register_candidate(
        sitting=room.sitting, candidate=make_user("late", email="late@example.cn"), actor=officer, now=NOW
    )
    Room.objects.create(sitting=room.sitting, name="机房一")
    seat_candidates(sitting=room.sitting, seed="s", actor=officer, now=NOW)
    room.start()
    order = Order(kind=ActKind.TIME, sitting=room.sitting, registration=room.registration, reason="停电", seconds=600)
    order_act(order=order, actor=officer, now=NOW)
    room.registration.refresh_from_db()
    result = make_result(room.registration, score=str(SCORE), passed=True)
    award = make_award(room.exam)
    tell_of_certificate(award, result)
    send_due_mails(clock=lambda: timezone.now() + timedelta(days=2))
    kinds = set(Notice.objects.filter(mail__sent_at__isnull=False).values_list("kind", flat=True))
    # The word of an appeal: tests/exams/marking/test_appeals.py.
    assert kinds == set(NoticeKind.values) - {"appeal", "marking"}
    said = "\n".join(f"{letter.subject}\n{letter.body}" for letter in mail.outbox)
    assert len(mail.outbox) == Notice.objects.filter(mail__isnull=False).count()
    for canary in (SCORE, PASS_MARK):
        whole = str(canary)
        assert not re.search(rf"{re.escape(whole)}|{int(canary)}(?:\.|分)|{whole.rstrip('0')}", said)


def tell_of_certificate(award, result):
    candidate = result.registration.candidate
    give_portrait(candidate)
    issue_certificate(award=award, candidate=candidate, actor=candidate, now=ISSUED)
