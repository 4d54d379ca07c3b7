"""Nothing of a result is seen before its release, by any URL; and only what the policy shows after it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from certificates.models import Certificate
from certificates.services import IssueRefused, issue_certificate
from courses.models import KnowledgePoint
from exams.marking.models import Result
from exams.marking.queries import answers_in_exams, components_kept, released_result, results_of
from exams.marking.services import approve_release, mark_attempt
from exams.sittings.models import Sitting
from tests.architecture.test_access import LOGOUTS, ROUTES
from tests.exams.marking.held import CANARY_ITEMS, officer, prepare
from tests.exams.marking.test_services import hand_in
from tests.factories.certificates import give_portrait, make_award
from tests.factories.sittings import make_room

pytestmark = pytest.mark.django_db

CANARY = "87.65"


def over(**fields):
    """A sitting that ended an hour ago by the real clock, which the views read."""
    began = timezone.now() - timedelta(hours=9)
    return make_room(opens_at=began, items=CANARY_ITEMS, **fields), began


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def crawl(client, world, only=()):
    """Every URL (or those of these names) as this person gets it: path → what it says."""
    pages = {}
    for route in ROUTES:
        if only and route.name not in only:
            continue
        if route.name in LOGOUTS or not route.name or route.name.startswith("wagtail"):
            continue
        try:
            path = route.path(world)
        except NoReverseMatch:
            # Lessons and badges, of which this world has none.
            assert not route.name.startswith(("marking", "sittings", "desk", "results"))
            continue
        response = client.get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        pages[path] = (response.status_code, body.decode(errors="replace"))
    return pages


def world_of(room, attempt, result):
    return {
        "": {},
        "exams/": {"sitting_id": room.sitting.pk, "number": room.registration.number},
        "attempts/": {"attempt_id": attempt.pk},
        "results/": {"result_id": result.pk, "key": "0123456789abcdef.png"},
        "papers/": {"digest": room.component.paper.digest, "key": "0123456789abcdef.png"},
        "admin/results/": {"sitting_id": room.sitting.pk, "release_id": 1, "registration_id": room.registration.pk},
        "admin/marking/": {"attempt_id": attempt.pk, "slot": 1, "key": "0123456789abcdef.png"},
        "study/chapters/": {"chapter_id": room.component.paper.paper_items.first().version.point.chapter_id},
        "certificates/": {"award_code": room.exam.code, "number": "PX", "kind": "json"},
    }


def test_no_url_tells_a_candidate_of_a_result_that_is_held():
    room, began = over(release_policy="two_persons", kept_months=12, bands=[["60", "优等生"]])
    give_portrait(room.candidate)
    award = make_award(room.exam)
    attempt = hand_in(room, {1: "a", 2: "b"}, now=began)
    result = mark_attempt(attempt=attempt, now=began + timedelta(hours=1))
    assert result.components.get().score == Decimal(CANARY)
    client, now = browser(room.candidate), timezone.now()
    approve_release(release=prepare(room, release_at=now + timedelta(days=1), now=now), actor=officer(2), now=now)

    world = world_of(room, attempt, result)
    told = {path: status for path, (status, body) in crawl(client, world).items() if CANARY in body or "优等生" in body}
    assert told == {}
    for name in ("result", "transcript"):
        assert client.get(reverse(f"marking:{name}", args=[result.pk])).status_code == 404
    points = list(KnowledgePoint.objects.values_list("pk", flat=True))
    assert list(answers_in_exams(room.candidate.pk, points)) == []
    assert components_kept(room.candidate.pk, room.exam.pk, now) == frozenset()
    assert (released_result(room.registration.pk), list(results_of(room.candidate))) == (None, [])
    with pytest.raises(IssueRefused):
        issue_certificate(award=award, candidate=room.candidate, actor=None, now=now)
    assert Certificate.objects.count() == 0
    receipt = client.get(reverse("sittings:receipt", args=[attempt.pk])).content.decode()
    assert "由考务统一发布" in receipt
    assert "查看成绩" not in receipt

    # The crawl would have seen it: after the release a URL of it says it.
    release = room.sitting.releases.get()
    release.sitting.releases.filter(pk=release.pk).update(state="withdrawn", withdrawn_by=officer(1), reason="提前")
    approve_release(release=prepare(room, release_at=now, now=now), actor=officer(2), now=now)
    shown = {path for path, (_status, body) in crawl(client, world, only={"marking:result"}).items() if CANARY in body}
    assert reverse("marking:result", args=[result.pk]) in shown


def test_a_due_result_comes_out_by_being_asked_for():
    room, began = over(release_policy="two_persons")
    result = mark_attempt(attempt=hand_in(room, {1: "a"}, now=began), now=began)
    now = timezone.now()
    approve_release(
        release=prepare(room, release_at=now - timedelta(seconds=1), now=now - timedelta(minutes=9)),
        actor=officer(2),
        now=now - timedelta(minutes=8),
    )
    assert Result.objects.get().state == "provisional"
    page = browser(room.candidate).get(reverse("marking:result", args=[result.pk]))
    assert (page.status_code, Result.objects.get().state) == (200, "released")


def page_of(room, began, answers):
    result = mark_attempt(attempt=hand_in(room, answers, now=began), now=began + timedelta(hours=1))
    return browser(room.candidate).get(reverse("marking:result", args=[result.pk])).content.decode(), result


PART = {
    "score": CANARY,
    "ranges": "point-bars",
    "answers": "题乙",
    "keys": "<dt>答案</dt>",
    "explanations": "missed-why",
}


@pytest.mark.parametrize(
    ("policy", "hidden"),
    [
        ({}, set()),
        ({"shows_score": "never"}, {"score", "ranges"}),
        ({"shows_ranges": "never"}, {"ranges"}),
        ({"shows_keys": "never"}, {"keys"}),
        ({"shows_explanations": "never"}, {"explanations"}),
        ({"shows_answers": "never"}, {"answers", "keys", "explanations"}),
        ({"shows_score": "date", "score_from": "+"}, {"score", "ranges"}),
        ({"shows_score": "date", "score_from": "-"}, set()),
        ({"shows_keys": "date", "keys_from": "+", "shows_ranges": "never"}, {"keys", "ranges"}),
    ],
)
def test_each_part_is_shown_as_the_policy_has_it(policy, hidden):
    days = {"+": timedelta(days=1), "-": -timedelta(minutes=1)}
    policy = {name: timezone.now() + days[value] if value in days else value for name, value in policy.items()}
    room, began = over(**policy)
    body, _result = page_of(room, began, {1: "a", 2: "b"})
    assert {part for part, words in PART.items() if words not in body} == hidden


@pytest.mark.parametrize("shown", ["题乙", "解释在此"])
def test_items_in_use_are_never_shown_whatever_the_policy(shown):
    room, began = over()
    body, result = page_of(room, began, {1: "a", 2: "b"})
    assert shown in body
    now = timezone.now()
    Sitting.objects.create(
        exam=room.exam, name="下一场", opens_at=now + timedelta(days=30), closes_at=now + timedelta(days=31)
    )
    body = browser(room.candidate).get(reverse("marking:result", args=[result.pk])).content.decode()
    assert shown not in body
    assert "仍在考试中使用" in body
    assert CANARY in body


def test_items_of_ones_own_sitting_are_in_use_while_it_is_open():
    began = timezone.now() - timedelta(hours=2)
    room = make_room(opens_at=began, items=CANARY_ITEMS)
    body, _result = page_of(room, began, {1: "a", 2: "b"})
    assert ("题乙" in body, CANARY in body) == (False, True)


def test_items_of_an_attempt_that_still_runs_are_in_use():
    room, began = over()
    body, result = page_of(room, began, {1: "a", 2: "b"})
    assert "题乙" in body
    other = make_room(opens_at=began, items=CANARY_ITEMS)
    other.component.paper = room.component.paper
    other.component.save()
    attempt = other.start(began)
    assert attempt.paper_id == room.component.paper_id
    body = browser(room.candidate).get(reverse("marking:result", args=[result.pk])).content.decode()
    assert "题乙" not in body


def test_a_certificate_says_no_score_that_the_exam_does_not_show():
    room, began = over(shows_score="never")
    give_portrait(room.candidate)
    mark_attempt(attempt=hand_in(room, {1: "a", 2: "b"}, now=began), now=began)
    award = make_award(room.exam)
    certificate = issue_certificate(award=award, candidate=room.candidate, actor=None, now=timezone.now())
    assert CANARY not in str(certificate.payload)
