"""Mock exams: of practice items, in the real runner, and counting nowhere."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from certificates.forms import AwardForm
from config.queries import exam_places, joinable_sittings, sittings_now_and_next
from exams.bank.item_types import get_item_type
from exams.bank.models import Item
from exams.marking.models import Result
from exams.marking.queries import answers_per_point, attempts_waiting
from exams.papers.models import Paper, PaperState
from exams.papers.queries import frozen_paper, papers_with_totals, published_papers, sets_with_counts
from exams.practice.models import Forecast, MockExam, PracticeAnswer, ReviewCard
from exams.practice.queries.mocks import MOST_MOCKS, mock_offers
from exams.practice.services.catching_up import catch_up
from exams.practice.services.mocks import MockRefused, enter_mock, take_in_mock
from exams.sittings.models import Attempt, Exam, ExamComponent, Sitting
from exams.sittings.queries import places_of
from exams.sittings.services import give_pledge, record_events, start_attempt, submit_attempt
from exams.sittings.services.events import IncomingEvent
from tests.factories.bank import UserFactory, make_version
from tests.factories.papers import CellFactory, make_draft, publish_by_two
from tests.factories.practice import DAY, NOW, make_practice, make_trainee

pytestmark = pytest.mark.django_db


def held_blueprint(**exam_fields):
    """A blueprint of four single choices that an exam is held on."""
    blueprint = CellFactory().blueprint
    paper = publish_by_two(make_draft(blueprint=blueprint))
    exam = Exam.objects.create(code="theory", title="理论考试", chapter=blueprint.banks.get().chapter, **exam_fields)
    ExamComponent.objects.create(exam=exam, paper=paper, minutes=45, pass_mark=Decimal(75))
    Sitting.objects.create(exam=exam, name="第一场", opens_at=NOW, closes_at=NOW + DAY)
    return blueprint


def with_items(count=4):
    return [make_practice(point=number + 1) for number in range(count)]


def sit(registration, *, right, now=NOW):
    """Answer the first `right` questions by their keys, the others wrong, and hand in."""
    candidate = registration.candidate
    give_pledge(registration=registration, actor=candidate, now=now)
    component = registration.sitting.exam.components.get()
    attempt = start_attempt(registration=registration, component=component, actor=candidate, now=now)
    events = []
    for seq, item in enumerate(frozen_paper(attempt.paper_id).items, 1):
        kind = get_item_type(item.item_type)
        value = kind.right_response(item.content) if seq <= right else kind.wrong_response(item.content)
        events.append(IncomingEvent(seq, "answer", item.slot, value, 1000))
    lease = attempt.lease_token
    record_events(attempt_id=attempt.pk, lease_token=lease, client_id="client0000000001", events=events, now=now)
    later = now + timedelta(minutes=5)
    with TestCase.captureOnCommitCallbacks(execute=True):
        submit_attempt(attempt_id=attempt.pk, actor=candidate, lease_token=lease, now=later)
    return Attempt.objects.get(pk=attempt.pk)


def test_a_mock_is_the_real_blueprint_of_practice_items_in_the_time_of_the_exam():
    blueprint, versions = held_blueprint(allows_calculator=True), with_items()
    registration = enter_mock(trainee=make_trainee(), blueprint=blueprint, now=NOW)
    exam = registration.sitting.exam
    component = exam.components.get()
    assert exam.title == "模拟考试 1：理论考试"
    assert (exam.is_mock, exam.allows_calculator) == (True, True)
    assert (component.minutes, component.pass_mark) == (45, Decimal(75))
    paper = component.paper
    assert paper.state == PaperState.PUBLISHED
    assert set(paper.paper_items.values_list("version", flat=True)) == {one.pk for one in versions}
    assert sum(row.marks for row in paper.paper_items.all()) == 100


def test_what_is_missed_in_a_mock_comes_into_the_book_and_the_rest_counts_as_practice():
    blueprint = held_blueprint()
    with_items()
    trainee = make_trainee()
    attempt = sit(enter_mock(trainee=trainee, blueprint=blueprint, now=NOW), right=3)
    answers = PracticeAnswer.objects.filter(attempt=attempt)
    assert (answers.count(), sum(one.is_right for one in answers), answers.filter(is_first=True).count()) == (4, 3, 4)
    assert ReviewCard.objects.get().missed in answers
    assert Result.objects.get().components.get().score == 75
    assert not Forecast.objects.exists()
    assert take_in_mock(attempt=attempt, now=NOW) == []
    (offer,) = mock_offers(trainee)
    assert ([one.sitting.exam.mock.number for one in offer.sat], offer.running) == ([1], None)


def test_a_mock_that_was_missed_is_taken_in_later():
    blueprint = held_blueprint()
    with_items()
    sit(enter_mock(trainee=make_trainee(), blueprint=blueprint, now=NOW), right=1)
    ReviewCard.objects.all().delete()
    PracticeAnswer.objects.all().delete()
    assert catch_up(now=NOW + DAY).mocks == 1
    assert ReviewCard.objects.count() == 3
    assert catch_up(now=NOW + DAY).mocks == 0


def test_a_mock_under_way_is_gone_on_with_and_a_new_one_is_another_paper():
    blueprint = held_blueprint()
    with_items(8)
    trainee = make_trainee()
    first = enter_mock(trainee=trainee, blueprint=blueprint, now=NOW)
    assert enter_mock(trainee=trainee, blueprint=blueprint, now=NOW).pk == first.pk
    sit(first, right=4)
    second = enter_mock(trainee=trainee, blueprint=blueprint, now=NOW + DAY)
    papers = [one.sitting.exam.components.get().paper for one in (first, second)]
    items = [set(paper.paper_items.values_list("version", flat=True)) for paper in papers]
    assert items[0] & items[1] == set()
    other = enter_mock(trainee=make_trainee("another"), blueprint=blueprint, now=NOW + DAY)
    assert other.sitting_id == first.sitting_id
    assert MockExam.objects.count() == 2


def test_what_cannot_be_made_is_refused_with_the_reason_and_leaves_nothing():
    blueprint = held_blueprint()
    with_items(3)
    before = (Paper.objects.count(), Exam.objects.count())
    with pytest.raises(MockRefused, match="还不够"):
        enter_mock(trainee=make_trainee(), blueprint=blueprint, now=NOW)
    assert (Paper.objects.count(), Exam.objects.count()) == before
    with pytest.raises(MockRefused, match="没有考试使用"):
        enter_mock(trainee=make_trainee(), blueprint=CellFactory(blueprint__code="other").blueprint, now=NOW)


def test_mocks_come_to_an_end():
    blueprint = held_blueprint()
    with_items()
    trainee = make_trainee()
    for number in range(1, MOST_MOCKS + 1):
        exam = Exam.objects.create(code=f"mock-{number}", title="模拟", is_mock=True)
        sitting = Sitting.objects.create(exam=exam, name="模拟", opens_at=NOW, closes_at=NOW + DAY)
        MockExam.objects.create(blueprint=blueprint, number=number, exam=exam)
        registration = sitting.registrations.create(candidate=trainee, number=f"M{number}", pledged_at=NOW)
        registration.attempts.create(
            component=ExamComponent.objects.create(exam=exam, paper=Paper.objects.first(), minutes=5),
            paper=Paper.objects.first(),
            number=1,
            started_at=NOW,
            deadline=NOW + DAY,
            grace_seconds=0,
            lease_token=f"lease{number}",
            lease_taken_at=NOW,
            state="submitted",
            closed_at=NOW,
            receipt="0" * 64,
        )
    with pytest.raises(MockRefused, match="全部做完"):
        enter_mock(trainee=trainee, blueprint=blueprint, now=NOW)


def test_a_mock_counts_nowhere_among_exams():
    blueprint = held_blueprint()
    with_items()
    trainee = make_trainee()
    registration = enter_mock(trainee=trainee, blueprint=blueprint, now=NOW)
    mock_paper = registration.sitting.exam.components.get().paper
    sit(registration, right=4)
    assert places_of(trainee) == []
    assert exam_places(trainee, now=NOW) == []
    assert registration.sitting not in joinable_sittings(make_trainee("another"), now=NOW)
    assert registration.sitting not in sittings_now_and_next(now=NOW)
    assert answers_per_point() == {}
    assert list(attempts_waiting(UserFactory(username="marker"))) == []
    assert mock_paper not in papers_with_totals()
    assert mock_paper not in published_papers()
    assert mock_paper.paper_set not in sets_with_counts()
    assert registration.sitting.exam not in AwardForm().fields["exam"].queryset


def test_an_exam_item_never_comes_into_a_mock():
    blueprint = held_blueprint()
    with_items()
    for _number in range(5):
        make_version(state="approved")
    registration = enter_mock(trainee=make_trainee(), blueprint=blueprint, now=NOW)
    rows = registration.sitting.exam.components.get().paper.paper_items.values("version__item")
    assert Item.objects.filter(pk__in=rows, practice_since__isnull=True).count() == 0


def test_the_button_leads_through_the_door_of_the_real_exams(client):
    blueprint = held_blueprint()
    trainee = make_trainee()
    client.force_login(trainee)
    response = client.post(f"/practice/mocks/{blueprint.pk}/", follow=True)
    assert "还不够组成一份完整的模拟试卷" in response.content.decode()
    with_items()
    response = client.post(f"/practice/mocks/{blueprint.pk}/")
    registration = trainee.registrations.get()
    assert response.url == f"/exams/{registration.number}/"
    page = client.get(response.url).content.decode()
    assert "模拟考试 1：理论考试" in page
    assert "这是练习：成绩不计入任何考试" in page
    sit(registration, right=4, now=timezone.now())
    assert "通过" in client.get("/practice/").content.decode()


def test_a_mocks_page_has_neither_window_nor_ticket():
    """It is sat whenever one likes: the end of its window, ten years off, says nothing, and nobody asks for a ticket."""
    trainee, blueprint = make_trainee(), held_blueprint()
    with_items()
    mock = enter_mock(trainee=trainee, blueprint=blueprint, now=NOW)
    client = Client()
    client.force_login(trainee)
    page = client.get(reverse("sittings:registration", args=[mock.number])).content.decode()
    assert "45 分钟" in page
    assert [word for word in ("最迟开考", "准考证（PDF）", "便利考试措施") if word in page] == []
