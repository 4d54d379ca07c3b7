"""ID numbers move from one key to the next while both live, in batches, and nobody's is lost on the way."""

import json

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Person
from accounts.services import IdDocument, reveal_id_number, set_id_number
from accounts.services.identity_keys import current_fingerprint, rotate_batch, under_another_key
from config.health.machine import check_identity_keys
from tests.factories.sittings import make_user

pytestmark = pytest.mark.django_db

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def people(settings):
    settings.FIELD_ENCRYPTION_KEY = OLD
    users = [make_user(f"u{number}", full_name="某人") for number in range(5)]
    for number, user in enumerate(users):
        set_id_number(
            person=user.person, document=IdDocument.OTHER, number=f"E1234567{number}", actor=user, now=timezone.now()
        )
    settings.FIELD_ENCRYPTION_KEY, settings.FIELD_ENCRYPTION_OLD_KEYS = NEW, [OLD]
    return users


def number_of(user):
    return reveal_id_number(person=Person.objects.get(user=user), actor=user, reason="本人", now=timezone.now())


def test_both_keys_live_until_it_is_done_and_then_the_new_one_is_enough(people, settings, capsys):
    assert number_of(people[3]) == "E12345673"
    assert check_identity_keys(timezone.now()).state == "warning"
    # Broken off after the first batch, it goes on where it was.
    assert rotate_batch(size=2)[0] == 2
    assert under_another_key().count() == 3
    call_command("rotate_identity_key", "--dry-run", "--json")
    assert json.loads(capsys.readouterr().out)["left"] == 3
    call_command("rotate_identity_key", "--json", "--batch", "2")
    assert json.loads(capsys.readouterr().out) == {"key": current_fingerprint(), "waiting": 3, "done": 3, "left": 0}
    assert "FIELD_ENCRYPTION_OLD_KEYS" in check_identity_keys(timezone.now()).mend
    settings.FIELD_ENCRYPTION_OLD_KEYS = []
    assert [number_of(user) for user in people] == [f"E1234567{number}" for number in range(5)]
    assert check_identity_keys(timezone.now()).state == "good"


def test_without_the_old_key_nothing_is_changed(people, settings):
    settings.FIELD_ENCRYPTION_OLD_KEYS = []
    before = list(Person.objects.order_by("pk").values_list("id_number_encrypted", "id_number_key"))
    with pytest.raises(CommandError):
        call_command("rotate_identity_key")
    assert list(Person.objects.order_by("pk").values_list("id_number_encrypted", "id_number_key")) == before


def test_a_number_that_changes_meanwhile_keeps_the_change(people, monkeypatch):
    person = people[0].person
    real = rotate_batch.__globals__["decrypt"]

    def meanwhile(encrypted):
        plain = real(encrypted)
        if plain == "E12345670":
            set_id_number(
                person=person, document=IdDocument.OTHER, number="X99999999", actor=people[0], now=timezone.now()
            )
        return plain

    monkeypatch.setattr("accounts.services.identity_keys.decrypt", meanwhile)
    rotate_batch()
    monkeypatch.undo()
    assert number_of(people[0]) == "X99999999"
