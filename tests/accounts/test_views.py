"""One's own details, and portraits for those who may see them."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import ModelLogEntry

from accounts.models import Person, User
from accounts.services import IdDocument, set_id_number, set_photo
from tests.accounts.uploads import jpeg, picture
from tests.factories.accounts import NOW, PersonFactory, UserFactory
from tests.personas import EVERYBODY, browser_of

pytestmark = pytest.mark.django_db
VALID = "11010519491231002X"


@pytest.fixture
def own(django_capture_on_commit_callbacks):
    """Somebody with name, portrait, ID number, e-mail and phone, signed in."""
    person = PersonFactory(user__email="zhang@example.com", user__phone="+8613800138000")
    with django_capture_on_commit_callbacks(execute=True):
        set_photo(person=person, data=jpeg(600, 800), actor=person.user, now=NOW)
        set_id_number(person=person, document=IdDocument.RESIDENT, number=VALID, actor=person.user, now=NOW)
    client = Client()
    client.force_login(person.user)
    return client, person


def upload(client, data, name="me.jpg"):
    return client.post("/accounts/profile/portrait/", {"photo": SimpleUploadedFile(name, data, "image/jpeg")})


def kept(person):
    """Everything known of a person, and how many acts are on record."""
    fresh = Person.objects.filter(pk=person.pk).values().get()
    user = User.objects.filter(pk=person.user_id).values("phone", "phone_verified", "email").get()
    files = sorted(path.name for path in Path(person.photo.storage.location).rglob("*.jpg"))
    return fresh, user, files, ModelLogEntry.objects.count()


def test_the_page_shows_what_is_known_and_no_number_in_full(own):
    client, person = own
    page = client.get("/accounts/profile/").content.decode()
    assert "**************002X" in page
    assert VALID not in page
    assert "19491231" not in page
    assert f'src="/accounts/portraits/{person.pk}/"' in page
    for shown in (
        'value="张晓明"',
        "zhang@example.com",
        'value="+8613800138000"',
        'href="/accounts/password/change/"',
        'href="/accounts/2fa/"',
        'href="/accounts/sessions/"',
        'href="/accounts/email/"',
    ):
        assert shown in page


def test_the_page_of_a_login_without_a_person_asks_for_the_name_first(stranger, client):
    user = UserFactory()
    client.force_login(user)
    page = client.get("/accounts/profile/").content.decode()
    assert page.count("请先保存姓名。") == 2
    assert client.post("/accounts/profile/name/", {"full_name": "韩梅梅"}).status_code == 302
    assert Person.objects.get(user=user).full_name == "韩梅梅"


def test_the_page_costs_a_fixed_number_of_queries(own, django_assert_num_queries):
    client, _person = own
    with django_assert_num_queries(2):
        client.get("/accounts/profile/")


def test_nothing_of_it_is_kept_by_a_browser(own):
    client, _person = own
    assert "no-store" in client.get("/accounts/profile/")["Cache-Control"]


# Forms


def test_a_name_is_saved(own):
    client, person = own
    answer = client.post("/accounts/profile/name/", {"full_name": " 阿依努尔·买买提 "})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/profile/#name")
    assert Person.objects.get(pk=person.pk).full_name == "阿依努尔·买买提"


@pytest.mark.parametrize("typed", ["", "··", "张\u202e晓明", "名" * 61])
def test_a_name_that_is_none_is_refused_and_the_old_one_kept(own, typed):
    client, person = own
    before = kept(person)
    answer = client.post("/accounts/profile/name/", {"full_name": typed})
    assert answer.status_code == 422
    assert list(answer.context["forms"]["NameForm"].errors) == ["full_name"]
    assert kept(person) == before


def test_a_phone_number_is_saved(own):
    client, person = own
    answer = client.post("/accounts/profile/phone/", {"phone": "139 0013 9000"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/profile/#sign-in")
    assert User.objects.get(pk=person.user_id).phone == "+8613900139000"


@pytest.mark.parametrize("typed", ["", "12345", "+8613700137000"])
def test_a_phone_number_that_is_none_or_taken_is_refused(own, typed):
    client, person = own
    UserFactory(phone="+8613700137000")
    before = kept(person)
    answer = client.post("/accounts/profile/phone/", {"phone": typed})
    assert answer.status_code == 422
    assert list(answer.context["forms"]["PhoneForm"].errors) == ["phone"]
    assert kept(person) == before


def test_nobody_asks_for_many_phone_numbers(own):
    client, person = own
    UserFactory(phone="+8613700137000")
    answers = [client.post("/accounts/profile/phone/", {"phone": "+8613700137000"}).status_code for _ in range(6)]
    assert answers == [422, 422, 422, 422, 422, 429]
    assert User.objects.get(pk=person.user_id).phone == "+8613800138000"


def test_an_id_number_is_saved(own):
    client, person = own
    answer = client.post("/accounts/profile/id-number/", {"document": "other", "number": "E 1234 5678"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/profile/#document")
    assert Person.objects.get(pk=person.pk).id_number_tail == "678"


@pytest.mark.parametrize(
    ("document", "number", "at_fault"),
    [
        ("resident", "110105194912310021", ["number"]),
        ("resident", "", ["number"]),
        ("other", "E" * 41, ["number"]),
        ("library card", "E12345678", ["document"]),
    ],
)
def test_an_id_number_that_cannot_be_is_refused_and_the_old_one_kept(own, document, number, at_fault):
    client, person = own
    before = kept(person)
    answer = client.post("/accounts/profile/id-number/", {"document": document, "number": number})
    assert answer.status_code == 422
    assert list(answer.context["forms"]["IdNumberForm"].errors) == at_fault
    assert kept(person) == before


@pytest.mark.parametrize("path", ["name", "phone", "portrait", "id-number"])
def test_reading_a_form_address_leads_to_the_page(own, path):
    client, person = own
    before = kept(person)
    answer = client.get(f"/accounts/profile/{path}/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/profile/")
    assert kept(person) == before


@pytest.mark.parametrize("path", ["portrait", "id-number"])
def test_without_a_name_nothing_else_is_taken(client, path):
    client.force_login(UserFactory())
    data = {"photo": SimpleUploadedFile("me.jpg", jpeg(600, 800)), "document": "resident", "number": VALID}
    answer = client.post(f"/accounts/profile/{path}/", data)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/profile/")
    assert not Person.objects.exists()


def test_allauths_change_of_number_by_sms_leads_to_the_page(own):
    client, _person = own
    assert client.get("/accounts/phone/change/")["Location"] == "/accounts/profile/"


# Portraits


def test_a_portrait_is_saved(own, django_capture_on_commit_callbacks):
    client, person = own
    before = Person.objects.get(pk=person.pk).photo_sha256
    with django_capture_on_commit_callbacks(execute=True):
        answer = upload(client, jpeg(600, 800, colour="navy"))
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/profile/#portrait")
    assert Person.objects.get(pk=person.pk).photo_sha256 != before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "这个文件是空的。请重新选择照片。您现在的证件照保持不变。"),
        (picture("GIF", (400, 500), mode="P", colour=1), "这个文件不是 JPEG、PNG 或 WebP 照片。"),
        (jpeg(600, 800) + b"\0" * 5 * 1024 * 1024, "文件超过 5 MB。"),
        (jpeg(600, 800)[:900], "照片不完整或已损坏。"),
        (jpeg(100, 100), "照片小于 295 × 413 像素"),
    ],
)
def test_a_bad_upload_says_what_happened_and_what_is_kept(own, data, said):
    client, person = own
    before = kept(person)
    answer = upload(client, data)
    assert answer.status_code == 422
    (error,) = answer.context["forms"]["PortraitForm"].errors["photo"]
    assert error.startswith(said)
    assert error.endswith("您现在的证件照保持不变。")
    assert error in answer.content.decode()
    assert kept(person) == before


def test_a_bad_first_upload_says_that_there_is_still_none(client, trainee):
    client.force_login(trainee)
    (error,) = upload(client, b"GIF89a").context["forms"]["PortraitForm"].errors["photo"]
    assert error.endswith("您目前仍没有证件照。")


def test_no_file_at_all_is_refused(own):
    client, person = own
    before = kept(person)
    assert client.post("/accounts/profile/portrait/").status_code == 422
    assert kept(person) == before


def status(answer):
    """The status of an answer; read to the end, its file closes itself."""
    if answer.streaming:
        answer.getvalue()
    return answer.status_code


def test_a_portrait_is_served_to_those_who_may_see_it_and_to_others_does_not_exist(own):
    _client, person = own
    answers = {name: status(browser_of(name).get(f"/accounts/portraits/{person.pk}/")) for name in EVERYBODY}
    assert answers == {
        "anonymous": 302,
        "stranger": 404,
        "trainee": 404,
        "item_writer": 404,
        "reviewer": 404,
        "paper_maker": 404,
        "invigilator": 200,
        "marker": 404,
        "exam_officer": 200,
        "certificate_officer": 200,
        "content_editor": 404,
        "auditor": 200,
        "superuser": 200,
    }


def test_ones_own_portrait_is_served_and_never_stored(own):
    client, person = own
    answer = client.get(f"/accounts/portraits/{person.pk}/")
    data = answer.getvalue()
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"], answer["Content-Disposition"]) == (
        200,
        "image/jpeg",
        "private, no-store",
        "inline",
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert data[:3] == b"\xff\xd8\xff"


def test_a_person_without_portrait_and_no_person_answer_alike(exam_officer):
    person = PersonFactory()
    client = browser_of("exam_officer")
    answers = [client.get(f"/accounts/portraits/{pk}/").status_code for pk in (person.pk, person.pk + 1000)]
    assert answers == [404, 404]


def test_a_portrait_has_no_address_of_its_own_under_media(own):
    client, person = own
    assert client.get(f"/media/{person.photo.name}").status_code == 404
