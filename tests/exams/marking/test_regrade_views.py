"""Key corrections in the back office: proposed by who reads items, previewed and applied by an officer, refused clearly."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exams.bank.models import BankEvent
from exams.marking.models import KeyCorrection, Mark, Result
from exams.marking.queries.impact import impact_of
from tests.exams.marking.test_regrades import another, propose, put_in_force, sat, version_at
from tests.factories.sittings import make_room
from tests.personas import make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    room = make_room()
    sat(room, {1: "b", 3: False, 4: ["抱怨率"]})
    return room


def read(response):
    assert response.status_code == 200, response
    return response.content.decode()


def test_a_reviewer_finds_the_question_and_answers_it_as_it_should_be(client_of, room):
    reviewer = client_of("reviewer")
    asked = read(reviewer.get(reverse("regrades:asked"), {"q": "美誉度"}))
    version = version_at(room, 1)
    sat(another(room, "又一人"), {})
    path = reverse("regrades:propose", args=[version.pk])
    assert path in asked
    assert reverse("regrades:propose", args=[version_at(room, 3).pk]) not in asked
    assert "客户对企业的褒扬程度" in read(reviewer.get(path))
    assert BankEvent.objects.filter(item=version.item, actor__username="reviewer").count() == 1

    said = {"kind": "replace", "reason": "应为 B", "slot-1": "b"}
    response = reviewer.post(path, said)

    correction = KeyCorrection.objects.get()
    assert response.url == reverse("regrades:correction", args=[correction.pk])
    assert (correction.kind, correction.keys, correction.sitting, correction.reason) == (
        "replace",
        ["b"],
        None,
        "应为 B",
    )
    page = read(reviewer.get(response.url))
    assert "客户指名消费的程度" in page
    assert reverse("regrades:apply", args=[correction.pk]) not in page


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"reason": "x", "slot-1": "b"}, "请选择更正方式。"),
        ({"kind": "replace", "slot-1": "b"}, "请说明试题的问题：考生会看到。"),
        ({"kind": "replace", "reason": "留住这句话"}, "请按正确答案作答。"),
        ({"kind": "replace", "reason": "留住这句话", "slot-1": "a"}, "这就是现在的答案。"),
        ({"kind": "replace", "reason": "留住这句话", "slot-1": "z"}, "考生不可能给出这样的答案。"),
    ],
)
def test_what_is_wrong_with_a_proposal_is_said_and_nothing_is_lost(client_of, room, said, words):
    page = read(client_of("reviewer").post(reverse("regrades:propose", args=[version_at(room, 1).pk]), said))
    assert words in page
    assert said.get("reason", "") in page
    assert KeyCorrection.objects.count() == 0


def test_an_officer_sees_whom_it_touches_but_not_the_question_and_applies_it(
    client_of, room, django_capture_on_commit_callbacks
):
    correction = propose(room, 1, "replace", "b", reason="应为 B")
    officer = client_of("exam_officer")
    path = reverse("regrades:correction", args=[correction.pk])
    page = read(officer.get(path))
    assert "欧阳·买买提" in page
    assert ("30.00" in page, "70.00" in page, "更正后合格" in page) == (True, True, True)
    assert "客户指名消费的程度" not in page
    apply = reverse("regrades:apply", args=[correction.pk])

    stale = officer.post(apply, {"digest": "0" * 64}, follow=True)
    assert "预览之后" in stale.content.decode()
    assert Mark.objects.filter(round=2).count() == 0
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(apply, {"digest": impact_of(correction).digest})

    correction.refresh_from_db()
    assert (correction.state, Result.objects.filter(passed=True).count()) == ("in_force", 1)
    assert "<td>0 / 40</td>" in read(officer.get(path))
    revert = reverse("regrades:revert", args=[correction.pk])
    digest = impact_of(correction, is_revert=True).digest
    assert "请写明原因" in read(officer.post(revert, {"digest": digest, "reason": ""}))
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(revert, {"digest": digest, "reason": "误报"})
    correction.refresh_from_db()
    assert (correction.state, correction.end_reason) == ("reverted", "误报")
    assert "已撤回" in read(officer.get(path))


def test_a_proposal_is_dropped_with_a_reason(client_of, room):
    correction = propose(room, 1, "void")
    drop = reverse("regrades:withdraw", args=[correction.pk])
    client_of("auditor").post(drop, {"reason": "不"})
    client_of("exam_officer").post(drop, {"reason": ""})
    correction.refresh_from_db()
    assert correction.state == "proposed"
    client_of("exam_officer").post(drop, {"reason": "题目无误"})
    correction.refresh_from_db()
    assert (correction.state, correction.end_reason) == ("withdrawn", "题目无误")


def test_a_restricted_bank_stays_closed(client_of, room):
    version = version_at(room, 1)
    bank = version.item.bank
    bank.is_restricted = True
    bank.save()
    reviewer = client_of("reviewer")
    path = reverse("regrades:propose", args=[version.pk])
    assert path not in read(reviewer.get(reverse("regrades:asked")))
    assert reviewer.get(path).status_code == 302
    assert reviewer.post(path, {"kind": "void", "reason": "x"}).status_code == 302
    assert KeyCorrection.objects.count() == 0


@pytest.mark.parametrize("is_applied", [False, True])
def test_queries_do_not_grow_with_candidates(client_of, room, is_applied):
    officer = client_of("exam_officer")
    correction = propose(room, 1, "full")
    if is_applied:
        put_in_force(correction)
    path = reverse("regrades:correction", args=[correction.pk])
    officer.get(path)
    one = queries_of(officer, path)
    for number in range(3):
        late = another(room, f"考生{number}")
        sat(late, {1: "b"})
    assert queries_of(officer, path) == one


def queries_of(client, path):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_the_lists_ask_as_many_queries_for_three_as_for_one(client_of, room):
    reviewer = client_of("reviewer")
    propose(room, 1, "void")
    paths = [reverse("regrades:index"), reverse("regrades:asked")]
    for path in paths:
        reviewer.get(path)
    one = [queries_of(reviewer, path) for path in paths]
    for _number in range(2):
        other = make_room()
        sat(other, {})
        propose(other, 1, "void")
    assert [queries_of(reviewer, path) for path in paths] == one


def test_a_look_at_stalled_work_sets_it_going_again(client_of, room, django_capture_on_commit_callbacks):
    correction = propose(room, 1, "full")
    KeyCorrection.objects.filter(pk=correction.pk).update(
        state="applying",
        applied_by=make_persona("exam_officer"),
        applied_at=timezone.now(),
        digest="0" * 64,
        beat_at=timezone.now() - timedelta(minutes=3),
    )
    with django_capture_on_commit_callbacks(execute=True):
        client_of("exam_officer").get(reverse("regrades:correction", args=[correction.pk]))
    correction.refresh_from_db()
    assert correction.state == "in_force"
