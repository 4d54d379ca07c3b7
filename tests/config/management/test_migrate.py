"""Tables are not changed under those who sit an exam."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from config.management.commands import migrate
from tests.factories.sittings import make_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def behind(monkeypatch):
    """As if the code had brought a migration; what Django then does is not asked for here."""
    ran = []
    monkeypatch.setattr(migrate, "_is_behind", lambda _database: True)
    monkeypatch.setattr(migrate.migrate.Command, "handle", lambda _self, *_args, **_options: ran.append(1))
    return ran


def test_refused_while_an_exam_is_on(behind):
    make_room(opens_at=timezone.now()).start(timezone.now())
    with pytest.raises(CommandError, match="1 份作答未交"):
        call_command("migrate")
    with pytest.raises(CommandError):
        call_command("migrate", "--force", " ")
    assert behind == []
    call_command("migrate", "--force", "作答表缺索引，考试已停")
    call_command("migrate", "--plan")
    assert behind == [1, 1]


def test_a_sitting_with_candidates_is_enough_and_one_that_is_over_is_not(behind):
    room = make_room(opens_at=timezone.now())
    with pytest.raises(CommandError, match="1 个场次开放中"):
        call_command("migrate")
    type(room.sitting).objects.filter(pk=room.sitting.pk).update(
        opens_at=timezone.now() - timedelta(hours=9), closes_at=timezone.now() - timedelta(seconds=1)
    )
    call_command("migrate")
    assert behind == [1]
