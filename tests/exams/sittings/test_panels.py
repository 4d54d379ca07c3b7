"""What a chapter's page says of its exams."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from exams.sittings.models import Registration, Sitting
from tests.factories.sittings import make_room, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    room = make_room(opens_at=timezone.now() - timedelta(hours=1))
    room.exam.chapter = room.component.paper.paper_items.first().version.point.chapter
    room.exam.save()
    room.exam.chapter.get_parent().get_parent().sites_rooted_here.create(hostname="testserver", is_default_site=True)
    return room


def open_sitting(room, name="开放场次"):
    now = timezone.now()
    return Sitting.objects.create(
        exam=room.exam, name=name, opens_at=now, closes_at=now + timedelta(days=1), open_registration=True
    )


def panel(client, room):
    """The panel's words, or "" where the page has none."""
    page = client.get(room.exam.chapter.get_url()).content.decode()
    found = re.search(r'<section class="chapter-exam".*?</section>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def test_a_stranger_is_asked_to_sign_in_first(client, room):
    assert panel(client, room) == ""
    open_sitting(room)
    words = panel(client, room)
    assert (words.startswith("本章考试 客户服务改进 理论考试 开放场次"), words.endswith("登录后报名")) == (True, True)


def test_a_registered_candidate_is_led_to_their_place(client, room):
    client.force_login(room.candidate)
    assert panel(client, room) == "本章考试 客户服务改进 理论考试 第一场 已报名"
    room.start(timezone.now())
    assert panel(client, room) == "本章考试 客户服务改进 理论考试 第一场 进行中"


def test_a_trainee_registers_from_the_chapter(client, room):
    sitting = open_sitting(room)
    trainee = make_user("trainee")
    client.force_login(trainee)
    page = client.get(room.exam.chapter.get_url()).content.decode()
    action = re.search(r'action="(/exams/register/\d+/)"', page)[1]
    client.post(action)
    assert list(Registration.objects.filter(candidate=trainee).values_list("sitting", flat=True)) == [sitting.pk]
    assert panel(client, room) == "本章考试 客户服务改进 理论考试 开放场次 已报名"


def test_exams_of_other_chapters_stay_out(client, room):
    open_sitting(room)
    chapter = room.exam.chapter
    room.exam.chapter = None
    room.exam.save()
    client.force_login(room.candidate)
    assert "chapter-exam" not in client.get(chapter.get_url()).content.decode()


@pytest.mark.parametrize("size", [1, 3])
def test_the_panel_costs_the_same_for_one_and_for_three(client, room, size, django_assert_num_queries):
    for number in range(size):
        open_sitting(room, name=f"第 {number} 场")
    client.force_login(room.candidate)
    client.get(room.exam.chapter.get_url())
    with django_assert_num_queries(CHAPTER_QUERIES):
        client.get(room.exam.chapter.get_url())


CHAPTER_QUERIES = 17
