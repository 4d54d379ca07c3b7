"""The exam office's pages of a sitting's controls and of sealed answer files."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from exams.sittings.models import (
    AccessCode,
    AnswerEvent,
    ControlChange,
    ControlOverride,
    InvigilationAct,
    KeyPurpose,
    Room,
    RoomControls,
    SealedUpload,
    SittingControls,
)
from exams.sittings.services import close_if_overdue
from exams.sittings.signing import create_exam_key
from tests.exams.sittings.sealing import sealed_event, sealed_file
from tests.factories.sittings import make_room

pytestmark = pytest.mark.django_db
ALL_OFF = {"ip_switch": "off", "code_switch": "off", "seb_switch": "off", "reason": "考务会议决定"}


@pytest.fixture
def room():
    return make_room(opens_at=timezone.now() - timedelta(hours=2))


def page(name, room):
    return reverse(f"sittings_admin:{name}", args=[room.sitting.pk])


def test_an_invigilator_turns_a_control_on_and_off_again(client_of, room):
    client = client_of("invigilator")
    place = Room.objects.create(sitting=room.sitting, name="301")
    data = ALL_OFF | {"ip_switch": "flag", "ip_ranges": "10.0.0.1/8\n\n", f"room_{place.pk}": "192.168.3.7"}
    assert client.post(page("controls", room), data).status_code == 302
    controls = SittingControls.objects.get()
    assert (controls.ip_switch, controls.ip_ranges) == ("flag", "10.0.0.0/8")
    assert RoomControls.objects.get().ip_ranges == "192.168.3.7/32"
    client.post(page("controls", room), ALL_OFF | {"ip_ranges": "10.0.0.0/8", "reason": "网络故障"})
    assert SittingControls.objects.get().ip_switch == "off"
    shown = client.get(page("controls", room)).content.decode()
    assert "网络地址: 放行并提示 → 关闭" in shown
    assert "网络故障" in shown


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"ip_ranges": "10.0.0.0/8\nhome"}, "第 2 行不是地址段：home"),
        ({"seb_exam_keys": "abc"}, "64 位十六进制数"),
        ({"reason": " "}, "请填写这一项。"),
        ({"ip_switch": "maybe"}, "maybe"),
    ],
)
def test_what_makes_no_sense_is_told_and_changes_nothing(client_of, room, data, words):
    answer = client_of("exam_officer").post(page("controls", room), ALL_OFF | data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not SittingControls.objects.exists()
    assert not ControlChange.objects.exists()


def test_an_auditor_reads_but_changes_nothing_and_sees_no_code(client_of, room):
    client_of("invigilator").post(page("controls", room), ALL_OFF | {"code_switch": "block"})
    auditor = client_of("auditor")
    code = AccessCode.objects.get().code
    assert code in client_of("invigilator").get(page("controls", room)).content.decode()
    shown = auditor.get(page("controls", room))
    assert (shown.status_code, code in shown.content.decode()) == (200, False)
    auditor.post(page("controls", room), ALL_OFF)
    assert SittingControls.objects.get().code_switch == "block"
    assert ControlChange.objects.count() == 1


def test_new_codes_take_the_place_of_the_old(client_of, room):
    client = client_of("invigilator")
    client.post(page("controls", room), ALL_OFF | {"code_switch": "flag"})
    first = AccessCode.objects.get()
    assert client.post(page("rotate_codes", room)).status_code == 302
    shown = client.get(page("controls", room)).content.decode()
    assert AccessCode.objects.first().code in shown
    assert first.code not in shown


def test_the_board_shows_each_rooms_code_and_makes_a_new_one(client_of, room):
    hall = room.sitting.rooms.create(name="101")
    client = client_of("invigilator")
    client.post(page("controls", room), ALL_OFF | {"code_switch": "block"})
    board, large = f"/admin/exam-day/{room.sitting.pk}/", page("room_code", room)
    code = AccessCode.objects.get(room=hall).code
    assert code in client.get(board).content.decode()
    assert code in client.get(f"{large}?room={hall.pk}").content.decode()
    assert AccessCode.objects.get(room=None).code in client.get(large).content.decode()

    assert client.post(large, {"room": hall.pk}).headers["Location"] == board
    latest = AccessCode.objects.filter(room=hall).first().code
    shown = client.get(board).content.decode()
    assert (latest in shown, code in shown) == (True, latest == code)
    assert list(InvigilationAct.objects.values_list("kind", "room", "reason")) == [
        ("code", hall.pk, "在监考台更换入场码")
    ]
    assert code not in client_of("auditor").get(board).content.decode()


def test_a_code_of_no_room_of_this_sitting_does_not_exist(client_of, room):
    stranger = make_room().sitting.rooms.create(name="101")
    client = client_of("invigilator")
    large = page("room_code", room)
    assert client.get(f"{large}?room={stranger.pk}").status_code == 404
    assert client.post(large, {"room": stranger.pk}).status_code == 404
    assert client.post(large).status_code == 404
    assert (AccessCode.objects.count(), InvigilationAct.objects.count()) == (0, 0)
    assert "本场考试不使用入场码" in client.get(large).content.decode()


def test_an_override_takes_the_admission_number_and_a_reason(client_of, room):
    client = client_of("invigilator")
    data = {"number": f" {room.registration.number} ", "control": "seb", "reason": "密钥不符，已核对本人"}
    assert client.post(page("override", room), data).status_code == 302
    assert "密钥不符，已核对本人" in client.get(page("controls", room)).content.decode()
    other = make_room()
    for wrong in ({"number": other.registration.number}, {"reason": ""}, {"control": "age"}):
        assert client.post(page("override", room), data | wrong).status_code == 422
    assert ControlOverride.objects.count() == 1


@pytest.fixture
def late(room, settings, tmp_path):
    """An attempt that the server closed, and the key."""
    settings.SIGNING_KEY_FOLDER = tmp_path
    key = create_exam_key(purpose=KeyPurpose.SEALING, now=timezone.now())
    attempt = room.start(timezone.now() - timedelta(minutes=61))
    close_if_overdue(attempt=attempt, now=timezone.now())
    return attempt, key


def hand_in(client, room, content, number=None):
    file = SimpleUploadedFile("a.answers", content)
    return client.post(page("sealed", room), {"number": number or room.registration.number, "file": file}, follow=True)


def test_an_invigilator_hands_in_a_sealed_file(client_of, room, late):
    attempt, key = late
    client = client_of("invigilator")
    answer = hand_in(client, room, sealed_file(attempt, key, [sealed_event(attempt, 1, 1, "a")]))
    assert "逾期留存: 1" in " ".join(answer.content.decode().split())
    assert AnswerEvent.objects.get().disposition == "late"
    spoilt = hand_in(client, room, b"{}")
    assert "未接受： 这不是密封答案文件。" in " ".join(spoilt.content.decode().split())
    assert list(SealedUpload.objects.values_list("refusal", flat=True)) == ["这不是密封答案文件。", ""]


def test_an_unknown_number_is_told_and_leaves_no_record(client_of, room, late):
    attempt, key = late
    answer = hand_in(client_of("invigilator"), room, sealed_file(attempt, key, []), number="999")
    assert answer.status_code == 422
    assert "没有准考证号为 999 的考生" in answer.content.decode()
    assert not SealedUpload.objects.exists()


@pytest.mark.parametrize("who", ["auditor", "marker", "trainee"])
def test_others_hand_in_nothing(client_of, room, late, who):
    attempt, key = late
    hand_in(client_of(who), room, sealed_file(attempt, key, [sealed_event(attempt, 1, 1, "a")]))
    assert not SealedUpload.objects.exists()
    assert not AnswerEvent.objects.exists()


@pytest.mark.parametrize("size", [1, 3])
def test_the_pages_take_the_same_queries_at_any_size(client_of, room, late, size, django_assert_max_num_queries):
    attempt, key = late
    client = client_of("invigilator")
    for number in range(size):
        hand_in(client, room, sealed_file(attempt, key, [sealed_event(attempt, number + 1, 1, "a")]))
        client.post(page("controls", room), ALL_OFF | {"ip_ranges": f"10.0.0.{number}"})
    with django_assert_max_num_queries(20):
        client.get(page("sealed", room))
    with django_assert_max_num_queries(30):
        client.get(page("controls", room))
