"""Login by three names, phone numbers as people write them, and answers that tell a guesser nothing."""

import pytest
from allauth.account.adapter import get_adapter
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts.adapters import PhoneField, normalise_phone
from accounts.models import User
from accounts.roles import Role
from tests.accounts.uploads import full_width
from tests.factories.accounts import PASSWORD, UserFactory

LOGIN, SIGNUP, RESET = "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+8613800138000",
        "+86 138 0013 8000",
        "8613800138000",
        "0086 13800138000",
        "(+86) 138.0013.8000",
        full_width("13800138000"),
        full_width("+86") + " 13800138000",
        " 13800138000 ",
    ],
)
def test_mainland_numbers_are_taken_in_every_usual_form(typed):
    assert PhoneField().clean(typed) == "+8613800138000"


@pytest.mark.parametrize(("typed", "kept"), [("+852 9123 4567", "+85291234567"), ("+1 (212) 555-0100", "+12125550100")])
def test_foreign_numbers_need_their_country_code(typed, kept):
    assert PhoneField().clean(typed) == kept


@pytest.mark.parametrize("typed", ["12800138000", "1380013800", "138001380001", "010-62345678", "zhang", "+0123456789"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValidationError):
        PhoneField().clean(typed)


@given(st.text("0186 -.()+" + full_width("0186+"), max_size=30))
def test_normalising_twice_changes_nothing(text):
    once = normalise_phone(text)
    assert normalise_phone(once) == once


def sign_in(login, password=PASSWORD, **extra):
    client = Client(**extra)
    answer = client.post(LOGIN, {"login": login, "password": password})
    return client, answer


@pytest.fixture
def zhang(db):
    return UserFactory(username="Zhang", email="zhang@example.com", phone="+8613800138000")


@pytest.mark.parametrize(
    "login",
    ["Zhang", "zhang", " Zhang ", "zhang@example.com", "ZHANG@example.com", "13800138000", "+86 138-0013-8000"],
)
def test_one_signs_in_by_user_name_email_or_phone(zhang, login):
    client, answer = sign_in(login)
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert client.session["_auth_user_id"] == str(zhang.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["boss@example.com", "13912345678"])
def test_an_old_user_name_that_looks_like_an_address_still_signs_in(name):
    user = UserFactory(username=name)
    client, _answer = sign_in(name)
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.django_db
def test_a_closed_account_does_not_sign_in():
    UserFactory(username="gone", is_active=False)
    client, answer = sign_in("gone")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/inactive/")
    assert "_auth_user_id" not in client.session


def shape(answer):
    """What a guesser can compare: the page without the token of this request and without what was typed."""
    text = answer.content.decode()
    return answer.status_code, answer.headers.get("Location"), len(answer.context["form"].errors), text.count("<")


KNOWN = {"user name": "zhang", "e-mail": "zhang@example.com", "phone": "13800138000"}
UNKNOWN = {"user name": "zhong", "e-mail": "zhong@example.com", "phone": "13800138009"}


@pytest.mark.parametrize("kind", KNOWN)
def test_a_wrong_password_and_an_unknown_name_are_answered_alike(zhang, kind):
    _client, known = sign_in(KNOWN[kind], "wrong")
    _client, unknown = sign_in(UNKNOWN[kind], "wrong")
    assert shape(known) == shape(unknown)
    assert known.context["form"].errors == unknown.context["form"].errors


@pytest.mark.parametrize("kind", KNOWN)
def test_a_wrong_password_and_an_unknown_name_cost_one_hash_each(zhang, kind, monkeypatch):
    hasher = type(get_hasher())
    hashed = []
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, *args, **kw: hashed.append(1) or encode(self, *args, **kw))
    sign_in(KNOWN[kind], "wrong")
    known = len(hashed)
    hashed.clear()
    sign_in(UNKNOWN[kind], "wrong")
    assert (known, len(hashed)) == (1, 1)


def test_a_user_name_is_not_looked_for_among_addresses(zhang):
    with CaptureQueriesContext(connection) as asked:
        sign_in("zhang")
    assert [query["sql"] for query in asked if '"email" =' in query["sql"]] == []


# Rate limits


def test_ten_wrong_guesses_close_an_account_to_that_address_alone(zhang):
    answers = [sign_in("zhang", "wrong", REMOTE_ADDR="192.0.2.1")[1] for _guess in range(11)]
    assert [len(answer.context["form"].errors) for answer in answers] == [1] * 11
    _client, blocked = sign_in("zhang", REMOTE_ADDR="192.0.2.1")
    assert blocked.status_code == 200
    assert blocked.context["form"].errors["__all__"] == answers[10].context["form"].errors["__all__"]
    _client, elsewhere = sign_in("zhang", REMOTE_ADDR="192.0.2.2")
    assert elsewhere.status_code == 302


def test_writing_the_number_otherwise_gives_no_further_guesses(zhang):
    for guess in range(10):
        sign_in("138 0013 8000"[: 3 + guess % 2] + " 0013 8000"[guess % 2 :], "wrong")
    _client, answer = sign_in("+86-138-0013-8000")
    assert answer.status_code == 200


@pytest.mark.django_db
def test_a_room_of_thirty_signs_in_from_one_address_with_a_few_slips():
    for number in range(30):
        UserFactory(username=f"candidate-{number}")
    for number in range(30):
        sign_in(f"candidate-{number}", "slip")
        sign_in(f"candidate-{number}", "slip")
    answers = [sign_in(f"candidate-{number}")[1].status_code for number in range(30)]
    assert answers == [302] * 30


@pytest.mark.django_db
def test_a_class_of_thirty_signs_up_from_one_address():
    assert [sign_up(username=f"trainee-{number}")[1].status_code for number in range(30)] == [302] * 30


# Sign-up


def sign_up(**fields):
    client = Client()
    form = {"username": "li", "full_name": "李雷", "password1": PASSWORD, "password2": PASSWORD, **fields}
    return client, client.post(SIGNUP, form)


@pytest.mark.django_db
def test_sign_up_makes_a_trainee_with_a_name():
    client, answer = sign_up(email="li@example.com", phone="139 0013 9000")
    user = User.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (user.username, user.email, user.phone, user.phone_verified) == (
        "li",
        "li@example.com",
        "+8613900139000",
        False,
    )
    assert user.person.full_name == "李雷"
    assert [group.name for group in user.groups.all()] == [Role.TRAINEE.value]


@pytest.mark.django_db
def test_email_and_phone_are_optional():
    _client, answer = sign_up()
    user = User.objects.get()
    assert answer.status_code == 302
    assert (user.email, user.phone) == ("", None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [
        ({"full_name": ""}, "full_name"),
        ({"full_name": "··"}, "full_name"),
        ({"username": ""}, "username"),
        ({"username": "a@example.com"}, "username"),
        ({"username": "13800138000"}, "username"),
        ({"phone": "12345"}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"password1": "short1", "password2": "short1"}, "password1"),
        ({"password2": "another 7 password"}, "password2"),
    ],
)
def test_a_sign_up_that_is_not_accepted_makes_nothing(fields, at_fault):
    _client, answer = sign_up(**fields)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [at_fault]
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("taken", "free"),
    [
        ({"email": "zhang@example.com"}, {"email": "zhong@example.com"}),
        ({"email": "ZHANG@EXAMPLE.COM"}, {"email": "zhong@example.com"}),
        ({"phone": "13800138000"}, {"phone": "13800138009"}),
    ],
)
def test_sign_up_answers_alike_whether_an_address_is_known_or_not(zhang, taken, free):
    _client, known = sign_up(username="one", **taken)
    _client, unknown = sign_up(username="two", **free)
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"]) == (302, "/me/")


def test_a_number_stays_with_whom_it_was(zhang):
    sign_up(phone="13800138000")
    zhang.refresh_from_db()
    assert zhang.phone == "+8613800138000"
    assert User.objects.get(username="li").phone is None


def test_an_address_that_somebody_else_claims_still_signs_its_owner_in(zhang):
    sign_up(email="zhang@example.com", password1="somebody else 9 pass", password2="somebody else 9 pass")
    client, _answer = sign_in("zhang@example.com")
    assert client.session["_auth_user_id"] == str(zhang.pk)


# Reset


def test_reset_answers_alike_and_writes_to_the_address_alone(zhang):
    known = Client().post(RESET, {"email": "zhang@example.com"})
    unknown = Client().post(RESET, {"email": "zhong@example.com"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert known.status_code == 302
    assert [message.to for message in mail.outbox] == [["zhang@example.com"], ["zhong@example.com"]]


# What is not there


def test_no_code_is_sent_by_sms(zhang):
    with pytest.raises(ImproperlyConfigured):
        get_adapter().send_verification_code_sms(user=zhang, phone=zhang.phone, code="123456")


def test_behind_a_proxy_guesses_count_for_the_address_that_the_proxy_saw(zhang, settings):
    """What stands before the proxy's own entry anybody may have written; without a proxy nothing of it is believed."""
    request = RequestFactory().post("/", headers={"X-Forwarded-For": "6.6.6.6, 10.1.2.3"}, REMOTE_ADDR="127.0.0.1")
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert get_adapter().get_client_ip(request) == "10.1.2.3"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert get_adapter().get_client_ip(request) == "127.0.0.1"
