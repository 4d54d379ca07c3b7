"""The demonstration: every stage includes the former, building again changes nothing."""

import json
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from PIL import Image

from accounts.models import User
from accounts.roles import Role
from config.demo.portraits import draw_portrait
from config.demo.stages import Stage, build
from config.demo.story import read_story
from courses.models import ChapterPage, HomePage

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_stages_follow_each_other():
    assert [stage.value for stage in Stage] == ["empty", "studying", "exam-open", "marking", "certified"]
    assert Stage.MARKING.reaches(Stage.EXAM_OPEN)
    assert not Stage.STUDYING.reaches(Stage.EXAM_OPEN)


def test_empty_stage_has_everybody_and_a_home_page(db):
    build(Stage.EMPTY, now=NOW)
    story = read_story()
    for account in story.accounts:
        user = User.objects.get(username=account.username)
        assert user.check_password(story.password)
        assert [group.name for group in user.groups.all()] == [account.role.value]
        assert user.person.full_name == account.name
    assert {account.role for account in story.accounts} == set(Role)
    assert HomePage.objects.get().live
    assert ChapterPage.objects.count() == 0


def test_command_prints_one_json_object(db):
    out = StringIO()
    call_command("demo", stage=Stage.EMPTY, json=True, stdout=out)
    said = json.loads(out.getvalue())
    assert (said["stage"], said["password"]) == ("empty", "kefu-demo-2026")
    assert [row["username"] for row in said["accounts"]] == [account.username for account in read_story().accounts]


def test_command_makes_what_a_database_lacks_first(db):
    Group.objects.all().delete()
    call_command("demo", stage=Stage.EMPTY, migrate=True, stdout=StringIO())
    assert User.objects.get(username="auditor").has_perm("wagtailadmin.access_admin")


def test_production_refuses_the_demonstration(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("demo", stage=Stage.EMPTY)
    assert User.objects.count() == 0


def test_portrait_is_a_jpeg_and_the_same_for_the_same_name():
    portrait = draw_portrait("陈静怡")
    assert draw_portrait("陈静怡") == portrait
    assert draw_portrait("林致远") != portrait
    assert Image.open(BytesIO(portrait)).size == (1074, 1323)
