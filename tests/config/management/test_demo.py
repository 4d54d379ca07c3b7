"""What the demonstration prepares beside its story: in copies of the process, and served only when all is whole."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from config.management.commands.demo import Command


def test_each_is_done_by_a_copy_and_waited_for(tmp_path):
    Command()._together(lambda: _leave(tmp_path / "words"), lambda: _leave(tmp_path / "files"))
    assert sorted(left.name for left in tmp_path.iterdir()) == ["files", "words"]


def test_one_that_fails_is_named_and_nothing_is_served(tmp_path, capfd):
    def refused():
        raise CommandError("No such font.")

    with pytest.raises(CommandError, match="演示数据尚未建完"):
        Command()._together(refused, lambda: _leave(tmp_path / "files"))
    assert capfd.readouterr().err == "No such font.\n"
    assert (tmp_path / "files").exists()


def test_production_serves_no_demonstration(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="密码是公开的"):
        call_command("demo", serve=1, stdout=StringIO())
    assert User.objects.count() == 0


def _leave(path):
    path.write_text("done")
