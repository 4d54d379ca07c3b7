"""The office's page of rooms and seats, and everything that is printed."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from django.utils import timezone

from accounts.services import set_photo
from exams.sittings.models import Registration, Room, SeatingRun
from exams.sittings.services import Terms, approve_accommodation
from tests.accounts.uploads import jpeg
from tests.factories.sittings import NOW, make_registration, make_room, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(trainee):
    room = make_room(opens_at=timezone.now() + timedelta(days=2))
    Registration.objects.update(candidate=trainee)
    room.candidate = trainee
    room.registration.refresh_from_db()
    return room


@pytest.fixture
def office(room):
    return f"/admin/exam-day/{room.sitting.pk}/"


def seated(room, name="考场1", capacity=40):
    found = Room.objects.create(sitting=room.sitting, name=name, capacity=capacity, address="教学楼三层")
    for place, registration in enumerate(Registration.objects.filter(sitting=room.sitting).order_by("pk"), 1):
        registration.room, registration.seat = found, f"{place:02}"
        registration.save()
    return found


def test_rooms_are_added_changed_and_deleted(client_of, room, office):
    client = client_of("exam_officer")
    sent = {"names": "考场1\n\n考场2\n考场1", "capacity": 2, "seats_per_row": 2}
    assert client.post(f"{office}rooms/", sent).status_code == 302
    assert list(Room.objects.values_list("name", "capacity")) == [("考场1", 2), ("考场2", 2)]
    first = Room.objects.get(name="考场1")
    changed = {"name": "考场甲", "capacity": 3, "seats_per_row": 3, "address": "一层"}
    assert client.post(f"{office}rooms/{first.pk}/", changed).status_code == 302
    assert client.post(f"{office}rooms/{first.pk}/", {**changed, "capacity": 0}).status_code == 422
    first.refresh_from_db()
    assert (first.name, first.capacity, first.address) == ("考场甲", 3, "一层")
    Registration.objects.update(room=first, seat="01")
    client.post(f"{office}rooms/{first.pk}/", {"delete": "1"})
    client.post(f"{office}rooms/{Room.objects.get(name='考场2').pk}/", {"delete": "1"})
    assert list(Room.objects.all()) == [first]


def test_seats_are_allocated_and_one_is_moved(client_of, room, office):
    make_registration(room.sitting, make_user("li", full_name="李明"))
    client = client_of("exam_officer")
    client.post(f"{office}rooms/", {"names": "考场1", "capacity": 1, "seats_per_row": 1})
    answer = client.post(f"{office}seats/allocate/", {"seed": "2026"}, follow=True).content.decode()
    assert "有 1 名考生没有座位" in answer
    assert Registration.objects.exclude(seat="").count() == 1
    client.post(f"{office}rooms/", {"names": "考场2", "capacity": 9, "seats_per_row": 3})
    other = Room.objects.get(name="考场2")
    left = Registration.objects.get(seat="")
    sent = {"number": left.number, "room": other.pk, "seat": 5}
    assert client.post(f"{office}seats/move/", {**sent, "seat": 10}).status_code == 422
    assert client.post(f"{office}seats/move/", {**sent, "number": "x"}).status_code == 422
    assert client.post(f"{office}seats/move/", sent).status_code == 302
    left.refresh_from_db()
    assert (left.room, left.seat) == (other, "05")
    assert client.post(f"{office}seats/allocate/", {"seed": ""}).status_code == 422
    assert SeatingRun.objects.count() == 2


@pytest.mark.parametrize("name", ["invigilator", "auditor"])
def test_others_change_no_room_and_no_seat(client_of, room, office, name):
    found = seated(room)
    client = client_of(name)
    for path, data in (
        ("rooms/", {"names": "x", "capacity": 1, "seats_per_row": 1}),
        (f"rooms/{found.pk}/", {"name": "x", "capacity": 1, "seats_per_row": 1}),
        ("seats/allocate/", {"seed": "x"}),
        ("seats/move/", {"number": room.registration.number, "room": found.pk, "seat": 9}),
    ):
        assert client.post(f"{office}{path}", data).status_code == 302
    assert list(Room.objects.values_list("name", flat=True)) == ["考场1"]
    assert Registration.objects.get().seat == "01"
    assert not SeatingRun.objects.exists()


@pytest.mark.parametrize("size", [1, 3])
def test_the_seats_page_takes_the_same_queries_for_any_number(client_of, room, office, size, django_assert_num_queries):
    for serial in range(size):
        make_registration(room.sitting, make_user(f"a{serial}", full_name="张三"))
        Room.objects.create(sitting=room.sitting, name=f"考场{serial}")
    client = client_of("exam_officer")
    client.get(f"{office}seats/")
    with django_assert_num_queries(SEATS_QUERIES):
        page = client.get(f"{office}seats/").content.decode()
    assert page.count("张三") == size


SEATS_QUERIES = 16


def text(answer):
    with pypdfium2.PdfDocument(answer.content) as pdf:
        return " ".join(page.get_textpage().get_text_bounded() for page in pdf)


def test_a_ticket_has_the_candidates_own_facts(client_of, room, trainee):
    set_photo(person=trainee.person, data=jpeg(600, 800), actor=trainee, now=timezone.now())
    seated(room)
    officer = make_user("officer", is_superuser=True)
    approve_accommodation(
        registration=room.registration,
        terms=Terms(extra_minutes=15, large_type=True),
        reason="视力",
        actor=officer,
        now=NOW,
    )
    answer = client_of("trainee").get(f"/exams/{room.registration.number}/ticket/")
    assert answer["Content-Type"] == "application/pdf"
    said = text(answer)
    for words in (
        "准考证",
        room.registration.number,
        "张晓明",
        "考场1",
        "教学楼三层",
        "01",
        "75 分钟",
        "加时 15 分钟",
        "诚信应考",
    ):
        assert words in said
    assert "视力" not in said
    with pikepdf.open(BytesIO(answer.content)) as pdf:
        assert len(pdf.pages) == 1
        assert len(pdf.pages[0].get_images()) == 1


def test_a_ticket_is_printed_before_there_is_a_room_or_a_portrait(client_of, room):
    said = text(client_of("trainee").get(f"/exams/{room.registration.number}/ticket/"))
    assert "尚未编排" in said
    assert "无证件照" in said


def test_others_get_no_ticket(client_of, room):
    for name in ("stranger", "exam_officer", "superuser"):
        assert client_of(name).get(f"/exams/{room.registration.number}/ticket/").status_code == 404


@pytest.mark.parametrize(
    ("paper", "title"), [("tickets", "准考证"), ("sign-in", "签到表"), ("door", "考场1"), ("desk-labels", "考场1")]
)
def test_papers_of_a_room_name_everybody_in_it(client_of, room, office, paper, title):
    for name, full_name in (("a", "李明"), ("b", "阿依古丽·买买提")):
        make_registration(room.sitting, make_user(name, full_name=full_name))
    found = seated(room)
    make_registration(room.sitting, make_user("elsewhere", full_name="别处"))
    answer = client_of("invigilator").get(f"{office}rooms/{found.pk}/{paper}/")
    said = text(answer)
    assert all(words in said for words in (title, "李明", "阿依古丽·买买提", "张晓明"))
    assert "别处" not in said
    with pypdfium2.PdfDocument(answer.content) as pdf:
        assert len(pdf) == (3 if paper == "tickets" else 1)


def test_seventy_on_the_door_are_all_there(client_of, room, office):
    for serial in range(69):
        make_registration(room.sitting, make_user(f"c{serial}", full_name=f"考生{serial}"))
    found = seated(room, capacity=70)
    said = text(client_of("exam_officer").get(f"{office}rooms/{found.pk}/door/"))
    assert all(f"考生{serial}" in said for serial in range(69))


def test_a_name_that_no_font_has_is_told_and_nothing_is_printed(client_of, room, office):
    room.candidate.person.full_name = "王\U0002ebf0"
    room.candidate.person.save()
    found = seated(room)
    answer = client_of("exam_officer").get(f"{office}rooms/{found.pk}/tickets/", follow=True)
    assert "这些字无法打印" in answer.content.decode()
    answer = client_of("trainee").get(f"/exams/{room.registration.number}/ticket/", follow=True)
    assert "这些字无法打印" in answer.content.decode()


def test_unknown_papers_and_rooms_of_other_sittings(client_of, room, office):
    found = seated(room)
    other = Room.objects.create(sitting=make_room().sitting, name="x")
    client = client_of("exam_officer")
    assert client.get(f"{office}rooms/{found.pk}/seating/").status_code == 404
    assert client.get(f"{office}rooms/{other.pk}/door/").status_code == 404


def test_the_code_of_a_ticket_leads_to_the_face(client_of, room):
    path = f"/exams/{room.registration.number}/check/"
    seated(room)
    for name in ("invigilator", "trainee"):
        page = client_of(name).get(path).content.decode()
        assert "张晓明" in page
        assert "考场1" in page
    assert client_of("stranger").get(path).status_code == 404
    assert client_of("invigilator").get("/exams/none/check/").status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_papers_take_the_same_queries_for_any_number(client_of, room, office, size, django_assert_num_queries):
    for serial in range(size - 1):
        make_registration(room.sitting, make_user(f"a{serial}", full_name="张三"))
    found = seated(room)
    client = client_of("exam_officer")
    client.get(f"{office}rooms/{found.pk}/door/")
    with django_assert_num_queries(8):
        client.get(f"{office}rooms/{found.pk}/door/")
